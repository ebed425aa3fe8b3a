import polars as pl

from dashboard.queries import linked
from dashboard.snapshot import Snapshot
from pathways.published import PUBLISHED


def snapshot(**rows: list[tuple[object, ...]]) -> Snapshot:
    tables = {
        table.name: pl.DataFrame(rows.get(table.name, []), schema=table.columns, orient="row") for table in PUBLISHED
    }
    return Snapshot("2026-01-01.1", tables, {})


def test_a_source_s_share_stands_with_its_status_and_the_oldest_cohort_is_first():
    found = linked.coverage(
        snapshot(
            source_coverage=[
                ("2021/22", "ilr", "Aims", 30, 40, 75.0, "published", True),
                ("2020/21", "ilr", "Aims", 5, 40, 12.5, "low_reliability", True),
                ("2022/23", "ilr", "Aims", 0, 5, None, "confidential", True),
            ]
        )
    )
    assert found.cohorts == ["2020/21", "2021/22", "2022/23"]
    assert found.share == {
        ("ilr", "2020/21"): (12.5, "low_reliability"),
        ("ilr", "2021/22"): (75.0, "published"),
        ("ilr", "2022/23"): (None, "confidential"),
    }
    assert found.is_made_up


def test_the_outcome_that_uncertain_links_change_most_comes_first_and_of_few_people_nothing_is_compared():
    rows = linked.effect(
        snapshot(
            linkage_effect=[
                ("sure", "1", "Sure", "2021/22", 50, 100, 50, 100, 50.0, "published", 50.0, "published", True),
                ("few", "1", "Few", "2021/22", 5, 20, 10, 20, 25.0, "low_reliability", 50.0, "low_reliability", True),
                ("unsure", "1", "Unsure", "2021/22", 50, 100, 40, 100, 50.0, "published", 40.0, "published", True),
            ]
        )
    )
    assert [(row["outcome_id"], row["difference"]) for row in rows] == [("unsure", 10.0), ("sure", 0.0), ("few", None)]
