"""How far figures from linked records can be relied on: coverage by source, and the effect of uncertain links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.snapshot import Snapshot


@dataclass(frozen=True)
class Coverage:
    """Shares in percent by source and cohort, None of a cohort of nobody; `sources` by key, with their words."""

    cohorts: list[str]
    sources: Mapping[str, str]
    share: Mapping[tuple[str, str], float | None]
    is_made_up: bool


def coverage(snapshot: Snapshot) -> Coverage:
    """Of each source and cohort, the oldest cohort first."""
    rows = snapshot.tables["source_coverage"].sort("cohort", "source")
    share = pl.when(pl.col("everyone") > 0).then(100 * pl.col("young_people") / pl.col("everyone"))
    return Coverage(
        rows["cohort"].unique(maintain_order=True).to_list(),
        dict(rows.select("source", "says").unique("source", maintain_order=True).iter_rows()),
        {(source, cohort): value for source, cohort, value in rows.select("source", "cohort", share).iter_rows()},
        bool(rows["is_synthetic"].any()),
    )


def effect(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Each outcome's `headline` and `strict` rate and their `difference` in points, the largest first."""
    headline, strict = (
        pl.when(pl.col(f"denominator{kind}") > 0).then(100 * pl.col(f"numerator{kind}") / pl.col(f"denominator{kind}"))
        for kind in ("", "_strict")
    )
    rows = snapshot.tables["linkage_effect"].with_columns(headline=headline, strict=strict)
    rows = rows.with_columns(difference=pl.col("headline") - pl.col("strict"))
    order = rows.sort(pl.col("difference").abs(), "says", descending=[True, False], nulls_last=True)
    return list(order.iter_rows(named=True))
