import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ingest.formats import workbook
from ingest.formats.source import inspect
from pathways.errors import RefusedFileError


def looked_at(folder: Path, content: bytes, name: str = "file.csv"):
    path = folder / name
    path.write_bytes(content)
    return inspect(path, name)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \r\n\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n<!DOCTYPE html><html><body>404</body></html>", "is a web page"),
        (b"<!-- cached --><html>", "is a web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>', "is a web page"),
        (b"<div class='error'>Sign in</div>", "is a web page"),
        (b"%PDF-1.7", "is a document"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"a,b\n1,\x00\n", "bytes that no text has"),
        (bytes(range(256)), "bytes that no text has"),
        ("a,b\n1,2\n".encode("utf-16-le"), "bytes that no text has"),
        (b"a,b\n\x81,2\n", "neither UTF-8 nor Windows-1252"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type or entities"),
        (b"PK\x03\x04cut", "cut short or damaged"),
    ],
)
def test_what_cannot_be_a_table_is_refused_with_what_why_and_how_to_fix(tmp_path: Path, content: bytes, says: str):
    with pytest.raises(RefusedFileError, match=says) as refused:
        looked_at(tmp_path, content)
    assert "kept" in refused.value.why
    assert refused.value.fix


def test_windows_text_is_read_and_said_to_be_so(tmp_path: Path):
    source = looked_at(tmp_path, "a,b\nSt Helens – east,2\n".encode("cp1252"))
    assert source.encoding == "cp1252"
    assert "Windows-1252" in source.notes[0]


def test_text_that_was_decoded_wrongly_before_it_was_sent_is_noted(tmp_path: Path):
    garbled = "a,b\nSt Helens – east,2\n".encode().decode("cp1252").encode()
    assert "wrongly decoded" in looked_at(tmp_path, garbled).notes[0]


def test_ordinary_text_needs_no_note(tmp_path: Path):
    assert looked_at(tmp_path, "a,b\nBokmål – 5 £,2\n".encode()).notes == ()


def a_workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Data").write(2, 1, "here")
    hidden = book.add_worksheet("template")
    hidden.hide()
    book.close()
    return path


def test_a_workbook_is_read_as_a_person_sees_it(tmp_path: Path):
    source = inspect(a_workbook(tmp_path / "book.xlsx"), "book.xlsx")
    assert workbook.visible_sheets(source) == ("Data",)
    assert workbook.grid(source, "Data").filter(source_row=3)["c0"].to_list() == ["here"]


def test_a_workbook_cut_short_is_refused(tmp_path: Path):
    content = a_workbook(tmp_path / "book.xlsx").read_bytes()
    with pytest.raises(RefusedFileError, match="cut short or damaged"):
        looked_at(tmp_path, content[: len(content) // 2], "cut.xlsx")


def test_a_workbook_with_a_password_is_refused_as_such(tmp_path: Path):
    from msoffcrypto.format.ooxml import OOXMLFile

    protected = tmp_path / "protected.xlsx"
    with a_workbook(tmp_path / "book.xlsx").open("rb") as plain, protected.open("wb") as out:
        OOXMLFile(plain).encrypt("secret", out)
    with pytest.raises(RefusedFileError, match="protected with a password"):
        inspect(protected, "protected.xlsx")


def test_a_workbook_whose_xml_declares_entities_is_refused(tmp_path: Path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')
    with pytest.raises(RefusedFileError, match="document type or entities"):
        inspect(bomb, "bomb.xlsx")


def test_a_workbook_far_larger_inside_than_out_is_refused(tmp_path: Path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60 * 1024**2)
    with pytest.raises(RefusedFileError, match="more than a real workbook"):
        inspect(bomb, "bomb.xlsx")
