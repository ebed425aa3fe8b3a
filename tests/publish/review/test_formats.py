from __future__ import annotations

import csv
import hashlib
import re
import zipfile

import csvw as validator
import fastexcel
import pytest
from lxml import etree

from pathways.equality.table import SYMBOLS
from publish.review import csvw, ees
from publish.review.notes import NOTES, numbered, title
from publish.review.opendocument import MIME_TYPE, write_opendocument
from publish.review.pack import pack_of
from publish.review.statement import statement
from publish.review.workbook import sheet_name, write_workbook
from tests.pathways.equality import made_up


@pytest.fixture(scope="module")
def folder(released, pack, tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    write_workbook(pack, folder / "review.xlsx")
    write_opendocument(pack, folder / "review.ods")
    csvw.write_csvs(pack, folder)
    ees.write_open_data(released, made_up.WINDOW, folder)
    return folder


@pytest.mark.parametrize("name", ["review.xlsx", "review.ods"])
def test_spreadsheets_have_one_table_a_sheet_with_every_cell_as_in_the_csv(folder, pack, name):
    book = fastexcel.read_excel(folder / name)
    assert [sheet for sheet in book.sheet_names if sheet not in ("Cover", "Contents", NOTES)] == [
        sheet_name(table) for table in pack.tables
    ]
    for table in pack.tables:
        sheet = book.load_sheet(sheet_name(table), header_row=None, dtypes="string").to_polars()
        titles = [title(column, numbered(pack.tables)) for column in table.columns]
        start = sheet.rows().index(tuple(titles))
        assert sheet.row(0)[0] == table.title
        found = [tuple(_plain(cell) for cell in row) for row in sheet.rows()[start + 1 :]]
        assert found == [tuple(_plain(cell) for cell in row) for row in table.cells(brackets=True).rows()], table.name


@pytest.mark.parametrize("name", ["review.xlsx", "review.ods"])
def test_spreadsheets_have_every_note_by_the_number_that_headings_refer_to(folder, pack, name):
    book = fastexcel.read_excel(folder / name)
    rows = book.load_sheet(NOTES, header_row=None, dtypes="string").to_polars().rows()
    found = {row[1]: re.search(r"\d+", row[0] or "") for row in rows if row[1]}
    notes = {column.says for table in pack.tables for column in table.columns if column.says}
    assert len(notes) > 3
    for note in notes:
        assert int(found[note].group()) == numbered(pack.tables)[note]
    sheet = book.load_sheet("Representation", header_row=None, dtypes="string").to_polars()
    (headings,) = (row for row in sheet.rows() if row[0] == "Measure")
    reliability = numbered(pack.tables)[pack.tables[2].columns[-1].says]
    assert headings[-1] == f"Reliability\n[note {reliability}]"


def test_nothing_of_the_workbook_is_left_out_with_a_warning(pack, tmp_path, recwarn):
    write_workbook(pack, tmp_path / "review.xlsx")
    assert [str(warning.message) for warning in recwarn] == []


def _plain(cell: str | None) -> str:
    """A number without the zeros that only its format shows."""
    try:
        return str(float(cell))
    except (TypeError, ValueError):
        return cell or ""


def test_the_workbook_says_its_title_and_language(folder, pack):
    with zipfile.ZipFile(folder / "review.xlsx") as parts:
        core = etree.fromstring(parts.read("docProps/core.xml"))
    dc = {"dc": "http://purl.org/dc/elements/1.1/"}
    assert core.findtext("dc:title", namespaces=dc) == pack.title
    assert core.findtext("dc:language", namespaces=dc) == "en-GB"


def test_the_opendocument_is_one_by_its_first_bytes(folder):
    with zipfile.ZipFile(folder / "review.ods") as parts:
        first = parts.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert parts.read("mimetype").decode() == MIME_TYPE
        assert b"en-GB" in parts.read("meta.xml")


def test_made_up_data_say_so_in_every_format(folder, pack, released):
    assert pack.title.startswith("MADE-UP DATA")
    assert "MADE-UP DATA" in statement(pack, pack.tables[-1])
    assert "MADE-UP DATA" in (folder / csvw.METADATA).read_text()
    assert "MADE-UP DATA" in str(
        fastexcel.read_excel(folder / "review.ods").load_sheet("Cover", header_row=None).to_polars()
    )


def test_a_csvw_validator_accepts_the_csvs(folder, pack):
    group = validator.CSVW(str(folder / csvw.METADATA), validate=True)
    assert group.is_valid, group.warnings
    assert {str(table.url) for table in group.tables} == {f"{table.name}.csv" for table in pack.tables}


def test_a_csvw_validator_would_see_a_wrong_cell(folder, tmp_path):
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / csvw.METADATA).write_bytes((folder / csvw.METADATA).read_bytes())
    wrong = tmp_path / "unknown_rates.csv"
    wrong.write_text(wrong.read_text().replace(",Sex,", ",Sex,many", 1))
    assert not validator.CSVW(str(tmp_path / csvw.METADATA), validate=True).is_valid


def test_open_data_are_tidy_and_described(folder):
    with (folder / f"{ees.NAME}.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (folder / f"{ees.NAME}.meta.csv").open() as file:
        about = {row["col_name"]: row for row in csv.DictReader(file)}
    mandatory = ["time_period", "time_identifier", "geographic_level", "country_code", "country_name"]
    places = ["region_code", "region_name"]
    assert list(rows[0]) == [*mandatory, *places, *about]
    keys = [tuple(row[name] for name in row if about.get(name, {}).get("col_type") != "Indicator") for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row["time_period"] for row in rows} == {"202223", "202324", "202425"}
    for row in rows:
        for name in ("people", "share_of_known"):
            assert row[name] in SYMBOLS or float(row[name]) >= 0
        assert bool(row["region_code"]) == (row["geographic_level"] == "Regional")
    assert any(row["breakdown"] == "Total" for row in rows)


def test_the_same_release_gives_the_same_bytes(released, folder, tmp_path):
    again = pack_of(released, made_up.WINDOW)
    write_workbook(again, tmp_path / "review.xlsx")
    write_opendocument(again, tmp_path / "review.ods")
    csvw.write_csvs(again, tmp_path)
    ees.write_open_data(released, made_up.WINDOW, tmp_path)
    first, second = (
        {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in d.iterdir()} for d in (folder, tmp_path)
    )
    assert first == second
