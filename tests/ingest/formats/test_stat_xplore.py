from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.check import check
from ingest.recognise import NotRecognisedError, recognise


def workbook(
    folder: Path, rows: Sequence[Sequence[object]], *, counting: str = "Households on Universal Credit"
) -> Path:
    """A table as Stat-Xplore exports it: titles, months across, nested labels, notes, a hidden template sheet."""
    path = folder / "table.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Data Sheet 0")
    above = [
        [],
        ["Households on Universal Credit (I\nII)"],
        [f"Counting: {counting}"],
        [],
        ["Month", None, None, "Apr 2025 (r)", "May 2025 (p)"],
        [None, "Households on Universal Credit", "National - Regional - LA - OAs"],
    ]
    notes = [
        [],
        ["INFO", "Statistical disclosure control has been applied."],
        ["z", '".." denotes a nil or negligible number'],
        ["Source: DWP"],
    ]
    for number, row in enumerate([*above, *rows, *notes]):
        page.write_row(number, 0, row)
    book.add_worksheet("template_rse").hide()
    book.close()
    return path


def read(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    batches = list(check(path, recognise(path, path.name)))
    return pl.concat(batch.accepted for batch in batches), pl.concat(batch.quarantined for batch in batches)


def test_each_month_of_a_row_is_a_row_and_says_whether_it_is_provisional(tmp_path: Path):
    rows, bad = read(
        workbook(tmp_path, [[None, "Households on Universal Credit", "Leeds", 5, 6], [None, None, "York", 7, 8]])
    )
    assert bad.is_empty()
    assert rows.select("source_row", "period", "revision", "area_code", "households").rows() == [
        (7, "2025-04", "revised", "E08000035", 5),
        (7, "2025-05", "provisional", "E08000035", 6),
        (8, "2025-04", "revised", "E06000014", 7),
        (8, "2025-05", "provisional", "E06000014", 8),
    ]


def test_two_dots_are_few_or_none_and_never_nought(tmp_path: Path):
    rows, _ = read(workbook(tmp_path, [[None, "Households on Universal Credit", "Isles of Scilly", "..", 12]]))
    assert rows.select("households", "households_status").rows() == [(None, "low"), (12, "published")]


def test_the_total_and_the_unknown_are_no_areas(tmp_path: Path):
    rows, bad = read(
        workbook(tmp_path, [[None, "H", "Leeds", 5, 6], [None, None, "Unknown", 1, 1], [None, None, "Total", 6, 7]])
    )
    assert rows.height == 2
    assert bad.select("source_row", "rule").rows() == [(8, "unknown_area")] * 2 + [(9, "unknown_area")] * 2


def test_people_are_not_taken_for_households(tmp_path: Path):
    path = workbook(tmp_path, [[None, "H", "Leeds", 5, 6]], counting="People on Universal Credit")
    with pytest.raises(NotRecognisedError):
        recognise(path, path.name)
