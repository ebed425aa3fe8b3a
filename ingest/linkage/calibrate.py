"""Scores become probabilities that mean what they say, and thresholds are set, on pairs that an identifier labels.

Raw probabilities of a linkage model are overconfident (.968 was true in .80 of cases in a trial). A pair whose two
records both hold a National Insurance number is labelled by it: the model never sees the number. The labelled pairs
come in four parts: two teach the model, the third draws the curve and sets the threshold, the fourth only reports.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.optimize import isotonic_regression

NAMED_THRESHOLD: Final = 0.5
STRICT: Final = 0.99
# Nameless pairs are taken only where their like, in rehearsal, were right at least this often.
NAMELESS_PRECISION: Final = 0.985
_LEAST_NAMELESS: Final = 0.9
# An identifier that agrees needs no curve, but is itself mistyped into another person's now and then.
MOST_CERTAIN: Final = 0.9999
_PAIRS_IN_A_STEP: Final = 25
_BITS: Final = 60.0

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Curve:
    """A rising line from log odds (bits) to probability: level within a step, straight between two.

    Attributes:
        log_odds: of each point, rising; empty where there was nothing to learn from.
        probability: of each point, never falling.
        pairs: how many labelled pairs drew it.
        brier_raw: mean squared error of the raw probabilities, on the part that only reports.
        brier: the same, calibrated.
        worst_gap: the largest difference between calibrated and true share in any tenth of that part.
    """

    log_odds: tuple[float, ...] = ()
    probability: tuple[float, ...] = ()
    pairs: int = 0
    brier_raw: float | None = None
    brier: float | None = None
    worst_gap: float | None = None

    def __call__(self, log_odds: Numbers) -> Numbers:
        """Calibrated probabilities; without a curve, the raw ones."""
        if not self.log_odds:
            return raw_probability(log_odds)
        return np.interp(log_odds, self.log_odds, self.probability)


@dataclass(frozen=True)
class Calibration:
    """How scores of named and nameless pairs become probabilities, and from which probability on a pair is taken."""

    named: Curve = field(default_factory=Curve)
    nameless: Curve = field(default_factory=Curve)
    nameless_threshold: float = STRICT

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Calibration:
        """From what `as_dict` gave."""
        curves = [
            Curve(**(kept[name] | {part: tuple(kept[name][part]) for part in ("log_odds", "probability")}))
            for name in ("named", "nameless")
        ]
        return cls(curves[0], curves[1], kept["nameless_threshold"])

    def probability(self, pairs: pl.DataFrame) -> pl.Series:
        """`match_probability` of weighed pairs with `log_odds`, `named` and `identifier`."""
        log_odds = pairs["log_odds"].to_numpy()
        by_curve = np.where(pairs["named"].to_numpy(), self.named(log_odds), self.nameless(log_odds))
        exact = pairs["identifier"].is_not_null().to_numpy()
        found = np.where(exact, np.minimum(raw_probability(log_odds), MOST_CERTAIN), by_curve)
        return pl.Series("match_probability", found, dtype=pl.Float64)

    def taken(self) -> pl.Expr:
        """Whether a pair of this `match_probability` is sure enough; one with an exact identifier counts as named."""
        sure = pl.col("named") | pl.col("identifier").is_not_null()
        return pl.col("match_probability") >= pl.when(sure).then(NAMED_THRESHOLD).otherwise(self.nameless_threshold)


def raw_probability(log_odds: Numbers) -> Numbers:
    """The probability of log odds in bits."""
    return np.asarray(1 / (1 + np.exp2(-np.clip(log_odds, -_BITS, _BITS))), dtype=np.float64)


def labels(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs that an identifier labels, with `is_person`: it agrees or it differs by more than a slip."""
    same, other = pl.col("identifier").is_not_null(), pl.col("identifier_bits") < 0
    told = pl.when(same | other).then(same)
    return pairs.with_columns(told.alias("is_person")).filter(pl.col("is_person").is_not_null())


def draw(learn: pl.DataFrame, report: pl.DataFrame) -> Curve:
    """The curve of pairs with `log_odds` and `is_person`, and how good it is on others.

    Returns:
        An empty curve where fewer than a hundred pairs, or only pairs of one kind, are there to learn from.
    """
    if learn.height < 4 * _PAIRS_IN_A_STEP or learn["is_person"].n_unique() == 1:
        return Curve()
    # Pairs of one score (nameless ones have few different) stand or fall together.
    ordered = (
        learn.group_by(pl.col("log_odds").round(1))
        .agg(pl.col("is_person").cast(pl.Float64).mean().alias("share"), pl.len().cast(pl.Float64).alias("pairs"))
        .sort("log_odds")
    )
    x, y, n = (ordered[name].to_numpy() for name in ("log_odds", "share", "pairs"))
    steps = _steps(isotonic_regression(y, weights=n).x, n)
    size = np.bincount(steps, n)
    # Half a pair of each kind is added to every step, so that none is certain; then it may not fall.
    share = isotonic_regression((np.bincount(steps, y * n) + 0.5) / (size + 1), weights=size).x
    numbers = np.arange(len(size))
    first, last = np.searchsorted(steps, numbers, "left"), np.searchsorted(steps, numbers, "right")
    ends = np.c_[x[first], x[last - 1]].ravel()
    curve = Curve(tuple(ends.tolist()), tuple(np.repeat(share, 2).tolist()), learn.height)
    return _reported(curve, report) if report.height else curve


def threshold(pairs: pl.DataFrame, curve: Curve, precision: float = NAMELESS_PRECISION) -> float:
    """The least probability from which on pairs with `log_odds` and `is_person` are right `precision` often."""
    if pairs.is_empty() or not curve.log_odds:
        return STRICT
    probability = curve(pairs["log_odds"].to_numpy())
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(pairs["is_person"].to_numpy()[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(right >= precision)
    # The smallest probability may not lie among pairs of the same probability that are not good enough together.
    lowest = float(probability[order][good[-1]]) if len(good) else 1.0
    return max(math.floor(lowest * 1e6) / 1e6, _LEAST_NAMELESS)  # rounded down, or it would leave out its own step


def _steps(fitted: Numbers, pairs: Numbers) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Number the steps of a fitted line, neighbours joined until each holds enough pairs."""
    step = np.cumsum(np.r_[0, np.diff(fitted) > 0])
    joined = np.zeros(int(step[-1]) + 1, dtype=np.int64)
    current, held = 0, 0.0
    for number, size in enumerate(np.bincount(step, pairs)):
        joined[number] = current
        held += float(size)
        if held >= _PAIRS_IN_A_STEP:
            current, held = current + 1, 0.0
    if held and current:
        joined[joined == current] = current - 1
    return np.asarray(joined[step], dtype=np.int64)


def _reported(curve: Curve, report: pl.DataFrame) -> Curve:
    x, y = report["log_odds"].to_numpy(), report["is_person"].cast(pl.Float64).to_numpy()
    raw, calibrated = raw_probability(x), curve(x)
    gaps = [
        abs(float(calibrated[part].mean() - y[part].mean()))
        for low in np.arange(10) / 10
        if (part := (calibrated > low) & (calibrated <= low + 0.1)).sum() >= 2 * _PAIRS_IN_A_STEP
    ]
    return Curve(
        curve.log_odds,
        curve.probability,
        curve.pairs,
        brier_raw=float(((raw - y) ** 2).mean()),
        brier=float(((calibrated - y) ** 2).mean()),
        worst_gap=max(gaps, default=None),
    )
