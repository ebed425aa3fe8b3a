from __future__ import annotations

import polars as pl
import pytest

from ingest.synthetic import calibration, run
from ingest.synthetic.plan import Plan


@pytest.mark.slow
def test_two_hundred_thousand_people_look_as_they_were_to_look(tmp_path):
    targets = run.synthesise(Plan(200_000, 1, 2013, 2025), tmp_path / "out").targets
    outside = targets.filter(pl.col("status") == "outside").select("says", "wanted", "achieved").rows()
    assert outside == []
    assert len(targets.filter(pl.col("status") == "within")) >= 115


def test_a_target_is_missed_only_when_there_are_enough_people_to_tell():
    tally = calibration.Tally()
    tally.add("plans_female", 40, 100)
    tally.add("fsm_no_sen", 3_000, 10_000)
    tally.add("need_ASD", 3_060, 10_000)
    status = dict(tally.table().select("target", "status").iter_rows())
    assert status["plans_female"] == "too few"
    assert status["fsm_no_sen"] == "outside"
    assert status["need_ASD"] == "within"
    assert status["leo_15_work"] == "not in these years"


def test_tallies_of_blocks_add_up():
    one, other = calibration.Tally(), calibration.Tally()
    one.add("x", 1, 10)
    other.add("x", 2, 10)
    one.join(other)
    assert (one.parts["x"], one.wholes["x"]) == (3, 20)


def test_the_table_for_the_terminal_has_a_row_for_each_target():
    table = calibration.Tally().table()
    assert calibration.as_rich(table).row_count == len(table)
