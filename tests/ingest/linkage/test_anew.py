"""Candidate pairs are those of linking everyone, whatever was kept of the run before."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ingest.linkage.anew import all_candidates, fingerprints
from ingest.linkage.department_persons import bring_together
from ingest.linkage.link import by_department
from ingest.linkage.standardise import linkable, standardise
from ingest.linkage.state import State

PAIR = ("DfE", "DWP")
STAGE = (PAIR, "between")


@pytest.fixture(scope="module")
def sides(people):
    known = linkable(standardise(people[0].sample(8_000, seed=5)))
    persons = by_department(known, bring_together(known))
    return persons["DfE"], persons["DWP"]


@pytest.fixture(scope="module")
def anew(connection, model):
    def of(sides, before=None):
        return all_candidates(connection, model, sides, STAGE, before)

    return of


def state(sides, found) -> State:
    """What a run that looked at these persons leaves."""
    return State(
        standardised=pl.DataFrame(),
        fingerprints={"between": fingerprints(dict(zip(PAIR, sides, strict=True)))},
        candidates={PAIR: found.pairs},
        least_bits={PAIR: found.least_bits},
    )


def with_slip(persons: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The same persons, some of them with another number than before."""
    concerned = pl.col("person_key").is_in(keys)
    slip = pl.when(concerned).then(pl.lit("ZZ999999D")).otherwise("national_insurance_number")
    return persons.with_columns(slip.alias("national_insurance_number"))


def test_nobody_else_is_looked_for_where_a_pair_is_sure(anew, sides):
    pairs = anew(sides).pairs
    sure = pairs.filter("sure")
    assert sure.height > 300
    for side in ("left", "right"):
        assert sure[side].is_unique().all()
        assert pairs.filter(~pl.col("sure")).join(sure, on=side, how="semi").is_empty()


def test_nothing_is_scored_again_where_nobody_changed(anew, sides):
    first = anew(sides)
    again = anew(sides, state(sides, first))
    assert again.scored == 0
    assert_frame_equal(again.pairs, first.pairs)


def test_who_is_no_longer_sure_is_looked_for_among_all_and_so_is_the_other(anew, sides):
    first = anew(sides)
    sure = first.pairs.filter("sure")["left"].head(20).to_list()
    later = with_slip(sides[0], sure), sides[1]
    got = anew(later, state(sides, first))
    assert_frame_equal(got.pairs, anew(later).pairs)
    assert not got.pairs.filter("sure")["left"].is_in(sure).any()
    assert got.scored < first.scored / 5


def test_who_is_sure_now_is_in_one_pair_only(anew, sides):
    first = anew(sides)
    slips = first.pairs.filter("sure")["left"].head(20).to_list()
    earlier = with_slip(sides[0], slips), sides[1]
    got = anew(sides, state(earlier, anew(earlier)))
    assert_frame_equal(got.pairs, first.pairs)


def test_everyone_is_scored_again_where_less_evidence_would_do_than_before(anew, sides):
    first = anew(sides)
    before = dataclasses.replace(state(sides, first), least_bits={PAIR: first.least_bits + 1})
    assert anew(sides, before).scored == first.scored
