"""What each source sent, what of it is in use, and what was set aside."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.snapshot import Snapshot


def sources(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Every source with sums over its extracts (`files` and the four counts of rows), by department and title."""
    sums = (
        snapshot.tables["extract"]
        .group_by("dataset")
        .agg(pl.len().alias("files"), pl.sum("rows_received", "rows_accepted", "rows_quarantined", "rows_duplicate"))
    )
    joined = snapshot.tables["source"].join(sums, on="dataset", how="left").sort("department", "title")
    return list(joined.iter_rows(named=True))


def extracts(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Every extract with the title of its source, the latest first."""
    titles = snapshot.tables["source"].select("dataset", "title")
    joined = snapshot.tables["extract"].join(titles, on="dataset", how="left")
    return list(joined.sort("received_at", "extract_id", descending=[True, False]).iter_rows(named=True))


def quarantine(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Rows set aside by source, rule and reason, the most first."""
    titles = snapshot.tables["source"].select("dataset", "title")
    grouped = snapshot.tables["quarantine"].group_by("dataset", "rule", "reason").agg(pl.sum("rows_quarantined"))
    return list(
        grouped.join(titles, on="dataset", how="left")
        .sort("rows_quarantined", "title", "rule", descending=[True, False, False])
        .iter_rows(named=True)
    )


def caveats(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What to know before using an indicator: its short title and caveat, for those with figures."""
    return [
        (indicator.short_title, indicator.caveat)
        for indicator in snapshot.indicators.values()
        if indicator.caveat and not snapshot.figures(indicator.indicator_id).is_empty()
    ]
