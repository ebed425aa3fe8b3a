"""A rate says how much of it is owed to uncertain links."""

from __future__ import annotations

import polars as pl
import pytest

from ingest.linkage.uncertainty import rate

SCHEMA = {"match_probability": pl.Float64, "named": pl.Boolean, "outcome": pl.Boolean}


def people(*rows: tuple[int, float | None, bool | None, bool | None]) -> pl.DataFrame:
    """`(count, probability, named, outcome)` for each kind of people."""
    return pl.DataFrame([row[1:] for row in rows for _ in range(row[0])], schema=SCHEMA, orient="row")


def test_sure_links_give_one_rate_and_no_range():
    got = rate(people((60, 0.9998, True, True), (40, 0.9998, True, False)), 0.98)
    assert (got.headline, got.strict, got.low) == (60.0, 60.0, None)


def test_who_is_not_linked_stays_in_the_denominator():
    got = rate(people((50, 0.9998, True, True), (50, None, None, None)), 0.98)
    assert (got.people, got.headline) == (100, 50.0)


def test_a_nameless_link_counts_from_its_own_threshold_only():
    got = rate(people((10, 0.9, False, True), (10, 0.9, True, True), (980, None, None, None)), 0.98)
    assert got.headline == pytest.approx(1.0)


def test_uncertain_links_that_matter_give_a_range_around_what_they_let_expect():
    got = rate(people((300, 0.999, True, True), (200, 0.7, True, True), (500, 0.999, True, False)), 0.98)
    assert (got.headline, got.strict) == (50.0, 30.0)
    assert got.imputed == pytest.approx(44.0, abs=1.0)
    assert got.strict < got.low < 44.0 < got.high < 50.5


def test_the_same_seed_gives_the_same_range():
    some = people((30, 0.6, True, True), (70, 0.999, True, False))
    assert rate(some, 0.98) == rate(some, 0.98)


def test_of_nobody_there_is_no_rate():
    assert rate(people(), 0.98) is None
