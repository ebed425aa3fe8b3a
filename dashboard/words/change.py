"""What changed since the last period that can be compared, and whether that is better."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from dashboard.snapshot import Indicator
from dashboard.words.numbers import difference

Direction = Literal["better", "worse", "no change", "changed"]


@dataclass(frozen=True)
class Change:
    """A change between two periods of one series, worked out from the figures as they are shown."""

    amount: float
    since: str
    direction: Direction
    words: str


@dataclass(frozen=True)
class NoChange:
    """Why no change can be stated."""

    words: str


def change(
    series: pl.DataFrame, latest: Mapping[str, Any], indicator: Indicator, breaks: Mapping[str, str]
) -> Change | NoChange:
    """Compare `latest` with the period before it that is of the same kind and on the same side of every break.

    Args:
        series: one indicator, area and breakdown: `period_id`, `period_kind`, `period_label`, `period_sort`,
            `is_part_year`, `value`, `value_status`.
        latest: the row of `series` to compare.
        indicator: gives unit, decimals and which direction is better.
        breaks: the first period after each break of the series, and its reason.
    """
    if latest["value"] is None:
        return NoChange("")
    if latest["period_kind"] == "years_after_ks4":
        return NoChange("The same people, followed over the years: no earlier group to compare with.")
    before = series.filter(
        pl.col("period_kind") == latest["period_kind"],
        ~pl.col("is_part_year"),
        pl.col("period_sort") < latest["period_sort"],
        pl.col("value").is_not_null(),
    ).sort("period_sort")
    if latest["period_kind"] == "pooled_years":  # of which each shares years with the next
        last_year = pl.col("period_id").str.head(2) + pl.col("period_id").str.tail(2)
        before = before.filter(last_year < latest["period_id"][:4])
    if latest["period_kind"] in ("quarter", "month", "rolling_year"):
        before = before.filter(pl.col("period_id") == year_before(latest["period_id"]))
    if before.is_empty():
        return NoChange("No earlier figure to compare with.")
    earlier = before.row(-1, named=True)
    if between(series, breaks, earlier["period_sort"], latest["period_sort"]):
        return NoChange(f"Not comparable with {earlier['period_label']}: the series changed.")
    amount = round(
        round(latest["value"], indicator.decimals) - round(earlier["value"], indicator.decimals), indicator.decimals
    )
    direction = _direction(amount, indicator.better_direction)
    if amount == 0:
        words = f"No change since {earlier['period_label']}"
    else:
        way = "Up" if amount > 0 else "Down"
        words = f"{way} {difference(amount, indicator.unit, indicator.decimals)} since {earlier['period_label']}"
    return Change(amount, earlier["period_label"], direction, words)


def between(series: pl.DataFrame, breaks: Mapping[str, str], after: int, until: int) -> list[str]:
    """The periods that begin a new part of the series after one and up to another, both given by their order."""
    starts = series.filter(pl.col("period_id").is_in(list(breaks)), pl.col("period_sort").is_between(after + 1, until))
    return starts.sort("period_sort")["period_id"].unique(maintain_order=True).to_list()


def year_before(period_id: str) -> str:
    """The same quarter, month or twelve months one year earlier: a season is compared with itself."""
    return re.sub(r"\d{4}", lambda year: str(int(year[0]) - 1), period_id)


def _direction(amount: float, better: str) -> Direction:
    if amount == 0:
        return "no change"
    if better == "none":
        return "changed"
    return "better" if (amount > 0) == (better == "higher") else "worse"
