from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.check import check
from ingest.recognise import NotRecognisedError, recognise


def workbook(
    folder: Path,
    *sheets: Sequence[Sequence[object]],
    counting: str = "Households on Universal Credit",
    months: Sequence[Sequence[str]] = (("Apr 2025 (r)", "May 2025 (p)"),),
) -> Path:
    """A table as Stat-Xplore exports it: titles, months across, nested labels, notes, a hidden template sheet."""
    path = folder / "table.xlsx"
    book = xlsxwriter.Workbook(str(path))
    above = [
        [],
        ["Households on Universal Credit (I\nII)"],
        [f"Counting: {counting}"],
        [],
    ]
    labels = [None, "Households on Universal Credit", "National - Regional - LA - OAs"]
    notes = [
        [],
        ["INFO", "Statistical disclosure control has been applied."],
        ["z", '".." denotes a nil or negligible number'],
        ["Source: DWP"],
    ]
    for place, (rows, across) in enumerate(zip(sheets, months, strict=True)):
        page = book.add_worksheet(f"Data Sheet {place}")
        for number, row in enumerate([*above, ["Month", None, None, *across], labels, *rows, *notes]):
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


def test_a_table_spread_over_sheets_is_one_table(tmp_path: Path):
    leeds = [None, "Households on Universal Credit", "Leeds"]
    rows, bad = read(workbook(tmp_path, [[*leeds, 5]], [[*leeds, 6]], months=[["April 2025"], ["May 2025"]]))
    assert bad.is_empty()
    assert rows.select("period", "households").rows() == [("2025-04", 5), ("2025-05", 6)]
    rows, bad = read(workbook(tmp_path, [[*leeds, 5]], [[*leeds, 6]], months=[["May 2025"], ["May 2025"]]))
    assert rows.is_empty()
    assert set(bad["rule"]) == {"duplicate_key"}


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
