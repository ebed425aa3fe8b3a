"""What came of each record-level return, and how well the records of two departments are linked."""

from __future__ import annotations

from typing import Any

import polars as pl

from dashboard.figures.trend import Line
from dashboard.queries import linked
from dashboard.snapshot import Snapshot
from dashboard.words import link_rates as words
from dashboard.words import numbers

Row = dict[str, Any]
Pair = tuple[str, str]
DEPARTMENTS = tuple(numbers.DEPARTMENTS)
DETAIL = (
    "expected_precision",
    "expected_share_found",
    "imputed_link_rate",
    "imputed_link_rate_low",
    "imputed_link_rate_high",
)


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
    """How many people of each department are known to another too, with what else is known of their links.

    Rates are protected as every count of people is. What else is known, the columns of `DETAIL`, is not, so it is null
    unless all records are made up.
    """
    of_pair = ["department", "other_department"]
    detail = _of_runs(snapshot).filter("holds").select(*of_pair, *DETAIL)
    found = snapshot.tables["link_rate"].filter(group_kind="everyone").join(detail, on=of_pair, how="left")
    rows = {(row["department"], row["other_department"]): row for row in found.iter_rows(named=True)}
    return {(own, other): rows[own, other] for own in DEPARTMENTS for other in DEPARTMENTS if (own, other) in rows}


def details(snapshot: Snapshot) -> list[Row]:
    """How each two departments were linked, as it was; nothing unless all records are made up."""
    return list(_of_runs(snapshot).filter("holds").sort("department", "other_department").iter_rows(named=True))


def groups(snapshot: Snapshot, pair: Pair, kind: str) -> list[Row]:
    """The groups of one kind that a pair's link rate is known for, with `name`, the lowest rate first."""
    found = snapshot.tables["link_rate"].filter(group_kind=kind)
    rows = _of_pair(found, pair).sort("link_rate", "group_value", nulls_last=True)
    names = {**snapshot.area_names, **{area.code: area.name for area in linked.small_areas(snapshot)}}
    return [{**row, "name": words.group_name(kind, row["group_value"], names)} for row in rows.iter_rows(named=True)]


def trend_line(snapshot: Snapshot, pair: Pair) -> Line:
    """A pair's link rate by day of linkage, with `strict_link_rate`: of several runs on one day the last.

    Nothing unless all records are made up.
    """
    days = _of_pair(_of_runs(snapshot), pair).with_columns(pl.col("finished_at").dt.date().alias("day"))
    rows = days.unique("day", keep="last", maintain_order=True).select(
        pl.col("run_id").alias("period_id"),
        pl.lit("run").alias("period_kind"),
        pl.col("day").dt.strftime("%-d %b %Y").alias("period_label"),
        pl.int_range(pl.len()).alias("period_sort"),
        pl.col("link_rate").alias("value"),
        "strict_link_rate",
    )
    return Line(words.pair_name(pair), rows)


def _of_runs(snapshot: Snapshot) -> pl.DataFrame:
    """What each run found of everyone, the earliest first."""
    return snapshot.tables["link_quality"].filter(group_kind="everyone").sort("finished_at")


def _of_pair(rows: pl.DataFrame, pair: Pair) -> pl.DataFrame:
    return rows.filter(pl.col("department") == pair[0], pl.col("other_department") == pair[1])
