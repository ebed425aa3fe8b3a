"""What is the same looks the same, and what cannot be true is absent."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.linkage.standardise import expand, linkable, standardise
from pathways.errors import LinkageError


def expanded(standardised: pl.DataFrame) -> pl.DataFrame:
    """What follows from records, each as a person of no other postcodes."""
    return expand(standardised.with_columns(other_postcodes=pl.lit(None, pl.List(pl.String))))


@pytest.mark.parametrize("text", ["ls1 4ap", "LS14AP", " LS1  4AP ", "LS1 4AP."])
def test_a_postcode_is_one_however_it_is_spaced(identity, text):
    row = expanded(standardise(identity({"postcode": text}))).row(0, named=True)
    assert (row["postcode"], row["postcode_sector"], row["postcode_outward"]) == ("LS14AP", "LS14", "LS1")


@pytest.mark.parametrize("text", ["ZZ99 9ZZ", "Leeds", "", "LS1", None])
def test_no_postcode_is_no_evidence(identity, text):
    assert standardise(identity({"postcode": text}))["postcode"].to_list() == [None]


def test_the_letter_o_in_place_of_a_nought_is_read_as_meant(identity):
    assert standardise(identity({"postcode": "LS1 OAP"}))["postcode"].item() == "LS10AP"


@given(born=st.dates(dt.date(1995, 1, 1), dt.date(2012, 12, 31)))
def test_day_and_month_exchanged_is_another_date_of_the_same_year(born):
    import polars as pl

    frame = pl.DataFrame(
        {
            "source_record_key": ["a"],
            "department": ["DfE"],
            "dataset": ["x"],
            "forename": ["A"],
            "surname": ["B"],
            "date_of_birth": [born],
            "sex": [None],
            "postcode": [None],
        },
        schema_overrides={"sex": pl.String, "postcode": pl.String},
    )
    swapped = expanded(standardise(frame))["day_and_month_swapped"].item()
    if born.day > 12 or born.day == born.month:
        assert swapped is None
    else:
        assert swapped == dt.date(born.year, born.day, born.month)


def test_a_month_alone_is_known_as_a_month(identity):
    row = expanded(standardise(identity({"date_of_birth": None, "birth_month": dt.date(2004, 3, 1)}))).row(
        0, named=True
    )
    assert row["date_of_birth"] is None
    assert (row["birth_month"], row["birth_year"]) == (dt.date(2004, 3, 1), 2004)


def test_a_birth_before_1900_is_no_birth(identity):
    row = standardise(identity({"date_of_birth": dt.date(1890, 1, 1)})).row(0, named=True)
    assert row["date_of_birth"] is None
    assert row["birth_month"] is None


def test_core_lettings_carry_nothing_to_link_by(identity):
    bare = {
        "forename": None,
        "surname": None,
        "date_of_birth": None,
        "sex": None,
        "postcode": "LS1 4AP",
        "department": "MHCLG",
    }
    assert linkable(standardise(identity(bare))).is_empty()


def test_a_nameless_record_with_month_and_postcode_can_be_linked(identity):
    nameless = {"forename": None, "surname": None, "date_of_birth": None, "birth_month": dt.date(2004, 3, 1)}
    assert linkable(standardise(identity(nameless))).height == 1


def test_a_missing_column_is_named(identity):
    with pytest.raises(LinkageError, match="postcode"):
        standardise(identity({}).drop("postcode"))


def test_a_key_that_comes_twice_is_refused(identity):
    with pytest.raises(LinkageError, match="source_record_key"):
        standardise(identity({"source_record_key": "a"}, {"source_record_key": "a"}))


def test_a_department_that_nobody_knows_is_refused(identity):
    with pytest.raises(LinkageError, match="Home Office"):
        standardise(identity({"department": "Home Office"}))
