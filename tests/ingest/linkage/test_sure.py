"""A pair is beyond doubt where an identifier, the name and the birth say the same, and of nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.linkage.department_persons import bring_together, department_persons
from ingest.linkage.standardise import standardise
from ingest.linkage.sure import sure_pairs

NUMBER, OTHER_NUMBER = "AB123456C", "AB123457C"
ULN, OTHER_ULN = "2000000001", "2000000028"
DFE = {"national_insurance_number": NUMBER}
DWP = {"department": "DWP", "dataset": "dwp__customer", "national_insurance_number": NUMBER}


def found(identity, *rows):
    standardised = standardise(identity(*rows))
    people = department_persons(standardised, bring_together(standardised))
    return sure_pairs(people.filter(department="DfE"), people.filter(department="DWP")).rows()


def test_who_holds_the_number_the_name_and_the_birth_is_sure_wherever_they_live(identity):
    assert found(identity, DFE, DWP | {"postcode": "M1 1AA"}) == [("r0", "r1")]


@pytest.mark.parametrize(
    "other",
    [
        {"national_insurance_number": None},
        {"national_insurance_number": OTHER_NUMBER},
        {"date_of_birth": dt.date(2004, 3, 18)},
        {"date_of_birth": None, "birth_month": dt.date(2004, 3, 1)},
        {"forename": "Olivia"},
        {"surname": "Robinson"},
        {"surname": None},
    ],
    ids=["no number", "another number", "another day", "no day", "a twin", "married", "no surname"],
)
def test_who_differs_or_leaves_something_open_is_not(identity, other):
    assert found(identity, DFE, DWP | other) == []


def test_who_holds_another_number_that_differs_is_not(identity):
    assert found(identity, DFE | {"uln": ULN}, DWP | {"uln": OTHER_ULN}) == []


def test_of_two_who_hold_one_number_nobody_is(identity):
    other = {"forename": "Olivia", "surname": "Robinson", "date_of_birth": dt.date(2001, 1, 9), "postcode": "M1 1AA"}
    assert found(identity, DFE | {"uln": ULN}, DFE | other | {"uln": OTHER_ULN}, DWP) == []


def test_who_is_one_by_each_of_two_numbers_is_one_pair(identity):
    both = {"uln": ULN}
    assert found(identity, DFE | both, DWP | both) == [("r0", "r1")]
