from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.check import check
from ingest.recognise import NotRecognisedError, recognise

HEADER = [
    ["Table A3 - Number of households owed a homelessness duty by support needs of household"],
    [None, None, None, None, None, "Of which households with:"],
    [
        None,
        None,
        None,
        "Households with no support needs1",
        "Households with one or more support needs1,2",
        None,
        "Learning disability [note 3]",
    ],
    [None, None, None, None, "Total households with support needs", "1"],
]


def workbook(folder: Path, rows: Sequence[Sequence[object]], sheet: str = "A3") -> Path:
    path = folder / "live-tables.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Contents").write(0, 0, "Statutory homelessness")
    page = book.add_worksheet(sheet)
    for number, row in enumerate([*HEADER, *rows]):
        page.write_row(number, 0, row)
    book.close()
    return path


def read(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    batches = list(check(path, recognise(path, path.name)))
    return pl.concat(batch.accepted for batch in batches), pl.concat(batch.quarantined for batch in batches)


def test_years_stand_on_their_first_quarter_only_and_marks_say_what_is_provisional(tmp_path: Path):
    rows, bad = read(
        workbook(
            tmp_path,
            [
                ["2023/24", None, "R", 10, 20, 5, 30],
                [],
                [2024, "Q1", "R", 1, 2, 3, 4],
                [None, "Q2", "P", 5, 6, 7, 8],
                [],
                ["Notes:"],
                ["1", "A household may have several needs.", None, 1, 1, 1, 1],
            ],
        )
    )
    assert bad.is_empty()
    assert rows.filter(support_need="Learning disability").select(
        "source_row", "period", "revision", "households"
    ).rows() == [
        (5, "2023-24", "revised", 30),
        (7, "2024 Q1", "revised", 4),
        (8, "2024 Q2", "provisional", 8),
    ]
    assert rows["support_need"].unique(maintain_order=True).to_list() == [
        "Households with no support needs",
        "Total households with support needs",
        "Households with one or more support needs: 1",
        "Learning disability",
    ]


def test_later_tables_may_write_quarters_in_words_and_have_no_marks(tmp_path: Path):
    rows, bad = read(
        workbook(tmp_path, [["2023-24", None, None, 1, 2, 3, 4], ["April to June 2024", None, None, 5, 6, 7, ".."]])
    )
    assert bad.is_empty()
    found = rows.filter(support_need="Learning disability")
    assert found.select("period", "revision", "households", "households_status").rows() == [
        ("2023-24", None, 4, "published"),
        ("2024 Q2", None, None, "not_available"),
    ]


def test_a_row_of_figures_whose_period_cannot_be_told_is_set_aside_not_guessed(tmp_path: Path):
    rows, bad = read(workbook(tmp_path, [["2024 Q1", None, "R", 1, 2, 3, 4], ["Total", None, "R", 5, 6, 7, 8]]))
    assert set(rows["period"]) == {"2024 Q1"}
    assert set(bad["rule"]) == {"unknown_period"}
    assert bad.height == 4


def test_notes_and_marks_behind_a_period_are_no_part_of_it(tmp_path: Path):
    rows, bad = read(
        workbook(tmp_path, [["2022-23 [note 5]", None, None, 1, 2, 3, 4], ["2025 Q1 [p]", None, None, 5, 6, 7, "[x]"]])
    )
    assert bad.is_empty()
    assert rows.filter(support_need="Learning disability").select(
        "source_row", "period", "revision", "households", "households_status"
    ).rows() == [(5, "2022-23", None, 4, "published"), (6, "2025 Q1", "provisional", None, "not_available")]


def test_a_first_row_of_figures_is_never_taken_for_headings(tmp_path: Path):
    rows, bad = read(workbook(tmp_path, [["Year one", None, None, 1, 2, 3, 4], ["2023/24", None, None, 5, 6, 7, 8]]))
    assert set(rows["source_row"]) == {6}
    assert "Learning disability" in rows["support_need"]
    assert set(bad["source_row"]) == {5}


@pytest.mark.parametrize("sheet", ["A3_", "Table A3", "a3 ", "A3_Support_needs", "Table A3 support needs"])
def test_the_sheet_is_known_by_its_number(tmp_path: Path, sheet: str):
    assert (
        read(workbook(tmp_path, [["2023/24", None, "(R)", 5, 6, 7, 8]], sheet))[0]["revision"].to_list()
        == ["revised"] * 4
    )


def test_a_mark_may_stand_behind_the_quarter_or_be_a_word(tmp_path: Path):
    behind, bad = read(
        workbook(
            tmp_path,
            [["2023-24 R", None, None, 1, 2, 3, 4], [2024, "Q1 R", None, 1, 2, 3, 4], [None, "Q2 P", None, 1, 2, 3, 4]],
        )
    )
    assert bad.is_empty()
    marks = [("2023-24", "revised"), ("2024 Q1", "revised"), ("2024 Q2", "provisional")]
    assert behind.select("period", "revision").unique(maintain_order=True).rows() == marks
    words, bad = read(
        workbook(
            tmp_path,
            [
                ["2023-24", None, "Revised", 1, 2, 3, 4],
                ["2024-Q1", None, "revised", 1, 2, 3, 4],
                ["2024-Q2", None, "Provisional", 1, 2, 3, 4],
            ],
        )
    )
    assert bad.is_empty()
    assert words.select("period", "revision").unique(maintain_order=True).rows() == marks
    assert words["support_need"].n_unique() == 4


def test_a_mark_that_is_not_known_sets_its_row_aside_and_is_named(tmp_path: Path):
    rows, bad = read(
        workbook(tmp_path, [["2024 Q1", None, "R", 1, 2, 3, 4], ["2024 Q2", None, "Withdrawn", 5, 6, 7, 8]])
    )
    assert set(rows["period"]) == {"2024 Q1"}
    assert set(bad["rule"]) == {"unknown_revision"}
    assert "Withdrawn" in bad["reason"][0]


@pytest.mark.parametrize(
    ("in_order_of_time", "quarters"),
    [
        ("2341", ["2024 Q2", "2024 Q3", "2024 Q4", "2025 Q1"]),  # as the publisher numbers them elsewhere
        ("1234", ["2024 Q2", "2024 Q3", "2024 Q4", "2025 Q1"]),  # from April
        ("4321", ["2025 Q1", "2024 Q4", "2024 Q3", "2024 Q2"]),  # the latest first
        ("1432", ["2025 Q1", "2024 Q4", "2024 Q3", "2024 Q2"]),
    ],
)
def test_quarters_of_a_financial_year_are_counted_as_their_order_shows(
    tmp_path: Path, in_order_of_time: str, quarters: list[str]
):
    rows, bad = read(workbook(tmp_path, [[f"2024-25 Q{number}", None, "R", 1, 2, 3, 4] for number in in_order_of_time]))
    assert bad.is_empty()
    assert rows["period"].unique(maintain_order=True).to_list() == quarters


def test_one_bad_cell_costs_that_cell_alone(tmp_path: Path):
    rows, bad = read(workbook(tmp_path, [["2024 Q1", None, "R", 1, 2, "many", 4]]))
    assert rows.height == 3
    assert bad.select("source_row", "rule").rows() == [(5, "unknown_symbol")]


def test_the_table_of_single_councils_has_another_layout_and_is_not_taken_for_it(tmp_path: Path):
    path = workbook(tmp_path, [["E08000035", "Leeds", None, 1, 2, 3, 4]])
    with pytest.raises(NotRecognisedError):
        recognise(path, path.name)
