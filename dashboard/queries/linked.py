"""How far figures from linked records can be relied on: coverage by source, and the effect of uncertain links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.snapshot import Snapshot


@dataclass(frozen=True)
class Coverage:
    """Shares in percent, with their status, by source and cohort; `sources` by key, with their words."""

    cohorts: list[str]
    sources: Mapping[str, str]
    share: Mapping[tuple[str, str], tuple[float | None, str]]
    is_made_up: bool


@dataclass(frozen=True)
class SmallArea:
    """A council that is too small to be counted alone, and the two that it is counted as: their code and name."""

    alone: str
    code: str
    name: str


def small_areas(snapshot: Snapshot) -> list[SmallArea]:
    """The councils that figures of linked records count with a neighbour, by name."""
    rows = snapshot.tables["small_area"].select("area_code", "merged_area_code", "merged_area_name").iter_rows()
    found = [SmallArea(snapshot.area_names.get(alone, alone), code, name) for alone, code, name in rows]
    return sorted(found, key=lambda area: area.alone)


def coverage(snapshot: Snapshot) -> Coverage:
    """Of each source and cohort, the oldest cohort first."""
    rows = snapshot.tables["source_coverage"].sort("cohort", "source")
    return Coverage(
        rows["cohort"].unique(maintain_order=True).to_list(),
        dict(rows.select("source", "says").unique("source", maintain_order=True).iter_rows()),
        {
            (source, cohort): (rate, status)
            for source, cohort, rate, status in rows.select("source", "cohort", "rate", "rate_status").iter_rows()
        },
        bool(rows["is_synthetic"].any()),
    )


def effect(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Each outcome with both rates and, where both are reliable, their `difference` in points, the largest first."""
    both = (pl.col("rate_status") == "published") & (pl.col("rate_strict_status") == "published")
    rows = snapshot.tables["linkage_effect"].with_columns(
        difference=pl.when(both).then(pl.col("rate") - pl.col("rate_strict"))
    )
    order = rows.sort(pl.col("difference").abs(), "says", descending=[True, False], nulls_last=True)
    return list(order.iter_rows(named=True))
