"""Who takes part: counts of one measure in England by characteristic, beside all EHC plans where published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.queries import series
from dashboard.snapshot import ENGLAND, Indicator, Snapshot

MEASURES = (
    "supported_internships",
    "ehc_plan_apprenticeships",
    "apprenticeship_starts",
    "apprenticeship_achievements",
)
TOPICS = ("sex", "ethnicity_major", "ethnicity_minor", "lldd", "age", "placement_type")
BESIDE = {"supported_internships": "ehc_plans", "ehc_plan_apprenticeships": "ehc_plans"}
NOT_OF_THAT_AGE = ("age", "placement_type")  # where all EHC plans, from birth, are no fair comparison


@dataclass(frozen=True)
class Group:
    """One group's count, its share of the total, and its share of all EHC plans where that is a fair comparison."""

    name: str
    row: dict[str, Any]
    share: float | None
    beside: float | None


@dataclass(frozen=True)
class Breakdown:
    """A measure by one characteristic."""

    topic: str
    label: str
    groups: list[Group]


def measures(snapshot: Snapshot) -> list[Indicator]:
    """The measures that this release has by characteristic."""
    return [
        snapshot.indicators[key]
        for key in MEASURES
        if key in snapshot.indicators
        and any(topic in series.topics(snapshot, snapshot.indicators[key]) for topic in TOPICS)
    ]


def periods(snapshot: Snapshot, indicator: Indicator) -> dict[str, str]:
    """Labels of the periods that have a total: whole years, the latest first, then parts of a year."""
    rows = series.breakdown(snapshot, indicator, "total", "total").sort(
        "is_part_year", "period_sort", descending=[False, True]
    )
    return dict(rows.select("period_id", "period_label").iter_rows())


def breakdowns(snapshot: Snapshot, indicator: Indicator, period_id: str) -> list[Breakdown]:
    """Each characteristic that the publication splits the measure by, unknown groups kept."""
    found = []
    for topic in TOPICS:
        rows = _groups(snapshot, indicator.indicator_id, topic, period_id)
        if rows.is_empty():
            continue
        total = _total(snapshot, indicator.indicator_id, period_id)
        shares = _shares_of_plans(snapshot, indicator.indicator_id, topic, period_id)
        groups = [
            Group(
                row["breakdown_label"],
                row,
                100 * row["value"] / total if total and row["value"] is not None else None,
                shares.get(row["breakdown"]),
            )
            for row in rows.iter_rows(named=True)
        ]
        found.append(Breakdown(topic, rows["topic_label"][0], groups))
    return found


def _groups(snapshot: Snapshot, indicator_id: str, topic: str, period_id: str) -> pl.DataFrame:
    return (
        snapshot.figures(indicator_id)
        .filter(pl.col("place_code") == ENGLAND, pl.col("breakdown_topic") == topic, pl.col("period_id") == period_id)
        .sort("breakdown_sort")
    )


def _total(snapshot: Snapshot, indicator_id: str, period_id: str) -> float | None:
    rows = _groups(snapshot, indicator_id, "total", period_id)
    return None if rows.is_empty() else rows["value"][0]


def _shares_of_plans(snapshot: Snapshot, indicator_id: str, topic: str, period_id: str) -> dict[str, float]:
    plans = BESIDE.get(indicator_id)
    if plans is None or topic in NOT_OF_THAT_AGE:
        return {}
    total = _total(snapshot, plans, period_id)
    rows = _groups(snapshot, plans, topic, period_id).filter(pl.col("value").is_not_null())
    return (
        {group: 100 * value / total for group, value in rows.select("breakdown", "value").iter_rows()} if total else {}
    )
