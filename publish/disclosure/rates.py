"""Rates worked out from shown counts, and how far each can be relied on. Nothing here sees a true count."""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

from pathways.equality.disparity import LOW_DENOMINATOR, LOW_NUMERATOR, SHOWN_FROM

RateStatus = Literal["published", "low_reliability", "confidential", "nearly_all", "hardly_any"]
RATE_STATUSES: Final = ("published", "low_reliability", "confidential", "nearly_all", "hardly_any")
_HUNDRED: Final = 100


def with_rate(
    shown: pl.DataFrame, numerator: str, denominator: str, decimals: pl.Expr | None = None, name: str = "rate"
) -> pl.DataFrame:
    """The table with `<name>` in percent and `<name>_status`.

    A rate of fewer than ten is not shown (`confidential`). That everyone of a group, or nobody, is in a state says
    something of each of them, so there is a word and no number where the shown counts say so (`nearly_all`,
    `hardly_any`: noise may have hidden a few either way), and nothing of fewer than thirty. `low_reliability` is as
    `disparity.reliability` has it.

    Args:
        shown: with both columns, counts as they are shown.
        numerator: the column of who is in the state.
        denominator: the column of everyone.
        decimals: of each row, 0 or 1; none: 1.
        name: of the new column.
    """
    x, n = pl.col(numerator), pl.col(denominator)
    is_few = (n < SHOWN_FROM) | ((n < LOW_DENOMINATOR) & ((x == 0) | (x >= n)))
    status = (
        pl.when(n.is_null() | is_few)
        .then(pl.lit("confidential"))
        .when(x == 0)
        .then(pl.lit("hardly_any"))
        .when(x >= n)
        .then(pl.lit("nearly_all"))
        .when((n < LOW_DENOMINATOR) | (x < LOW_NUMERATOR))
        .then(pl.lit("low_reliability"))
        .otherwise(pl.lit("published"))
    )
    percent = _HUNDRED * x / n
    rounded = (
        percent.round(1)
        if decimals is None
        else pl.when(decimals == 0).then(percent.round(0)).otherwise(percent.round(1))
    )
    return shown.with_columns(status.alias(f"{name}_status")).with_columns(
        pl.when(pl.col(f"{name}_status").is_in(["published", "low_reliability"])).then(rounded).alias(name)
    )
