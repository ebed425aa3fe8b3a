"""A rate over linked people says how much of it is owed to uncertain links.

Headline: links that are more likely than not (nameless ones: from their own threshold). Strict: links of .99 and more.
Where the two differ by more than a point, links are drawn by their probabilities again and again, and the rate is given
as a range (multiple imputation; Rubin, 1987).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from ingest.linkage.calibrate import NAMED_THRESHOLD, STRICT

_POINTS: Final = 1.0
_DRAWS: Final = 50
_NORMAL_95: Final = 1.96


@dataclass(frozen=True)
class Rate:
    """A rate in percent. `low` and `high` (95%) are there where links make a difference of more than a point."""

    people: int
    headline: float
    strict: float
    imputed: float | None = None
    low: float | None = None
    high: float | None = None


def rate(people: pl.DataFrame, nameless_threshold: float, *, seed: int = 1987) -> Rate | None:
    """The share of people with an outcome that only a link can show.

    Args:
        people: one row each; `match_probability` (of the best link, null without one), `named` (bool, null without
            one) and `outcome` (bool: what the linked records show; null without a link counts as not shown).
        nameless_threshold: of the model's calibration.
        seed: of the draws, so that a released figure can be made again.

    Returns:
        The rate; None where there is nobody.
    """
    count = people.height
    if not count:
        return None
    probability = people["match_probability"].fill_null(0.0).to_numpy()
    shown = people["outcome"].fill_null(value=False).to_numpy()
    least = np.where(people["named"].fill_null(value=True).to_numpy(), NAMED_THRESHOLD, nameless_threshold)
    headline, strict = (float((shown & (probability >= bar)).mean()) * 100 for bar in (least, STRICT))
    if abs(headline - strict) <= _POINTS:
        return Rate(count, headline, strict)
    chance = np.random.default_rng(seed)
    uncertain = probability[shown]
    draws = np.array([(chance.random(len(uncertain)) < uncertain).sum() / count for _ in range(_DRAWS)])
    mean = float(draws.mean())
    within = float((draws * (1 - draws) / count).mean())
    spread = _NORMAL_95 * math.sqrt(within + (1 + 1 / _DRAWS) * float(draws.var(ddof=1)))
    low, high = (max(mean - spread, 0.0) * 100, min(mean + spread, 1.0) * 100)
    return Rate(count, headline, strict, imputed=mean * 100, low=low, high=high)
