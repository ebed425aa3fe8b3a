"""What changed since the last period that can be compared, and whether that is better."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from dashboard.snapshot import Break, Indicator
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
    """Why no change can be stated: in brief, and for a break in the series what it was."""

    words: str
    reason: str = ""


def change(
    series: pl.DataFrame, latest: Mapping[str, Any], indicator: Indicator, breaks: Sequence[Break]
) -> Change | NoChange:
    """Compare `latest` with the period before it that is of the same kind and on the same side of every break.

    Args:
        series: one indicator, area and breakdown: `period_id`, `period_kind`, `period_label`, `period_sort`,
            `is_part_year`, `value`, `value_status`.
        latest: the row of `series` to compare.
        indicator: gives unit, decimals and which direction is better.
        breaks: where the series starts anew.
    """
    if latest["value"] is None:
        return NoChange("")
    if latest["period_kind"] == "years_after_ks4":
        return NoChange("One group of people, followed: none earlier to compare with.")
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
    crossed = between(breaks, earlier["period_sort"], latest["period_sort"])
    if crossed:
        words = f"Not comparable with {earlier['period_label']}: the series broke in {crossed[-1].label}."
        return NoChange(words, crossed[-1].reason)
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


def between(breaks: Sequence[Break], after: int, until: int) -> list[Break]:
    """The breaks that part two periods, both given by their order; the earliest first."""
    return sorted((found for found in breaks if after < found.sort <= until), key=lambda found: found.sort)


def year_before(period_id: str) -> str:
    """The same quarter, month or twelve months one year earlier: a season is compared with itself."""
    return re.sub(r"\d{4}", lambda year: str(int(year[0]) - 1), period_id)


def _direction(amount: float, better: str) -> Direction:
    if amount == 0:
        return "no change"
    if better == "none":
        return "changed"
    return "better" if (amount > 0) == (better == "higher") else "worse"
