"""A deterministic key joins those who alone agree in all of it."""

from __future__ import annotations

import datetime as dt

from ingest.linkage.department_persons import bring_together, department_persons
from ingest.linkage.keys import agreeing, demographic_pairs, five_keys
from ingest.linkage.standardise import standardise

DWP = {"department": "DWP", "dataset": "dwp__customer"}


def sides(identity, *rows):
    standardised = standardise(identity(*rows))
    people = department_persons(standardised, bring_together(standardised))
    return people.filter(department="DfE"), people.filter(department="DWP")


def test_the_strictest_key_that_finds_a_pair_is_named(identity):
    left, right = sides(identity, {}, DWP)
    assert demographic_pairs(left, right).row(0) == ("r0", "r1", "names, birth, sex and postcode")


def test_who_moved_is_found_by_names_birth_and_sex(identity):
    left, right = sides(identity, {}, DWP | {"postcode": "M1 1AA"})
    assert demographic_pairs(left, right)["match_key"].to_list() == ["names, birth and sex"]


def test_who_married_is_found_by_forename_birth_and_postcode(identity):
    left, right = sides(identity, {}, DWP | {"surname": "Okafor"})
    assert demographic_pairs(left, right)["match_key"].to_list() == ["forename, birth and postcode"]


def test_where_two_have_the_same_values_a_key_decides_nothing(identity):
    born = {"date_of_birth": dt.date(2004, 3, 17)}
    left, right = sides(identity, born, DWP | {"postcode": "M1 1AA"}, DWP | {"postcode": "B1 1AA"})
    assert agreeing(left, right, ("forename", "surname", "date_of_birth")).is_empty()


def test_an_absent_value_agrees_with_nothing(identity):
    left, right = sides(identity, {"sex": None}, DWP | {"sex": None})
    assert agreeing(left, right, ("forename", "sex")).is_empty()


def test_the_baseline_takes_each_person_once_and_the_identifier_first(identity):
    number = {"national_insurance_number": "AB123456C"}
    left, right = sides(identity, number, DWP | number | {"forename": "Zara", "surname": "Ali"}, DWP)
    assert five_keys(left, right).rows() == [("r0", "r1", "national_insurance_number")]
