"""Where people lived: dated, of some groups more often anew, and a postcode out of date is one of before."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from ingest.synthetic import addresses, population
from ingest.synthetic.plan import Plan

PLAN = Plan(50_000, 11, 2013, 2025)
CUT = np.datetime64(PLAN.cut)


@pytest.fixture(scope="module")
def people():
    return population.draw(PLAN, 0)


@pytest.fixture(scope="module")
def homes(people):
    return addresses.draw(PLAN, 0, people)


def test_postcodes_are_right_in_shape_and_the_present_one_tells_the_council(people, homes):
    present = pl.Series(homes.homes[:, 0])
    assert present.str.contains(r"^[A-Z]{2}(5[7-9]|[6-9]\d) \d[ABD-HJLNP-UW-Z]{2}$").all()
    councils = pl.DataFrame({"outward": present.str.extract(r"^(\S+)"), "council": people.la}).unique()
    assert councils["outward"].is_unique().all()


def test_as_many_move_in_a_year_as_should_and_of_some_groups_more(people, homes):
    everyone = np.arange(len(people))
    moved = (homes.at(everyone, np.full(len(people), CUT - addresses.YEAR)) != homes.homes[:, 0]).to_numpy()
    assert moved.mean() == pytest.approx(addresses.MOVES_A_YEAR, abs=0.005)
    assert moved[people.mover].mean() > 1.5 * moved[~people.mover].mean()
    assert moved[people.ethnicity > 0].mean() > 1.1 * moved[people.ethnicity == 0].mean()
    assert moved[people.fsm].mean() > 1.1 * moved[~people.fsm].mean()


def test_on_the_day_of_a_move_people_live_in_the_new_home_and_the_day_before_in_the_old(homes):
    who = np.flatnonzero(homes.moved[:, 0] > homes.moved[:, 1])
    day = homes.moved[who, 0]
    assert homes.at(who, day).to_list() == homes.homes[who, 0].tolist()
    assert homes.at(who, day - np.timedelta64(1, "D")).to_list() == homes.homes[who, 1].tolist()


def test_moves_follow_one_another(homes):
    assert (np.diff(homes.moved.astype(np.int64), axis=1) <= 0).all()
    assert (homes.moved < CUT).all()
