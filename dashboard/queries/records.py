"""What came of each record-level return, and how well the records of two departments are linked."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.figures.trend import Line
from dashboard.snapshot import Snapshot
from dashboard.words import link_rates as words
from dashboard.words import numbers

Row = dict[str, Any]
Pair = tuple[str, str]
DEPARTMENTS = tuple(numbers.DEPARTMENTS)


def feeds(snapshot: Snapshot) -> list[Row]:
    """Every record-level return, by department and title."""
    return list(snapshot.tables["record_feed"].sort("department", "title").iter_rows(named=True))


def quarantine(snapshot: Snapshot) -> list[Row]:
    """Rows set aside by return (`title`), period and rule, the most first."""
    titles = snapshot.tables["record_feed"].select("feed", "title")
    joined = snapshot.tables["record_quarantine"].join(titles, on="feed")
    order = ["rows_quarantined", "title", "coverage_period", "rule"]
    return list(joined.sort(order, descending=[True, False, False, False]).iter_rows(named=True))


def pairs(snapshot: Snapshot) -> dict[Pair, Row]:
    """What the linkage that holds found of everyone, by whose people they are and where they were looked for."""
    found = _holding(snapshot, "everyone")
    rows = {(row["department"], row["other_department"]): row for row in found.iter_rows(named=True)}
    return {(own, other): rows[own, other] for own in DEPARTMENTS for other in DEPARTMENTS if (own, other) in rows}


def groups(snapshot: Snapshot, pair: Pair, kind: str) -> list[Row]:
    """The groups of one kind that a pair's link rate is known for, with `name`, the lowest rate first."""
    rows = _of_pair(_holding(snapshot, kind), pair).sort("link_rate", "group_value")
    return [
        {**row, "name": words.group_name(kind, row["group_value"], snapshot.area_names)}
        for row in rows.iter_rows(named=True)
    ]


def trend_line(snapshot: Snapshot, pair: Pair) -> Line:
    """A pair's link rate by day of linkage, with `strict_link_rate`: of several runs on one day the last."""
    everyone = snapshot.tables["link_quality"].filter(pl.col("group_kind") == "everyone").sort("finished_at")
    days = _of_pair(everyone, pair).with_columns(pl.col("finished_at").dt.date().alias("day"))
    rows = days.unique("day", keep="last", maintain_order=True).select(
        pl.col("run_id").alias("period_id"),
        pl.lit("run").alias("period_kind"),
        pl.col("day").dt.strftime("%-d %b %Y").alias("period_label"),
        pl.int_range(pl.len()).alias("period_sort"),
        pl.col("link_rate").alias("value"),
        "strict_link_rate",
    )
    return Line(words.pair_name(pair), rows)


def _holding(snapshot: Snapshot, kind: str) -> pl.DataFrame:
    return snapshot.tables["link_quality"].filter("holds", pl.col("group_kind") == kind)


def _of_pair(rows: pl.DataFrame, pair: Pair) -> pl.DataFrame:
    return rows.filter(pl.col("department") == pair[0], pl.col("other_department") == pair[1])
