"""Cells of a cross, what adds up to what, and counts from the finest grain up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from publish.disclosure.cells import counted, cross, equal, relations
from tests.publish.disclosure.made_up import finest, hierarchy, one_way, people

OF = hierarchy(councils=7, sex=2, need=3)
TABLES = one_way(OF, "area")


@pytest.fixture(scope="module")
def cells() -> pl.DataFrame:
    return counted(finest(OF, people(OF, 300)), OF, cross(OF, TABLES))


def test_a_cross_has_each_cell_once_also_those_without_anybody():
    areas = 7 + 5 + 1
    cells = cross(OF, TABLES)
    assert cells.height == areas * (1 + 2 + 3)
    assert not cells.is_duplicated().any()


def test_counts_are_those_of_counting_the_people_again(cells: pl.DataFrame):
    rows = people(OF, 300)
    in_region = rows.filter(pl.col("area").is_in([f"council {n}" for n in range(7) if n % 5 == 1]))
    for need in ("need 0", "total"):
        counted_again = in_region.height if need == "total" else in_region.filter(pl.col("need") == need).height
        cell = cells.row(
            by_predicate=(pl.col("area") == "region 1") & (pl.col("sex") == "total") & (pl.col("need") == need),
            named=True,
        )
        assert cell["count"] == counted_again
    england = cells.row(
        by_predicate=pl.all_horizontal(pl.col("area") == "England", pl.col("sex", "need") == "total"), named=True
    )
    assert (england["count"], england["key"]) == (300, rows["key"].sum())


def test_every_whole_is_the_sum_of_its_parts(cells: pl.DataFrame):
    found = relations(cells, OF)
    count = cells["count"].to_numpy()
    assert (found.sums(count) == count[found.whole]).all()
    # Areas: England and five regions, for the total and each value of the two characteristics; those, in each area.
    assert len(found.whole) == 6 * (1 + 2 + 3) + 13 * 2


def test_parts_of_which_one_is_not_shown_make_no_relation(cells: pl.DataFrame):
    without = cells.filter(~((pl.col("area") == "England") & (pl.col("sex") == "sex 1")))
    assert len(relations(without, OF).whole) == len(relations(cells, OF).whole) - 2


def test_cells_that_are_alike_hold_what_the_first_of_them_holds():
    found = equal(np.array([4, 7, 4, 4, 8]))
    assert (found.whole.tolist(), found.part.tolist()) == ([0, 0], [2, 3])
    count = np.array([5, 1, 5, 5, 2])
    assert (found.sums(count) == count[found.whole]).all()
    assert equal(np.arange(3)).whole.size == 0
