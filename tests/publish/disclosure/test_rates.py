"""Rates come from shown counts alone and say how far they can be relied on."""

import polars as pl
import pytest

from publish.disclosure.rates import RATE_STATUSES, with_rate


def rate_of(numerator: int, denominator: int, decimals: int = 1) -> tuple[float | None, str]:
    shown = pl.DataFrame({"x": [numerator], "n": [denominator]})
    ((rate, status),) = with_rate(shown, "x", "n", pl.lit(decimals)).select("rate", "rate_status").rows()
    assert status in RATE_STATUSES
    return rate, status


@pytest.mark.parametrize(
    ("numerator", "denominator", "rate", "status"),
    [
        (25, 35, 71.4, "published"),
        (10, 30, 33.3, "published"),
        (10, 25, 40.0, "low_reliability"),  # of fewer than 30
        (5, 1000, 0.5, "low_reliability"),  # fewer than 10 counted
        (0, 5, None, "confidential"),
        (5, 0, None, "confidential"),  # noise may show more in the state than there are
        (0, 25, None, "confidential"),  # nobody, or all, of fewer than 30
        (25, 25, None, "confidential"),
        (0, 500, None, "hardly_any"),
        (500, 500, None, "nearly_all"),
        (505, 500, None, "nearly_all"),
    ],
)
def test_a_rate_stands_with_its_status(numerator: int, denominator: int, rate: float | None, status: str):
    assert rate_of(numerator, denominator) == (rate, status)


def test_of_a_local_authority_there_are_whole_percentages():
    assert rate_of(25, 35, decimals=0) == (71.0, "published")
