"""One indicator in one place through time, and the figure that stands for it."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.snapshot import ENGLAND, Indicator, Snapshot

HEADLINE_YEARS_AFTER_KS4 = 5
COMPARED_YEARS_AFTER_KS4 = 10
AS_PUBLISHED = "as_published"


def headline(snapshot: Snapshot, indicator: Indicator, place: str = ENGLAND) -> pl.DataFrame:
    """The series of an indicator's headline breakdown in one place, in order of period."""
    return breakdown(snapshot, indicator, indicator.headline_breakdown_topic, indicator.headline_breakdown, place)


def breakdown(snapshot: Snapshot, indicator: Indicator, topic: str, value: str, place: str = ENGLAND) -> pl.DataFrame:
    """The series of one breakdown in one place, in order of period."""
    return snapshot.figures(indicator.indicator_id).filter(
        pl.col("place_code") == place, pl.col("breakdown_topic") == topic, pl.col("breakdown") == value
    )


def by_topic(snapshot: Snapshot, indicator: Indicator, topic: str, place: str = ENGLAND) -> pl.DataFrame:
    """The series of every breakdown of one topic in one place, in order of breakdown and period."""
    return snapshot.figures(indicator.indicator_id).filter(
        pl.col("place_code") == place, pl.col("breakdown_topic") == topic
    )


def topics(snapshot: Snapshot, indicator: Indicator, place: str = ENGLAND) -> dict[str, str]:
    """The breakdown topics that an indicator has figures for in one place: their labels by topic.

    What no code list names, kept as its publisher wrote it, is for the files alone.
    """
    rows = snapshot.figures(indicator.indicator_id).filter(
        pl.col("place_code") == place, pl.col("breakdown_topic") != AS_PUBLISHED
    )
    return dict(rows.select("breakdown_topic", "topic_label").unique(maintain_order=True).iter_rows())


def latest(series: pl.DataFrame) -> dict[str, Any] | None:
    """The figure that stands for a series: its latest whole period; where people are followed, five years on."""
    whole = series.filter(~pl.col("is_part_year")).sort("period_sort")
    followed = whole.filter(
        pl.col("period_kind") == "years_after_ks4", pl.col("period_sort") == HEADLINE_YEARS_AFTER_KS4
    )
    if not followed.is_empty():
        return followed.row(0, named=True)
    if whole.is_empty():
        return None
    return whole.row(-1, named=True)


def in_period(series: pl.DataFrame, period_id: str) -> dict[str, Any] | None:
    """The row of one period."""
    rows = series.filter(pl.col("period_id") == period_id)
    return None if rows.is_empty() else rows.row(0, named=True)
