"""The attackers: they find what can be found, never rule the truth out, and break the rules that are breakable."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.disclosure.attack import SENSITIVE, Ranges, attack, averaged, exact_ranges, narrow, told_changes
from publish.disclosure.cells import Hierarchy, counted, cross, relations
from publish.disclosure.noise import NoiseTable
from publish.disclosure.policy import HideAndRound, KeyedNoise, Policy
from publish.disclosure.protect import attacked, protect
from tests.publish.disclosure.made_up import finest, hierarchy, one_way, people

KEYED = KeyedNoise(NoiseTable.drawn(b"a seed of the tests, 32 bytes in"))
OF = hierarchy(councils=40, sex=3, ethnicity=6, need=12, outcome=4)
TABLES = one_way(OF, "area", "outcome")
CUBE = counted(finest(OF, people(OF, 6_000)), OF, cross(OF, TABLES))


def test_keyed_noise_gives_no_sensitive_cell_away():
    report = attacked(protect(CUBE, KEYED), OF, CUBE)
    assert report.sensitive > 1_000
    assert (report.exact, report.within_one) == (0, 0)


@pytest.mark.parametrize("rule", [HideAndRound(4, 5), HideAndRound(7, 5), HideAndRound(4, 1)])
def test_rules_that_hide_small_counts_are_broken(rule: HideAndRound):
    assert attacked(protect(CUBE, rule), OF, CUBE).exact > 0


def test_hiding_up_to_nine_gives_some_away_to_within_one():
    report = attacked(protect(CUBE, HideAndRound(9, 5)), OF, CUBE)
    assert report.within_one > 0
    assert not report.is_safe


def test_the_error_of_what_is_shown_is_at_most_two():
    shown = protect(CUBE, KEYED).cells["shown"].to_numpy()
    true = CUBE["count"].to_numpy()
    assert np.abs(shown - true)[true > 0].mean() <= 2.0


def test_the_same_people_and_keys_are_shown_as_the_same_bytes():
    assert protect(CUBE, KEYED).cells.equals(protect(CUBE.clone(), KEYED).cells)


def test_what_is_protected_holds_no_true_count():
    assert set(protect(CUBE, KEYED).cells.columns) == {*OF, "shown"}


def test_an_attacker_who_is_told_the_change_between_two_releases_learns_no_count():
    later = counted(finest(OF, people(OF, 6_000).tail(5_990)), OF, cross(OF, TABLES))
    change = (later["count"] - CUBE["count"]).to_numpy()
    true = CUBE["count"].to_numpy()
    told = told_changes(protect(CUBE, KEYED).ranges, protect(later, KEYED).ranges, change)
    narrowed, _ = narrow(told, relations(CUBE, OF))
    assert ((narrowed.low <= true) & (true <= narrowed.high)).all()
    assert not (narrowed.exact & (true > 0) & (true < SENSITIVE)).any()


def test_suppression_with_exact_counts_gives_small_changes_between_releases_away():
    later = counted(finest(OF, people(OF, 6_000).tail(5_990)), OF, cross(OF, TABLES))
    rule = HideAndRound(4, 1)
    before, after = (protect(cube, rule).ranges for cube in (CUBE, later))
    changed = (later["count"] != CUBE["count"]).to_numpy()
    assert (before.exact & after.exact & changed).any()


def test_averaging_all_margins_is_hardly_better_than_the_commonest_count():
    shown = protect(CUBE, KEYED).cells["shown"].to_numpy()
    guess = averaged(shown, relations(CUBE, OF))
    true = CUBE["count"].to_numpy()
    asked = (guess >= 0) & (true > 0) & (true < SENSITIVE)
    commonest = np.bincount(true[asked]).argmax()
    assert asked.sum() > 1_000
    assert (guess[asked] == true[asked]).mean() <= (true[asked] == commonest).mean() + 0.02


def test_averaging_finds_a_table_that_was_not_protected():
    of = hierarchy(councils=6, sex=2)
    cube = counted(finest(of, people(of, 90)), of, cross(of, [("area", "sex")]))
    true = cube["count"].to_numpy()
    guess = averaged(true, relations(cube, of))
    assert (guess >= 0).sum() == 12
    assert (guess[guess >= 0] == true[guess >= 0]).all()


trees = st.lists(st.integers(1, 3), min_size=1, max_size=2)


@given(regions=trees, values=st.integers(1, 2), counts=st.data())
@settings(max_examples=60, deadline=None)
def test_ranges_are_those_of_trying_every_table(regions: list[int], values: int, counts: st.DataObject):
    """Against brute force, on tables small enough to try every one: never narrower; the linear programme as narrow."""
    areas: dict[str, str | None] = {
        f"council {place}.{number}": f"region {place}" for place, size in enumerate(regions) for number in range(size)
    }
    areas |= {f"region {place}": "England" for place in range(len(regions))} | {"England": None}
    of: Hierarchy = {"area": areas, "sex": {**{f"sex {n}": "total" for n in range(values)}, "total": None}}
    rule: Policy = HideAndRound(4, 5)
    leaves = [(area, f"sex {n}") for area in areas if area.startswith("council") for n in range(values)]
    if len(leaves) > 5:
        leaves, of = [leaf for leaf in leaves if leaf[1] == "sex 0"], {**of, "sex": {"sex 0": "total", "total": None}}
    true = counts.draw(st.lists(st.integers(0, 12), min_size=len(leaves), max_size=len(leaves)))
    leaf_rows = pl.DataFrame(leaves, schema=["area", "sex"], orient="row")
    cube = counted(leaf_rows.with_columns(count=pl.Series(true), key=0), of, cross(of, [("area", "sex")]))
    protected = protect(cube, rule)
    related = relations(cube, of)
    narrowed, _ = narrow(protected.ranges, related)

    at = [cube.select(pl.arg_where((pl.col("area") == area) & (pl.col("sex") == sex))).item() for area, sex in leaves]
    low, high = protected.ranges.low, protected.ranges.high
    options = np.array(list(product(*(range(low[cell], high[cell] + 1) for cell in at))), dtype=np.int64)
    possible = np.zeros((len(options), cube.height), dtype=np.int64)
    possible[:, at] = options
    for cell, (area, sex) in enumerate(cube.select("area", "sex").iter_rows()):
        if cell not in at:
            below = [
                place
                for place, (of_area, of_sex) in enumerate(leaves)
                if area in (of_area, areas[of_area], "England") and sex in (of_sex, "total")
            ]
            possible[:, cell] = options[:, below].sum(axis=1)
    possible = possible[((possible >= low) & (possible <= high)).all(axis=1)]
    assert (narrowed.low <= possible.min(axis=0)).all()
    assert (narrowed.high >= possible.max(axis=0)).all()
    solved = exact_ranges(protected.ranges, related, range(cube.height))
    assert (solved.low == possible.min(axis=0)).all()
    assert (solved.high == possible.max(axis=0)).all()


def test_ranges_that_cannot_hold_the_truth_are_an_error():
    with pytest.raises(ValueError, match="leave out the truth"):
        attack(Ranges(np.array([3]), np.array([4])), relations(CUBE.head(1), OF), np.array([9]))
