"""A probability means how often it is right, and nameless pairs have a threshold of their own."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from ingest.linkage.calibrate import MOST_CERTAIN, STRICT, Calibration, Curve, draw, labels, raw_probability, threshold


def overconfident(count: int, seed: int) -> pl.DataFrame:
    """Pairs whose log odds say twice as much as they should."""
    chance = np.random.default_rng(seed)
    log_odds = chance.uniform(-4, 12, count)
    return pl.DataFrame({"log_odds": log_odds, "is_person": chance.random(count) < raw_probability(log_odds / 2)})


def test_a_curve_takes_overconfidence_away():
    curve = draw(overconfident(20_000, 1), overconfident(20_000, 2))
    assert curve(np.array([4.0]))[0] == pytest.approx(raw_probability(np.array([2.0]))[0], abs=0.04)
    assert curve.brier < curve.brier_raw
    assert curve.worst_gap < 0.03


def test_more_evidence_is_never_less_likely():
    curve = draw(overconfident(3_000, 3), overconfident(10, 4))
    assert (np.diff(curve(np.linspace(-30, 60, 500))) >= 0).all()


def test_pairs_of_one_score_stand_or_fall_together():
    # Nameless pairs have few different scores: 90 of 100 right is .9, not a step of wrong ones and one of right ones.
    same = pl.DataFrame({"log_odds": [7.0] * 200, "is_person": [True] * 180 + [False] * 20})
    assert draw(same, same)(np.array([7.0]))[0] == pytest.approx(0.9, abs=0.01)


def test_nothing_is_certain():
    sure = pl.DataFrame({"log_odds": [0.0] * 100 + [30.0] * 500, "is_person": [False] * 100 + [True] * 500})
    curve = draw(sure, sure.head(0))
    assert 0.99 < curve(np.array([30.0]))[0] < 1
    assert 0 < curve(np.array([0.0]))[0] < 0.01


def test_without_labels_probabilities_stay_raw():
    assert draw(overconfident(20, 5), overconfident(20, 6)) == Curve()
    assert Curve()(np.array([0.0]))[0] == 0.5


def test_the_nameless_threshold_is_where_their_like_were_right_often_enough():
    pairs = pl.DataFrame(
        {"log_odds": [5.0] * 1000 + [9.0] * 1000, "is_person": [True, False] * 500 + [True] * 995 + [False] * 5}
    )
    curve = draw(pairs, pairs)
    least = threshold(pairs, curve)
    assert curve(np.array([5.0]))[0] < least <= curve(np.array([9.0]))[0]


def test_without_labels_nameless_pairs_need_the_strict_threshold():
    assert threshold(overconfident(20, 7), Curve()) == STRICT


def test_an_identifier_that_differs_by_a_slip_labels_nothing():
    pairs = pl.DataFrame({"identifier": ["uln", None, None, None], "identifier_bits": [20.0, -7.0, 8.0, 0.0]})
    assert labels(pairs)["is_person"].to_list() == [True, False]


def test_a_named_pair_is_taken_at_a_half_and_a_nameless_one_is_not():
    calibration = Calibration(nameless_threshold=0.95)
    pairs = pl.DataFrame(
        {
            "log_odds": [1.0, 1.0, 1.0, 60.0],
            "named": [True, False, False, False],
            "identifier": [None, None, "uln", "uln"],
        }
    )
    pairs = pairs.with_columns(calibration.probability(pairs))
    assert pairs.select(calibration.taken()).to_series().to_list() == [True, False, True, True]
    assert pairs["match_probability"].max() == MOST_CERTAIN


def test_a_calibration_survives_json():
    calibration = Calibration(draw(overconfident(1000, 8), overconfident(1000, 9)), Curve(), 0.93)
    assert Calibration.from_dict(json.loads(json.dumps(calibration.as_dict()))) == calibration
