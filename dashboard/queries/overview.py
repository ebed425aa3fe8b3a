"""The indicators of the overview, each with the figure that stands for it in England."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.queries import series
from dashboard.snapshot import Indicator, Snapshot
from dashboard.words.change import Change, NoChange, change


@dataclass(frozen=True)
class Headline:
    """One indicator in England: its latest figure, what changed, the same for others, later or part-year figures."""

    indicator: Indicator
    latest: dict[str, Any]
    change: Change | NoChange
    others: list[dict[str, Any]]
    later: dict[str, Any] | None
    part_year: dict[str, Any] | None


def headline(snapshot: Snapshot, indicator: Indicator) -> Headline | None:
    """What the overview says of an indicator; None where England has no figure of any kind."""
    rows = series.headline(snapshot, indicator)
    latest = series.latest(rows)
    if latest is None:
        return None
    return Headline(
        indicator,
        latest,
        change(rows, latest, indicator, snapshot.breaks_of(indicator)),
        _others(snapshot, indicator, latest["period_id"]),
        _later(rows, latest),
        _part_year(rows, latest),
    )


def without_figures(snapshot: Snapshot) -> list[Indicator]:
    """Those of the sixteen that this release has no figure for."""
    return [
        indicator
        for indicator in snapshot.indicators.values()
        if indicator.indicator_number is not None and headline(snapshot, indicator) is None
    ]


def context(snapshot: Snapshot) -> list[Headline]:
    """The indicators that are shown beside the sixteen."""
    beside = [indicator for indicator in snapshot.indicators.values() if indicator.indicator_number is None]
    return [found for indicator in beside if (found := headline(snapshot, indicator)) is not None]


def _others(snapshot: Snapshot, indicator: Indicator, period_id: str) -> list[dict[str, Any]]:
    """The same period for the other groups of the headline's topic, where the indicator names one to compare with."""
    if indicator.comparator_breakdown is None:
        return []
    rows = series.by_topic(snapshot, indicator, indicator.headline_breakdown_topic).filter(
        pl.col("period_id") == period_id,
        pl.col("breakdown") != indicator.headline_breakdown,
        ~pl.col("breakdown").is_in(["all", "identified_sen"]),  # sums of the groups beside them
        pl.col("value").is_not_null(),
    )
    return list(rows.sort("breakdown_sort").iter_rows(named=True))


def _later(rows: pl.DataFrame, latest: dict[str, Any]) -> dict[str, Any] | None:
    if latest["period_kind"] != "years_after_ks4":
        return None
    later = rows.filter(pl.col("period_sort") == series.COMPARED_YEARS_AFTER_KS4, pl.col("value").is_not_null())
    return None if later.is_empty() else later.row(0, named=True)


def _part_year(rows: pl.DataFrame, latest: dict[str, Any]) -> dict[str, Any] | None:
    newer = rows.filter(
        pl.col("is_part_year"), pl.col("period_sort") >= latest["period_sort"], pl.col("value").is_not_null()
    )
    return None if newer.is_empty() else newer.sort("period_sort").row(-1, named=True)
