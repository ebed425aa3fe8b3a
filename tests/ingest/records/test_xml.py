"""Returns in XML as no sender should write them: read right, or refused with the reason; never half."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from ingest.formats.source import inspect
from ingest.records import xml
from ingest.records.recognise import recognise_records
from pathways.errors import RefusedFileError

NAMESPACE = "DfE/NCCIS/2024-25"
HEAD = f'<NCCIS xmlns="{NAMESPACE}"><Header><ReferenceDate>2025-03-31</ReferenceDate></Header>'
END = "</NCCIS>"


def one(reference: int | str, family_name: str = "Example") -> str:
    return (
        f"<YoungPerson><YoungPersonID>Y{reference}</YoungPersonID><LACode>383</LACode>"
        f"<FamilyName>{family_name}</FamilyName><GivenName>Ann</GivenName><DateOfBirth>2007-10-22</DateOfBirth>"
        "<Sex>F</Sex><SENDLevel>EHCP</SENDLevel><CurrentActivityCode>460</CurrentActivityCode></YoungPerson>"
    )


def with_prefix(text: str) -> str:
    return text.replace("</", "\0").replace("<", "<n:").replace("\0", "</n:")


PREFIXED = f'<n:NCCIS xmlns:n="{NAMESPACE}">' + with_prefix(HEAD[HEAD.index("<Header") :] + one(1) + one(2) + END)
DECLARED = '<?xml version="1.0" encoding="{}"?>'


@pytest.fixture(params=[1, xml.BATCH], ids=["cut after every record", "at once"])
def sent(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes a return down, to be read in the smallest pieces and in one."""
    monkeypatch.setattr(xml, "BATCH", request.param)

    def write(content: str | bytes) -> Path:
        path = tmp_path / "nccis-2025-03.xml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("content", "people"),
    [
        (HEAD + one(1) + one(2) + END, 2),
        (PREFIXED, 2),
        (
            HEAD
            + one(1)
            + f'<n:YoungPerson xmlns:n="{NAMESPACE}">'
            + with_prefix(one(2)[len("<YoungPerson>") :])
            + END,
            2,
        ),
        (HEAD + "<LA>" + one(1) + one(2) + "</LA><LA>" + one(3) + "</LA>" + END, 3),
        (HEAD + f"<!-- {one(8)} -->" + one(1) + f"<!-- {one(9)} -->" + one(2) + END + "<!-- </YoungPerson> -->", 2),
        (HEAD + one(1, "<![CDATA[</YoungPerson>]]>") + one(2) + END, 2),
        (codecs.BOM_UTF8 + (DECLARED.format("UTF-8") + HEAD + one(1) + END).encode(), 1),
        (codecs.BOM_UTF16_LE + (DECLARED.format("UTF-16") + HEAD + one(1) + one(2) + END).encode("utf-16-le"), 2),
        (codecs.BOM_UTF16_BE + (DECLARED.format("UTF-16") + HEAD + one(1) + END).encode("utf-16-be"), 1),
        ((DECLARED.format("UTF-16LE") + HEAD + one(1) + END).encode("utf-16-le"), 1),
    ],
    ids=["plain", "prefix", "two-prefixes", "groups", "comments", "cdata", "bom", "utf-16-le", "utf-16-be", "no-bom"],
)
def test_every_record_is_read_and_none_twice(checked, sent, content: str | bytes, people: int):
    found = checked(sent(content))
    assert found.accepted["young_person"]["source_row"].to_list() == list(range(1, people + 1))
    assert found.persons["source_record_key"].n_unique() == people


def test_names_are_read_in_the_encoding_that_the_file_declares(checked, sent):
    found = checked(sent((DECLARED.format("windows-1252") + HEAD + one(1, "Zoë ’") + END).encode("cp1252")))
    assert found.persons["surname"].to_list() == ["Zoë ’"]


def test_tabs_and_line_ends_in_a_value_stay_in_its_column(checked, sent):
    found = checked(sent(HEAD + one(1, "\n  Van\tder\n Berg ") + END))
    assert found.persons["surname"].to_list() == ["Van der Berg"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HEAD + one(1) + one(2), "not well-formed XML at line 1"),
        (HEAD + "\n" + one(1) + "\n" + one(2)[:-3], "not well-formed XML at line 3"),
        (HEAD + "\n" + one(1) + "\n<YoungPerson><a>\n</YoungPerson>" + one(2) + END, "not well-formed XML at line 4"),
        (HEAD + one(1) + END + HEAD + one(2) + END, "not well-formed"),
        ((HEAD + one(1, "Zoë") + END).encode("latin-1"), "not the one that it declares"),
        (HEAD + one(1, "&unknown;") + END, "not well-formed"),
        (HEAD + one(1) + one(2).replace("<YoungPerson>", '<YoungPerson xmlns="other">') + END, "outside the namespace"),
        (HEAD + one(1) + "<LA>" + one(2) + "</LA>" + END, "within other elements"),
        ('<!DOCTYPE NCCIS [<!ENTITY a "b">]>' + HEAD + one(1, "&a;") + END, "document type"),
        (f"<!--{'x' * 70_000}-->" + '<!DOCTYPE NCCIS [<!ENTITY a "b">]>' + HEAD + one(1, "&a;") + END, "document type"),
        (HEAD.replace("</Header>", "</Heading>") + one(1) + END, "not well-formed"),
    ],
)
def test_what_cannot_be_read_whole_is_refused_whole(checked, sent, content: str | bytes, why: str):
    with pytest.raises(RefusedFileError, match=why):
        checked(sent(content))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HEAD + one(1, " " * 50_000_000) + one(2) + END, "a record of more than 32 MB"),
        (HEAD + one(1) + one(2, " " * 11_000_000) + END, "not well-formed"),
        (f"{HEAD}<!--{'x' * 2_000_000}-->{one(1)}{END}", "no YoungPerson in its first 1 MB"),
    ],
    ids=["record", "text", "head"],
)
def test_what_is_far_too_long_is_refused_without_being_held(checked, tmp_path: Path, content: str, why: str):
    path = tmp_path / "nccis-2025-03.xml"
    path.write_text(content)
    with pytest.raises(RefusedFileError, match=why):
        checked(path)


def test_a_return_without_records_has_no_rows(tmp_path: Path):
    path = tmp_path / "nccis-2025-03.xml"
    path.write_text(HEAD + END)
    recognised = recognise_records(inspect(path, path.name))
    assert [rows.height for batch in recognised.batches() for rows in batch.tables.values()] == [0]
