"""A rate says how much of it is owed to uncertain links."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from ingest.linkage.uncertainty import link_rates

SCHEMA = {"probability": pl.Float64, "is_taken": pl.Boolean}


def rates(*kinds: tuple[int, float, bool]) -> dict[str, float | None]:
    """The rates of `(count, probability, is_taken)` for each kind of people."""
    people = pl.DataFrame([kind[1:] for kind in kinds for _ in range(kind[0])], schema=SCHEMA, orient="row")
    return people.select(**link_rates(pl.col("probability"), pl.col("is_taken"))).row(0, named=True)


def test_sure_links_give_one_rate_and_no_range():
    got = rates((60, 0.9998, True), (40, 0.0, False))
    assert got["strict_link_rate"] == pytest.approx(60)
    assert got["imputed_link_rate"] is None
    assert got["imputed_link_rate_low"] is None


def test_a_link_that_is_sure_but_was_not_taken_is_not_counted_as_strict():
    assert rates((10, 0.999, False), (90, 0.9998, True))["strict_link_rate"] == pytest.approx(90)


def test_uncertain_links_that_matter_give_the_range_that_draws_would_give():
    kinds = ((300, 0.999, True), (200, 0.7, True), (100, 0.3, False), (400, 0.0, False))
    got = rates(*kinds)
    chance = np.random.default_rng(1987)
    probability = np.concatenate([np.full(count, p) for count, p, _ in kinds])
    drawn = (chance.random((4_000, len(probability))) < probability).mean(axis=1)
    spread = 1.96 * np.sqrt((drawn * (1 - drawn) / len(probability)).mean() + drawn.var(ddof=1))
    assert got["strict_link_rate"] == pytest.approx(30)
    assert got["imputed_link_rate"] == pytest.approx(100 * drawn.mean(), abs=0.05)
    assert got["imputed_link_rate_low"] == pytest.approx(100 * (drawn.mean() - spread), abs=0.1)
    assert got["imputed_link_rate_high"] == pytest.approx(100 * (drawn.mean() + spread), abs=0.1)


def test_a_range_never_leaves_what_a_share_can_be():
    got = rates((1, 0.6, True), (1, 0.5, True))
    assert (got["imputed_link_rate_low"], got["imputed_link_rate_high"]) == (0, 100)
