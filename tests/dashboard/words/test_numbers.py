from datetime import UTC, date, datetime

import pytest

from dashboard.words import numbers


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        (10.1, "percent", 1, "10.1%"),
        (2673, "people", 0, "2,673"),
        (16.23, "per_1000", 1, "16.2 per 1,000"),
        (0, "people", 0, "0"),
    ],
)
def test_a_figure_is_shown_with_its_unit(value, unit, decimals, words):
    assert numbers.figure(value, "published", unit, decimals) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("confidential", "[c] withheld to protect people"),
        ("not_available", "[x] not available"),
        ("not_applicable", "[z] not applicable"),
        ("low", "[low] more than zero, but rounds to zero"),
        ("missing", "[x] no figure in the published file"),
    ],
)
def test_a_figure_that_was_not_published_says_why_and_is_never_zero(status, words):
    assert numbers.figure(None, status, "percent", 1) == words


def test_a_value_beside_a_status_that_withholds_it_is_not_shown():
    assert numbers.figure(3.0, "confidential", "people", 0) == "[c] withheld to protect people"


def test_what_rounds_to_zero_has_no_minus_sign():
    assert numbers.number(-0.04, 1) == "0.0"
    assert numbers.number(-0.3, 1) == "−0.3"


def test_a_size_of_one_is_singular():
    assert numbers.difference(-1.0, "households", 0) == "1 household"
    assert numbers.difference(1.0, "people", 0) == "1 person"
    assert numbers.difference(0.3, "percent", 1) == "0.3 percentage points"


def test_a_list_ends_in_and():
    assert numbers.listed(["a"]) == "a"
    assert numbers.listed(["a", "b", "c"]) == "a, b and c"


def test_an_instant_is_written_out():
    assert numbers.moment(datetime(2026, 11, 3, 9, 5, tzinfo=UTC)) == "3 November 2026 at 09:05 UTC"


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2019, 3, 31), "7 years old"),
        (date(2025, 11, 26), "11 months old"),
        (date(2025, 11, 25), "1 year old"),
        (date(2026, 10, 31), "under a month old"),
        (date(2026, 12, 31), "under a month old"),
    ],
)
def test_the_age_of_a_figure_is_counted_from_the_end_of_its_period(until, words):
    assert numbers.age(until, date(2026, 11, 25)) == words
