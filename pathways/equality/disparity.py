"""Differences between groups, each with its interval: pure functions on arrays of released (rounded) counts.

Computed from what is released, they tell no more than the counts do. A census of everyone still gets intervals: the
year is taken as one of those that might have been (a super-population), and the page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

Numbers = NDArray[np.float64]
LOW_DENOMINATOR: Final = 30
LOW_NUMERATOR: Final = 10
SHOWN_FROM: Final = 10  # a rate of fewer is not shown
_HALF: Final = 0.5


@dataclass(frozen=True)
class Estimate:
    """Values with their intervals; NaN where there is none."""

    value: Numbers
    low: Numbers
    high: Numbers


def rate(numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Estimate:
    """The share of a group, from 0 to 1, with the Wilson score interval; NaN of nobody.

    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    x, n = _numbers(numerator, denominator)
    n = np.where(n > 0, n, np.nan)
    z = _z(confidence)
    p = x / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return Estimate(p, np.maximum(middle - half, 0), np.minimum(middle + half, 1))


def gap(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
    confidence: float = 0.95,
) -> Estimate:
    """A group's rate less the reference group's, with Newcombe's hybrid score interval, which holds at 0 and 100% too.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.
    """
    own, reference = (
        rate(numerator, denominator, confidence),
        rate(reference_numerator, reference_denominator, confidence),
    )
    difference = own.value - reference.value
    down = np.hypot(own.value - own.low, reference.high - reference.value)
    up = np.hypot(own.high - own.value, reference.value - reference.low)
    return Estimate(difference, difference - down, difference + up)


def ratio(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
    confidence: float = 0.95,
) -> Estimate:
    """A group's rate over the reference group's, with Katz's interval on the logarithm.

    Where a numerator is 0, a half is added to both; where the reference's is below `LOW_NUMERATOR` there is no ratio.

    Source: Katz, Baptista, Azen and Pike (1978), Biometrics 34, 469-474.
    """
    x1, n1, x0, n0 = _numbers(numerator, denominator, reference_numerator, reference_denominator)
    is_zero = (x1 == 0) | (x0 == 0)
    x1, n1, x0, n0 = (np.where(is_zero, count + _HALF, count) for count in (x1, n1, x0, n0))
    is_thin = (_numbers(reference_numerator)[0] < LOW_NUMERATOR) | (n1 <= 0) | (n0 <= 0)
    x1, n1, x0, n0 = (np.where(is_thin, np.nan, count) for count in (x1, n1, x0, n0))
    value = (x1 / n1) / (x0 / n0)
    spread = _z(confidence) * np.sqrt(np.maximum(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0, 0))
    return Estimate(value, value * np.exp(-spread), value * np.exp(spread))


def representation_ratio(
    group: ArrayLike, everyone: ArrayLike, denominator_group: ArrayLike, denominator_everyone: ArrayLike
) -> Numbers:
    """A group's share of those counted over its share of the denominator, which every table names.

    1 is as many as could be expected; NaN where a denominator is nobody.
    """
    x, n, d, m = _numbers(group, everyone, denominator_group, denominator_everyone)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (x / n) / (d / m)
    return np.where((n > 0) & (d > 0) & (m > 0), found, np.nan)


def p_value(
    numerator: ArrayLike, denominator: ArrayLike, reference_numerator: ArrayLike, reference_denominator: ArrayLike
) -> Numbers:
    """How likely so large a gap is by chance: two-sided z test with the pooled rate; NaN where it cannot be made."""
    x1, n1, x0, n0 = _numbers(numerator, denominator, reference_numerator, reference_denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (x1 + x0) / (n1 + n0)
        z = (x1 / n1 - x0 / n0) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0))
    return np.asarray(2 * norm.sf(np.abs(z)))


def is_significant(p_values: ArrayLike, false_share: float = 0.05) -> NDArray[np.bool_]:
    """Which gaps of one table stand out, when so many are looked at: Benjamini and Hochberg's step-up.

    Args:
        p_values: of one table; NaN takes no part.
        false_share: of the marked gaps at most this share is chance, on average.

    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    (p,) = _numbers(p_values)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    passes = p[order] <= false_share * np.arange(1, len(order) + 1) / max(len(order), 1)
    marked = np.zeros(p.shape, dtype=bool)
    if passes.any():
        marked[order[: np.flatnonzero(passes)[-1] + 1]] = True
    return marked


@dataclass(frozen=True)
class Trend:
    """Change of a gap in a year, in points of share, with its interval and by how many years it is told."""

    a_year: float
    low: float
    high: float
    years: int


def trend(
    years: ArrayLike, gaps: ArrayLike, standard_errors: ArrayLike, begins_anew: ArrayLike, confidence: float = 0.95
) -> Trend | None:
    """The slope of annual gaps by weighted least squares, from the last break on; None of fewer than three years.

    Args:
        years: whole numbers, in order.
        gaps: one a year, from -1 to 1; NaN where there is none.
        standard_errors: of the gaps.
        begins_anew: whether a year is counted in a new way, so that it is not compared with the one before.
        confidence: of the interval.
    """
    year, value, error = _numbers(years, gaps, standard_errors)
    starts = np.flatnonzero(np.asarray(begins_anew, dtype=bool))
    of_now = np.arange(len(year)) >= (starts[-1] if len(starts) else 0)
    use = of_now & ~np.isnan(value) & (error > 0)
    if use.sum() < 3:  # noqa: PLR2004 - two points are always a line
        return None
    weight, centred = 1 / error[use] ** 2, year[use] - np.average(year[use], weights=1 / error[use] ** 2)
    spread = float(weight @ centred**2)
    slope = float(weight @ (centred * value[use])) / spread
    half = _z(confidence) / np.sqrt(spread)
    return Trend(slope, slope - half, slope + half, int(use.sum()))


def standard_error(
    numerator: ArrayLike, denominator: ArrayLike, reference_numerator: ArrayLike, reference_denominator: ArrayLike
) -> Numbers:
    """Of a gap, for `trend`; rates of 0 and 1 are drawn in by a half, so that none is certain."""
    x1, n1, x0, n0 = _numbers(numerator, denominator, reference_numerator, reference_denominator)
    p1, p0 = (x1 + _HALF) / (n1 + 1), (x0 + _HALF) / (n0 + 1)
    with np.errstate(divide="ignore"):
        return np.asarray(np.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0))


Reliability = Literal["published", "low_reliability", "confidential"]


def reliability(numerator: ArrayLike, denominator: ArrayLike) -> NDArray[np.str_]:
    """How a rate of released counts may be shown.

    `confidential` ([c]): of fewer than `SHOWN_FROM`, not shown. `low_reliability` ([u]): of fewer than
    `LOW_DENOMINATOR`, or fewer than `LOW_NUMERATOR` counted: shown so, and without a gap. Else `published`.
    """
    x, n = _numbers(numerator, denominator)
    return np.select(
        [n < SHOWN_FROM, (n < LOW_DENOMINATOR) | (x < LOW_NUMERATOR)], ["confidential", "low_reliability"], "published"
    )


def _z(confidence: float) -> float:
    return float(norm.ppf((1 + confidence) / 2))


def _numbers(*values: ArrayLike) -> list[Numbers]:
    return [np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in values]
