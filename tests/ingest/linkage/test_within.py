"""Records without an identifier join their department's persons where the model is sure."""

from __future__ import annotations

import polars as pl

from ingest.linkage.within import join_sure, sides

TOGETHER = pl.DataFrame(
    {
        "source_record_key": ["r1", "r2", "r3"],
        "department": ["DfE"] * 3,
        "person_key": ["r1", "r2", "r2"],
        "within_tier": [1, 1, 1],
    },
    schema_overrides={"within_tier": pl.Int8},
)


def edge(probability: float) -> pl.DataFrame:
    return pl.DataFrame({"left": ["r1"], "right": ["r2"], "accepted": [True], "match_probability": [probability]})


def test_who_is_surely_the_same_gets_one_key_and_tier_3():
    joined = join_sure(TOGETHER, edge(0.995))
    assert joined["person_key"].to_list() == ["r1", "r1", "r1"]
    assert joined["within_tier"].to_list() == [3, 1, 1]


def test_who_is_only_likely_the_same_stays_apart():
    assert join_sure(TOGETHER, edge(0.9)).equals(TOGETHER)


def test_an_identifier_of_another_department_is_none_of_its_own():
    numbers = {"uln": [None, "2000000001"], "upn": [None, None], "national_insurance_number": ["AB123456C", None]}
    persons = pl.DataFrame(
        {"person_key": ["a", "b"], "department": ["DfE", "DfE"], "nhs_number": [None, None]} | numbers,
        schema_overrides={"upn": pl.String, "nhs_number": pl.String},
    )
    without, with_one = sides(persons, "DfE")
    assert (without["person_key"].to_list(), with_one["person_key"].to_list()) == (["a"], ["b"])
