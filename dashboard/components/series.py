"""The series of one indicator as a chart and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from dash import html

from dashboard.components.content import Table, chart, figure_link
from dashboard.figures import bars, trend
from dashboard.figures.bars import Bar
from dashboard.figures.look import LINES
from dashboard.figures.trend import Line
from dashboard.queries import series
from dashboard.snapshot import Indicator
from dashboard.views import View
from dashboard.words import numbers
from dashboard.words import trend as trend_words

SHORT = {
    "lldd_yes": "With a difficulty or disability",
    "lldd_no": "Without",
    "lldd_unknown": "Unknown",
}
OVERLAPPING = ("rolling_year", "pooled_years")  # kinds of period
SUMS = ("all", "identified_sen")  # groups that hold the groups beside them


def short(breakdown: str, label: str) -> str:
    """A breakdown's name where there is little room."""
    return SHORT.get(breakdown, label)


def lines_of(rows: pl.DataFrame, limit: int = len(LINES)) -> list[Line]:
    """A line for each breakdown of one topic, sums of others left out; the first `limit` of them."""
    parts = rows.filter(~pl.col("breakdown").is_in(SUMS)).partition_by("breakdown", maintain_order=True)
    return [Line(short(part["breakdown"][0], part["breakdown_label"][0]), part) for part in parts[:limit]]


def series_chart(view: View, indicator: Indicator, lines: list[Line], caption: str, download: str) -> html.Figure:
    """Lines through time; bars of the latest period where there is but one, or more groups than lines can show."""
    table_lines, lines = lines, _comparable(lines)
    periods = {period for line in lines for period in line.rows["period_id"]}
    if len(periods) == 1 or len(lines) > len(LINES):
        return _latest_chart(view, indicator, table_lines, caption, download)
    breaks = trend_words.breaks_within(lines, view.snapshot.breaks_of(indicator))
    notes = []
    if not trend.starts_at_zero(lines):
        notes.append("The vertical axis does not start at zero.")
    if sum(line.rows.height for line in table_lines) > sum(line.rows.height for line in lines):
        notes.append("Parts of a year, and periods of another length, are in the table alone.")
    if any(set(line.rows["period_kind"]) & set(OVERLAPPING) for line in lines):
        notes.append("Each figure is of a year or more, and shares part of it with those beside it.")
    if absent := trend_words.absences(lines):
        notes.append(absent)
    return chart(
        trend.trend(lines, indicator.unit, indicator.decimals, [found.period_id for found in breaks]),
        key="series",
        height=trend.HEIGHT,
        caption=caption,
        says=trend_words.says(lines, indicator, breaks),
        content=series_table(view, indicator, table_lines, caption),
        download=download,
        notes=notes,
    )


def _comparable(lines: list[Line]) -> list[Line]:
    """The whole periods of the kind that stands for the series: a quarter and a year never share a line."""
    latest = series.latest(pl.concat([line.rows for line in lines]))
    kind = latest["period_kind"] if latest else ""
    whole = (pl.col("period_kind") == kind) & ~pl.col("is_part_year")
    kept = [Line(line.name, line.rows.filter(whole)) for line in lines]
    return [line for line in kept if not line.rows.is_empty()]


def _latest_chart(view: View, indicator: Indicator, lines: list[Line], caption: str, download: str) -> html.Figure:
    latest = series.latest(pl.concat([line.rows for line in lines]))
    rows = [(line.name, series.in_period(line.rows, latest["period_id"] if latest else "")) for line in lines]
    found = [Bar(name, row["value"], figure_words(row, indicator)) for name, row in rows if row is not None]
    period = latest["period_label"] if latest else "no period"
    says = "; ".join(f"{bar.name}: {bar.text}" for bar in found) if len(found) <= len(LINES) else largest_says(found)
    return chart(
        bars.bars(found),
        key="series",
        height=bars.height(found),
        caption=f"{caption}, {period}",
        says=f"{says}.",
        content=series_table(view, indicator, lines, caption),
        download=download,
    )


def largest_says(found: Sequence[Bar]) -> str:
    """The largest and smallest of many bars."""
    known = sorted((bar for bar in found if bar.value is not None), key=lambda bar: bar.value or 0.0)
    if not known:
        return "No figure is published for these groups"
    return f"Largest: {known[-1].name}, {known[-1].text}. Smallest: {known[0].name}, {known[0].text}"


def figure_words(row: Mapping[str, Any], indicator: Indicator) -> str:
    """A row's figure as text."""
    return numbers.figure(row["value"], row["value_status"], indicator.unit, indicator.decimals)


def series_table(view: View, indicator: Indicator, lines: list[Line], caption: str) -> Table:
    """Periods down, lines across; each figure leads to where it comes from."""
    periods: dict[str, tuple[int, str]] = {}
    for line in lines:
        for period_id, sort, label in line.rows.select("period_id", "period_sort", "period_label").iter_rows():
            periods[period_id] = (sort, label)
    cells = [{row["period_id"]: row for row in line.rows.iter_rows(named=True)} for line in lines]
    rows = [
        [label, *(figure_link(view, by_period.get(period_id), indicator) for by_period in cells)]
        for period_id, (_, label) in sorted(periods.items(), key=lambda item: item[1])
    ]
    return Table(caption, ["Period", *(line.name for line in lines)], rows, numeric=len(lines))
