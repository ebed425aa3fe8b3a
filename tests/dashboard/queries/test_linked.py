import polars as pl
import pytest

from dashboard.queries import linked
from dashboard.snapshot import Snapshot
from pathways.published import PUBLISHED


def snapshot(**rows: list[tuple[object, ...]]) -> Snapshot:
    tables = {
        table.name: pl.DataFrame(rows.get(table.name, []), schema=table.columns, orient="row") for table in PUBLISHED
    }
    return Snapshot("2026-01-01.1", tables, {})


def test_a_source_s_share_is_of_everyone_in_the_cohort():
    found = linked.coverage(
        snapshot(
            source_coverage=[
                ("2021/22", "ilr", "Aims", 30, 40, True),
                ("2020/21", "ilr", "Aims", 10, 40, True),
                ("2022/23", "ilr", "Aims", 0, 0, True),
            ]
        )
    )
    assert found.cohorts == ["2020/21", "2021/22", "2022/23"]
    assert found.share == {("ilr", "2020/21"): 25.0, ("ilr", "2021/22"): 75.0, ("ilr", "2022/23"): None}
    assert found.is_made_up


def test_the_outcome_that_uncertain_links_change_most_comes_first():
    rows = linked.effect(
        snapshot(
            linkage_effect=[
                ("sure", "1", "Sure", "2021/22", 50, 100, 50, 100, True),
                ("nobody", "1", "Nobody", "2021/22", 0, 0, 0, 0, True),
                ("unsure", "1", "Unsure", "2021/22", 50, 100, 40, 100, True),
            ]
        )
    )
    assert [(row["outcome_id"], row["difference"]) for row in rows] == [
        ("unsure", pytest.approx(10.0)),
        ("sure", 0.0),
        ("nobody", None),
    ]
