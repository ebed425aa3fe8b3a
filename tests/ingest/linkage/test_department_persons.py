"""Within a department its own identifiers say who is who, unless everything else says otherwise."""

from __future__ import annotations

import datetime as dt

import polars as pl

from ingest.linkage.department_persons import bring_together, department_persons, renewed
from ingest.linkage.standardise import linkable, standardise

ULN, OTHER_ULN = "2000000001", "2000000028"


def persons(identity, *rows):
    standardised = standardise(identity(*rows))
    together = bring_together(standardised)
    return together, department_persons(standardised, together)


def test_two_records_with_one_uln_are_one_person(identity):
    together, people = persons(identity, {"uln": ULN}, {"uln": ULN, "forename": "Millie", "postcode": "M1 1AA"})
    assert together["person_key"].to_list() == ["r0", "r0"]
    assert people.select("records", "postcode", "other_postcodes").row(0) == (2, "LS14AP", ["M11AA"])


def test_a_person_has_every_postcode_that_any_record_ever_had_once(identity):
    rows = identity(
        {"uln": ULN}, {"uln": ULN, "postcode": "M1 1AA"}, {"uln": ULN, "postcode": None}, {"postcode": None}
    )
    former = [["B1 1AA", "not known"], ["ls14ap"], ["M1 1AA"], ["S1 1AA", "B1 1AA"]]
    standardised = standardise(rows.with_columns(pl.Series("former_postcodes", former)))
    people = department_persons(standardised, bring_together(standardised))
    assert people["postcode"].to_list() == ["LS14AP", "B11AA"]
    assert people["other_postcodes"].to_list() == [["B11AA", "M11AA"], ["S11AA"]]


def test_an_identifier_mistyped_into_another_persons_does_not_join_them(identity):
    other = {"forename": "Tariq", "surname": "Hussain", "date_of_birth": dt.date(2001, 7, 2), "postcode": "B1 1AA"}
    together, _ = persons(identity, {"uln": ULN}, {"uln": ULN} | other)
    assert together["person_key"].n_unique() == 2


def test_a_record_without_an_identifier_joins_who_agrees_in_everything(identity):
    together, _ = persons(identity, {"uln": ULN}, {})
    assert together["person_key"].n_unique() == 1
    assert together["within_tier"].to_list() == [2, 2]


def test_twins_of_one_name_but_different_ulns_stay_two(identity):
    together, _ = persons(identity, {"uln": ULN}, {"uln": OTHER_ULN})
    assert together["person_key"].n_unique() == 2


def test_an_identifier_joins_only_within_a_department(identity):
    together, _ = persons(identity, {"uln": ULN}, {"uln": ULN, "department": "DWP"})
    assert together["person_key"].n_unique() == 2


def test_records_joined_by_different_identifiers_are_one_chain(identity):
    upn = "A123456789012"
    letter = "ABCDEFGHJKLMNPQRTUVWXYZ"[sum(int(d) * w for d, w in zip(upn[1:], range(2, 14), strict=True)) % 23]
    upn = letter + upn[1:]
    together, _ = persons(identity, {"uln": ULN}, {"uln": ULN, "upn": upn}, {"upn": upn})
    assert together["person_key"].n_unique() == 1


def test_persons_made_again_after_records_moved_are_those_that_would_be_made_anew(people):
    known = linkable(standardise(people[0].sample(3_000, seed=6)))
    before = bring_together(known)
    of_one = before.filter(department="DfE")["person_key"].unique().sort()
    # The records of a hundred persons go to another hundred.
    moved = dict(zip(of_one[:100], of_one[100:200], strict=True))
    together = before.with_columns(pl.col("person_key").replace(moved))
    anew = department_persons(known, together.filter(department="DfE"))
    again = renewed(department_persons(known, before.filter(department="DfE")), known, before, together)
    assert again.equals(anew)
