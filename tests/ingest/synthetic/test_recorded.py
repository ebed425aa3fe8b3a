from __future__ import annotations

import numpy as np
import pytest

from ingest.synthetic import population, recorded
from ingest.synthetic.plan import Plan

PLAN = Plan(50_000, 11, 2013, 2025)


@pytest.fixture(scope="module")
def people():
    return population.draw(PLAN, 0)


@pytest.fixture(scope="module")
def truth(people):
    return recorded.true_identity(PLAN, 0, people)


@pytest.mark.parametrize(("source", "number"), [("nccis", "uln"), ("leo", "uln"), ("ilr", "nino"), ("hclic", "nino")])
def test_identifiers_are_missing_more_often_for_those_with_needs_of_minorities_or_who_move(
    people, truth, source, number
):
    missing = recorded.as_recorded(PLAN, 0, people, truth, source)[number].is_null().to_numpy()
    assert abs(missing.mean() - recorded.MISSING[source, number]) < 0.02
    assert missing[people.has_plan].mean() > 1.1 * missing[people.group == "N"].mean()
    assert missing[people.ethnicity > 0].mean() > 1.1 * missing[people.ethnicity == 0].mean()
    assert missing[people.mover].mean() > 1.1 * missing[~people.mover].mean()


def test_names_and_birthdays_go_wrong_as_often_as_in_life(people, truth):
    written = recorded.as_recorded(PLAN, 0, people, truth, "uc")
    assert (written["surname"] != truth["surname"]).mean() == pytest.approx(0.03, abs=0.002)
    wrong = written.filter(written["birth_date"] != truth["birth_date"])["birth_date"]
    right = truth.filter(written["birth_date"] != truth["birth_date"])["birth_date"]
    assert len(wrong) / len(people) == pytest.approx(0.003, abs=0.001)
    assert (wrong.dt.day() == right.dt.month()).all()
    assert (wrong.dt.month() == right.dt.day()).all()


def test_two_sources_err_about_different_people(people, truth):
    one, other = (recorded.as_recorded(PLAN, 0, people, truth, s)["surname"] != truth["surname"] for s in ("uc", "pip"))
    assert (one & other).sum() < 0.2 * one.sum()


def test_names_are_common_ones_put_together_at_random(truth):
    assert truth["forename"].n_unique() > 100
    assert truth["surname"].n_unique() > 150
    assert np.isin(["Smith", "Khan", "Begum", "Okafor"], truth["surname"].to_numpy()).all()
