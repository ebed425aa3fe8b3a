from __future__ import annotations

import numpy as np
import pytest

from ingest.synthetic import pathways, population, reference
from ingest.synthetic.plan import Plan, SynthesisError

PLAN = Plan(50_000, 4, 2013, 2025)


@pytest.fixture(scope="module")
def people():
    return population.draw(PLAN, 0)


@pytest.fixture(scope="module")
def paths(people):
    return pathways.draw(PLAN, 0, people)


def test_identified_need_goes_with_deprivation_free_meals_and_being_a_boy(people):
    plan, none = people.has_plan, people.group == "N"
    assert people.idaci[plan].mean() > people.idaci[none].mean() + 0.03
    assert people.fsm[plan].mean() > 1.6 * people.fsm[none].mean()
    assert people.female[plan].mean() < 0.32
    assert people.female[none].mean() > 0.45


def test_autism_and_speech_needs_are_more_often_boys_than_learning_difficulties_are(people):
    names = list(reference.table("needs")["need"])
    girls = {n: people.female[people.has_plan & (people.need == names.index(n))].mean() for n in ("ASD", "MLD")}
    assert girls["ASD"] < girls["MLD"]


def test_ethnicity_goes_with_region_and_with_need(people):
    places = reference.places()
    london = places.region[people.la] == "E12000007"
    assert (people.ethnicity[london] == 0).mean() < 0.4
    assert (people.ethnicity[~london] == 0).mean() > 0.7
    names = list(reference.table("ethnicity")["ethnicity_minor"])
    assert (people.group[people.ethnicity == names.index("indian")] == "N").mean() > (
        people.group[people.ethnicity == 0] == "N"
    ).mean()


def test_plans_grow_from_year_group_to_year_group_and_are_kept_longer_since_2015(people):
    share = {y: people.has_plan[people.ks4_year == y].mean() for y in (2015, 2024)}
    assert share[2024] > 1.8 * share[2015]
    held = people.has_plan
    old, new = held & (people.ks4_year == 2014), held & (people.ks4_year == 2016)
    assert people.plan_years[old].mean() + 1 < people.plan_years[new].mean()


def test_fewer_plans_are_held_at_each_age_whatever_the_need():
    survival = population.plan_survival()
    assert (np.diff(survival, axis=0) <= 0).all()
    assert (survival[0] == 1).all()


def test_rates_by_need_and_by_group_agree_with_both_published_margins():
    factors = pathways.not_sustained_by_need()
    table = reference.table("needs")
    mix = np.stack([table["ehc_plan"].cast(float).to_numpy(), table["sen_support"].cast(float).to_numpy()])
    mix = mix / mix.sum(axis=1, keepdims=True)
    rates = factors * np.array([[0.080], [0.099]])
    assert (mix * rates).sum(axis=1) == pytest.approx([0.080, 0.099], abs=1e-6)
    people = mix * np.array([[23_715.0], [63_927.0]])
    semh = list(table["need"]).index("SEMH")
    assert (people * rates)[:, semh].sum() / people[:, semh].sum() == pytest.approx(0.17, abs=0.004)


def test_what_people_do_lasts_from_year_to_year(people, paths):
    early = people.ks4_year <= 2019
    idle, later = np.isin(paths.state[early, 3], [0, 1]), np.isin(paths.state[early, 4], [0, 1])
    assert later[idle].mean() > 3 * later[~idle].mean()


def test_supported_interns_have_an_open_plan_are_at_college_and_find_work_more_often(people, paths):
    intern = paths.intern
    assert (paths.plan_open | ~intern).all()
    assert np.isin(paths.setting[intern], [pathways.FE, pathways.SPECIALIST]).all()
    row, k = np.nonzero(intern[:, :-1] & (paths.state[:, 1:] >= 0))
    others = paths.plan_open[:, :-1] & ~intern[:, :-1] & (paths.state[:, 1:] >= 0) & (np.arange(paths.years - 1) >= 2)
    assert len(row) > 20
    assert (paths.state[row, k + 1] == pathways.WORK).mean() > 2 * (paths.state[:, 1:][others] == pathways.WORK).mean()


def test_there_is_no_path_beyond_the_last_year(people, paths):
    years = (paths.state >= 0).sum(axis=1)
    assert (years == PLAN.last - people.ks4_year).all()


@pytest.mark.parametrize("people", [0, -1, 13_000_000])
def test_more_people_than_there_are_numbers_for_are_refused(people):
    with pytest.raises(SynthesisError):
        Plan(people, 1, 2013, 2025)
