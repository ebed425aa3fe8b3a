"""A person has one counterpart at most in another department, and evidence counts against its rivals."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.linkage.calibrate import raw_probability
from ingest.linkage.choose import bits_worth_keeping, identifier_bits, mutual_best, weigh

PAIRS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(0, 60)),
    min_size=1,
    max_size=20,
    unique_by=lambda p: p[:2],
)


def table(rows):
    return pl.DataFrame(
        [{"left": f"a{left}", "right": f"b{right}", "bits": float(bits)} for left, right, bits in rows],
        schema={"left": pl.String, "right": pl.String, "bits": pl.Float64},
    )


def probabilities(rows, left=100, right=100):
    weighed = weigh(table(rows), "bits", left, right).pairs
    return dict(
        zip(
            zip(weighed["left"], weighed["right"], strict=True),
            raw_probability(weighed["log_odds"].to_numpy()),
            strict=True,
        )
    )


def test_of_two_equal_candidates_neither_is_likelier_than_not():
    assert max(probabilities([(0, 0, 20), (0, 1, 20)]).values()) <= 0.5


def test_a_rival_with_a_thousandth_of_the_evidence_hardly_matters():
    found = probabilities([(0, 0, 30), (0, 1, 20)])
    assert found["a0", "b0"] > 0.99
    assert found.get(("a0", "b1"), 0.0) < 0.01


def test_a_rival_on_the_other_side_counts_as_much():
    assert max(probabilities([(0, 0, 20), (1, 0, 20)]).values()) <= 0.5


def test_the_more_people_the_more_evidence_a_pair_needs():
    few, many = (weigh(table([(0, 0, 14)]), "bits", n, n).pairs for n in (50, 50_000))
    assert few.height == 1
    assert many.is_empty()
    assert bits_worth_keeping(50_000) > bits_worth_keeping(50)


def test_the_share_with_a_counterpart_is_found_without_a_truth():
    rows = [(n, n, 40) for n in range(600)]
    assert weigh(table(rows), "bits", 1000, 1000).matched_share == pytest.approx(0.6, abs=0.02)


@given(PAIRS, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_the_pairs_changes_nothing(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    one, other = (weigh(table(order), "bits", 7, 7).pairs for order in (rows, mixed))
    assert one.equals(other)


@given(PAIRS)
@settings(max_examples=50)
def test_nobody_is_in_two_best_pairs(rows):
    weighed = weigh(table(rows), "bits", 7, 7).pairs
    best = weighed.filter(mutual_best(weighed, "log_odds"))
    assert best["left"].is_unique().all()
    assert best["right"].is_unique().all()


def test_where_two_are_equally_good_none_is_best():
    assert not mutual_best(table([(0, 0, 20), (0, 1, 20)]), "bits").any()


@given(PAIRS)
@settings(max_examples=50)
def test_log_odds_are_never_above_the_weight_without_rivals(rows):
    weighed = weigh(table(rows), "bits", 7, 7).pairs
    assert (weighed["log_odds"] <= weighed["match_weight"] + 1e-9).all()
    assert np.isfinite(weighed["log_odds"].to_numpy()).all()


def test_identifiers_speak_for_and_against_a_pair():
    blank = {"uln": None, "upn": None, "nhs_number": None}
    schema = {"person_key": pl.String, "national_insurance_number": pl.String, **dict.fromkeys(blank, pl.String)}
    left = pl.DataFrame([{"person_key": "a0", "national_insurance_number": "AB123456C"} | blank], schema=schema)
    numbers = ("AB123456C", "AB123457C", "CE998877A", None)
    right = pl.DataFrame(
        [{"person_key": f"b{n}", "national_insurance_number": number} | blank for n, number in enumerate(numbers)],
        schema=schema,
    )
    told = identifier_bits(table([(0, n, 10) for n in range(4)]), left, right)
    same, slip, other, none = told["identifier_bits"].to_list()
    assert same > slip > none == 0 > other
    assert told["identifier"].to_list() == ["national_insurance_number", None, None, None]
