"""How much of a rate of links is owed to uncertain ones.

Beside the rate of the links that were taken stands the strict one, of links of .99 and more. Where the two differ by
more than a point, every possible link is drawn by its probability, again and again, and the rate becomes a range
(multiple imputation; Rubin, 1987). The draws are independent, so what they would come to without end is known and
nothing needs drawing: the range is the same each time it is worked out.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.linkage.calibrate import STRICT

_POINTS: Final = 1.0
_NORMAL_95: Final = 1.96


def link_rates(probability: pl.Expr, is_taken: pl.Expr) -> dict[str, pl.Expr]:
    """Aggregations over persons, one row each.

    Args:
        probability: of the best link that the person could have, from 0 to 1; 0 without one.
        is_taken: whether that link was taken.

    Returns:
        In percent of all persons: `strict_link_rate`; and `imputed_link_rate` with its 95% range, `_low` to `_high`,
        null where the strict rate is within a point of the rate of the links that were taken.
    """
    people = pl.len()
    strict = (is_taken & (probability >= STRICT)).mean()
    mean = probability.mean()
    # Rubin's two parts: how much the rate of a draw is spread, and by how much the draws differ among themselves.
    between = (probability * (1 - probability)).sum() / people.pow(2)
    within = (mean * (1 - mean) - between) / people
    spread = _NORMAL_95 * (within + between).sqrt()
    matters = (is_taken.mean() - strict).abs() * 100 > _POINTS
    return {
        "strict_link_rate": strict * 100,
        "imputed_link_rate": pl.when(matters).then(mean * 100),
        "imputed_link_rate_low": pl.when(matters).then((mean - spread).clip(0, 1) * 100),
        "imputed_link_rate_high": pl.when(matters).then((mean + spread).clip(0, 1) * 100),
    }
