from __future__ import annotations

import polars as pl
import pytest
from lxml import etree

ALL = {
    "late_la",
    "resubmission",
    "dropped_module",
    "total_only_la",
    "swapped_symbol",
    "changed_code_list",
    "relabelled_column",
    "reused_id",
    "future_date",
    "age_115",
    "duplicate_event",
    "partial_last_submission",
    "byte_order_mark",
    "windows_1252",
    "thousands_separator",
    "merged_ods_header",
    "second_placement",
    "only_second_rank",
}


@pytest.fixture(scope="module")
def sheet(extracts):
    return extracts.answers("defects")


def test_every_defect_is_put_in_and_noted(extracts, sheet):
    found = set(sheet["defect"])
    assert ALL - found <= {"thousands_separator"}  # so few people may have no weekly cost of a thousand
    for file in sheet["file"].unique():
        assert (extracts.folder / file).exists()


def test_without_defects_there_are_none(clean):
    assert clean.answers("defects").is_empty()
    assert not list(clean.folder.rglob("*-late.xml"))
    assert not list(clean.folder.rglob("*.ods"))


def test_changed_cells_hold_what_the_sheet_says(extracts, sheet):
    cells = sheet.filter(
        pl.col("row").is_not_null() & pl.col("column").is_not_null() & (pl.col("defect") != "windows_1252")
    )
    assert len(cells) > 10
    for file, notes in cells.group_by("file"):
        rows = extracts.csv(file[0], 1 if "core" in file[0] else 0)
        for note in notes.iter_rows(named=True):
            assert rows[note["column"]][note["row"]] == note["written"] != note["original"]


def test_some_plans_have_two_open_placements_and_some_only_one_that_is_ranked_second(extracts, sheet):
    rows = (
        extracts.csv("dfe/sen2/2025/sen2-2025-placementdetail.csv")
        .group_by("activeplanstableid")
        .agg("placementrank", "placementdetailtableid")
    )
    of_2025 = sheet.filter(pl.col("file") == "dfe/sen2/2025/sen2-2025-placementdetail.csv")
    twice = rows.filter(pl.col("placementrank").list.len() == 2)["placementdetailtableid"].list.explode()
    assert set(of_2025.filter(pl.col("defect") == "second_placement")["record_id"]) == {
        i for i in twice if "E" not in i
    }
    alone = rows.filter(pl.col("placementrank") == pl.lit(["2"]))["placementdetailtableid"].list.first()
    assert set(of_2025.filter(pl.col("defect") == "only_second_rank")["record_id"]) == set(alone)


def test_late_councils_are_missing_from_the_month_and_come_in_another_file(extracts, sheet):
    notes = sheet.filter((pl.col("defect") == "late_la") & (pl.col("file").str.contains("2025-03")))
    late = set(notes["record_id"])
    assert len(late) == 5
    councils = {
        kind: {
            e.text
            for e in etree.parse(extracts.folder / f"dfe/nccis/2024-25/nccis-2025-03{kind}.xml").iter("{*}LACode")
        }
        for kind in ("", "-late")
    }
    assert councils["-late"] <= late
    assert late.isdisjoint(councils[""])


def test_a_resubmission_puts_right_what_was_wrong_at_first(extracts, clean):
    def codes(folder, kind=""):
        root = etree.parse(folder / f"dfe/nccis/2024-25/nccis-2025-01{kind}.xml").getroot()
        return {
            e.findtext("{*}YoungPersonID"): e.findtext("{*}CurrentActivityCode")
            for e in root.iterfind("{*}YoungPerson")
        }

    first, again, true = codes(extracts.folder), codes(extracts.folder, "-resubmitted"), codes(clean.folder)
    wrong = {p for p in again if first[p] != again[p]}
    assert wrong
    assert {first[p] for p in wrong} == {"810"}
    assert all(again[p] == true[p] for p in again)


def test_councils_with_totals_only_have_no_persons_and_one_has_no_needs(extracts, sheet):
    silent = set(sheet.filter(pl.col("defect") == "total_only_la")["record_id"])
    metadata = extracts.csv("dfe/sen2/2024/sen2-2024-sen2.csv")
    persons = extracts.csv("dfe/sen2/2024/sen2-2024-person.csv").join(metadata, on="sen2tableid")
    assert silent <= set(metadata["lea"])
    assert silent.isdisjoint(persons["lea"])


def test_the_rest_of_the_files_is_as_without_defects(extracts, clean, sheet):
    touched = set(sheet["file"])
    same = 0
    for file in clean.made.files:
        name = file.relative_to(clean.folder).as_posix()
        if name not in touched and "sen2/2024" not in name:
            same += 1
            assert file.read_bytes() == (extracts.folder / name).read_bytes(), name
    assert same > 250


def test_bytes_that_are_not_utf_8_and_a_byte_order_mark_are_where_the_sheet_says(extracts, sheet):
    marked = sheet.filter(pl.col("defect") == "byte_order_mark")["file"][0]
    assert (extracts.folder / marked).read_bytes().startswith(b"\xef\xbb\xbf")
    content = (extracts.folder / "dwp/pip/identity.csv").read_bytes()
    assert content.count(b"\x92") >= len(sheet.filter(pl.col("defect") == "windows_1252")) > 0


def test_the_spreadsheet_has_its_title_above_its_header(extracts):
    import fastexcel

    sheet = fastexcel.read_excel(extracts.folder / "dwp/atw/awards-2024-08.ods").load_sheet(0, header_row=None)
    rows = sheet.to_polars()
    assert "SYNTHETIC" in rows.row(0)[0]
    assert rows.row(1)[0] == "award_id"
