import polars as pl
import pytest

from dashboard.queries import pathways
from dashboard.snapshot import Snapshot
from pathways.published import PUBLISHED


@pytest.fixture
def snapshot() -> Snapshot:
    schemas = {table.name: table.columns for table in PUBLISHED}

    def table(name: str, rows: list[tuple[object, ...]]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=schemas[name], orient="row")

    tables = {name: pl.DataFrame(schema=schema) for name, schema in schemas.items()}
    tables["pathway_activity"] = table(
        "pathway_activity", [("work", "In paid work", "Work", 2), ("school", "At school", "School", 1)]
    )
    tables["pathway_share"] = table(
        "pathway_share",
        [
            ("2020/21", "ehc_plan", 16, "school", 30, 40, 75.0, "published", True),
            ("2020/21", "ehc_plan", 16, "total", 40, 40, None, "nearly_all", True),
            ("2021/22", "none", 16, "total", 5, 5, None, "confidential", True),
        ],
    )
    tables["pathway_flow"] = table(
        "pathway_flow",
        [
            ("2020/21", "ehc_plan", 16, 17, "work", "work", 5, True),
            ("2020/21", "ehc_plan", 16, 17, "school", "work", 15, True),
        ],
    )
    tables["first_paid_work"] = table(
        "first_paid_work",
        [
            ("2020/21", "ehc_plan", "not_yet", "Not yet", 5, 30, 40, 75.0, "published", True),
            ("2020/21", "ehc_plan", "within_3_months", "Within 3 months", 1, 10, 40, 25.0, "published", True),
            ("2020/21", "ehc_plan", "total", "Total", 6, 40, 40, None, "nearly_all", True),
        ],
    )
    return Snapshot("2026-01-01.1", tables, {})


def test_the_latest_cohort_comes_first(snapshot: Snapshot):
    assert pathways.cohorts(snapshot) == ["2021/22", "2020/21"]


def test_shares_are_of_everyone_of_that_age_in_the_order_of_the_page(snapshot: Snapshot):
    rows = pathways.shares(snapshot, "2020/21", "ehc_plan")
    assert rows.select("pathway_activity", "share", "status").rows() == [
        ("school", 75.0, "published"),
        ("work", None, "hardly_any"),
    ]
    assert rows["everyone"].to_list() == [40, 40]


def test_whoever_is_in_no_row_is_shown_as_nobody_and_of_too_few_as_withheld(snapshot: Snapshot):
    assert pathways.shares(snapshot, "2020/21", "ehc_plan")["young_people"].to_list() == [30, 0]
    assert pathways.shares(snapshot, "2021/22", "none")["status"].to_list() == ["confidential", "confidential"]


def test_ribbons_are_in_the_order_of_the_page(snapshot: Snapshot):
    rows = pathways.flows(snapshot, "2020/21", "ehc_plan")
    assert rows.select("from_activity", "to_activity", "young_people").rows() == [
        ("school", "work", 15),
        ("work", "work", 5),
    ]


def test_the_time_to_paid_work_is_in_order_and_of_all_who_left(snapshot: Snapshot):
    rows = pathways.first_paid_work(snapshot, "2020/21", "ehc_plan")
    assert rows.select("band", "share").rows() == [("within_3_months", 25.0), ("not_yet", 75.0)]


def test_a_group_without_figures_has_none(snapshot: Snapshot):
    assert pathways.first_paid_work(snapshot, "2020/21", "none").is_empty()
