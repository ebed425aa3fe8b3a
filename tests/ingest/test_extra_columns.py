"""A column that no contract knows: figures beside ours, or a breakdown of which only the total is ours."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.check import check
from ingest.recognise import Recognised, recognise
from pathways.errors import RefusedFileError

Placements = Callable[..., Path]


def read(path: Path) -> tuple[Recognised, pl.DataFrame, pl.DataFrame]:
    """What a file is, its good rows and those set aside."""
    recognised = recognise(path, path.name)
    batches = list(check(path, recognised))
    return recognised, pl.concat(b.accepted for b in batches), pl.concat(b.quarantined for b in batches)


def workbook(path: Path, family: list[str], households: list[int]) -> Path:
    """A Stat-Xplore workbook of Universal Credit by family type."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Data Sheet 0")
        sheet.write(0, 0, "Households on Universal Credit")
        sheet.write(1, 0, "Counting: Households on Universal Credit")
        sheet.write_row(3, 0, ["Month", "", "", "May 2025"])
        sheet.write_row(4, 0, ["Households on Universal Credit", "Family Type", "National - Regional - LA - OAs"])
        for row, (kind, count) in enumerate(zip(family, households, strict=True), start=5):
            sheet.write_row(row, 0, ["", kind, "Leeds", count])
    return path


@pytest.mark.parametrize("values", ["16 to 18", "All other ages", "Female"])
def test_a_part_of_the_people_is_never_taken_for_all_of_them(tmp_path: Path, placements: Placements, values: str):
    file = placements(tmp_path / "ages.csv", age_group=values)
    with pytest.raises(RefusedFileError, match=f"`age_group`.*'{values}' and no total") as refused:
        recognise(file, file.name)
    assert "must not be shown as the whole" in refused.value.why
    assert "passed_over" in refused.value.fix
    assert "text(key=True)" in refused.value.fix
    assert "ingest/datasets/dfe_ehc_plans.py" in refused.value.fix


@pytest.mark.parametrize("total", ["Total", "total", "All ages", " All "])
def test_of_a_file_split_by_a_new_breakdown_only_the_totals_are_taken(
    tmp_path: Path, placements: Placements, total: str
):
    file = placements(tmp_path / "ages.csv", rows=4, age_group=["16 to 18", total, total, ""], breakdown=list("aabb"))
    recognised, good, aside = read(file)
    assert good.select("source_row", "breakdown").rows() == [(3, "a"), (4, "b")]
    assert aside.select("source_row", "rule").rows() == [(2, "not_the_total"), (5, "not_the_total")]
    assert (
        aside["reason"][0]
        == f"age_group says '16 to 18', and the figures of this dataset are those of '{total.strip()}'"
    )
    assert f"only its rows of '{total.strip()}' were taken, and the others set aside" in recognised.notes[0]


def test_a_breakdown_of_universal_credit_is_not_the_number_of_all_households(tmp_path: Path):
    single = workbook(tmp_path / "single.xlsx", ["Single, no children"], [44233])
    with pytest.raises(RefusedFileError, match="`Family Type`"):
        recognise(single, single.name)
    whole = workbook(tmp_path / "whole.xlsx", ["Single, no children", "Total"], [44233, 88466])
    assert read(whole)[1]["households"].to_list() == [88466]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("new_count", ["1", "x", "2,003"]),
        ("new_percent", ["1.5%", "[c]", ".."]),
        ("notes", ["see the guidance", "", ""]),
        ("scope", ["Total", "Total", "Total"]),
        ("pcon_name", ["", "", "Leeds North"]),
        ("empty", ["", " ", ""]),
    ],
)
def test_figures_remarks_and_mere_totals_beside_ours_are_harmless(
    tmp_path: Path, placements: Placements, column: str, values: list[str]
):
    _, good, aside = read(placements(tmp_path / "more.csv", **{column: values}))
    assert (good.height, aside.height) == (3, 0)
