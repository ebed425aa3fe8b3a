"""One indicator as a row, and its series as a chart."""

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
from dashboard.queries.overview import Headline
from dashboard.snapshot import Indicator
from dashboard.views import View
from dashboard.words import numbers
from dashboard.words import trend as trend_words
from dashboard.words.change import Change

SHORT = {
    "lldd_yes": "With a difficulty or disability",
    "lldd_no": "Without",
    "lldd_unknown": "Unknown",
}
SUMS = ("all", "identified_sen")  # groups that hold the groups beside them


def short(breakdown: str, label: str) -> str:
    """A breakdown's name where there is little room."""
    return SHORT.get(breakdown, label)


def indicator_row(view: View, headline: Headline) -> html.Li:
    """Value, what changed and whether that is better, who owns it, how current it is."""
    indicator, latest = headline.indicator, headline.latest
    group = "" if indicator.headline_breakdown == "total" else latest["breakdown_label"]
    provisional = "provisional [p]" if latest["revision"] == "provisional" else ""
    said = ", ".join(filter(None, (group, latest["period_label"], provisional)))
    return html.Li(
        [
            _name(view, indicator, is_made_up=latest["is_synthetic"]),
            html.P([_value(view, headline), html.Small(said)], className="app-indicator__value"),
            html.Div(
                [
                    html.P(_change(headline), className="app-indicator__change"),
                    *_comparisons(view, headline),
                    _owner(indicator, _received(view, latest["extract_id"])),
                ]
            ),
        ],
        className="app-indicator",
    )


def waiting_row(view: View, indicator: Indicator) -> html.Li:
    """An indicator without a figure, and what it waits for."""
    return html.Li(
        [
            _name(view, indicator),
            html.P("No figures yet", className="app-indicator__none"),
            html.Div(
                [
                    html.P(
                        indicator.caveat or "A publication that has not been received.", className="app-indicator__what"
                    ),
                    _owner(indicator),
                ]
            ),
        ],
        className="app-indicator",
    )


def _name(view: View, indicator: Indicator, *, is_made_up: bool = False) -> html.Div:
    address = view.href(f"/indicators/{indicator.indicator_id}")
    link = html.A(indicator.short_title, href=address, className="govuk-link govuk-link--no-visited-state")
    made_up = html.Strong("Made-up", className="govuk-tag govuk-tag--red") if is_made_up else None
    repeats = indicator.title == indicator.short_title
    return html.Div(
        [
            html.H3([link, " ", made_up], className="app-indicator__name"),
            None if repeats else html.P(f"{indicator.title}.", className="app-indicator__what"),
        ]
    )


def _value(view: View, headline: Headline) -> Any:
    """The number large, its unit small; why there is none, in words."""
    row, indicator = headline.latest, headline.indicator
    if row["value"] is None:
        return html.A(
            numbers.absent(row["value_status"]), href=view.figure_href(row["statistic_id"]), className="govuk-link"
        )
    large = numbers.number(row["value"], indicator.decimals)
    unit = numbers.UNITS[indicator.unit]
    shown = [f"{large}{unit}"] if unit == "%" or not unit else [large, html.Span(unit, className="app-indicator__unit")]
    return html.A(
        shown, href=view.figure_href(row["statistic_id"]), className="govuk-link govuk-link--no-visited-state"
    )


def _received(view: View, extract_id: str) -> str:
    rows = view.snapshot.tables["extract"].filter(pl.col("extract_id") == extract_id)
    return "" if rows.is_empty() else f" File received {numbers.day(rows['received_at'][0])}."


def _owner(indicator: Indicator, received: str = "") -> html.P:
    return html.P(
        f"Owner: {numbers.DEPARTMENTS[indicator.owner_department]}.{received}", className="app-indicator__detail"
    )


def _change(headline: Headline) -> list[Any]:
    found = headline.change
    if not isinstance(found, Change):
        return [found.words]
    if found.direction in ("no change", "changed"):
        return [f"{found.words}."]
    arrow = "▲" if found.amount > 0 else "▼"
    return [
        html.Span(arrow, **{"aria-hidden": "true"}),
        f" {found.words}: ",
        html.Span(found.direction, className=f"app-direction app-direction--{found.direction}"),
    ]


def _comparisons(view: View, headline: Headline) -> list[html.P]:
    indicator = headline.indicator
    parts: list[Any] = []
    for row in headline.others:
        parts += [
            "; " if parts else "",
            f"{short(row['breakdown'], row['breakdown_label'])} ",
            figure_link(view, row, indicator),
        ]
    lines = [html.P([*parts, "."], className="app-indicator__detail")] if parts else []
    if headline.later is not None:
        lines.append(
            html.P(
                [f"{headline.later['period_label']}: ", figure_link(view, headline.later, indicator), "."],
                className="app-indicator__detail",
            )
        )
    if headline.part_year is not None:
        lines.append(
            html.P(
                [
                    f"{headline.part_year['period_label']}, part of a year: ",
                    figure_link(view, headline.part_year, indicator),
                    ".",
                ],
                className="app-indicator__detail",
            )
        )
    return lines


def lines_of(rows: pl.DataFrame, limit: int = len(LINES)) -> list[Line]:
    """A line for each breakdown of one topic, sums of others left out; the first `limit` of them."""
    parts = rows.filter(~pl.col("breakdown").is_in(SUMS)).partition_by("breakdown", maintain_order=True)
    return [Line(short(part["breakdown"][0], part["breakdown_label"][0]), part) for part in parts[:limit]]


def series_chart(view: View, indicator: Indicator, lines: list[Line], caption: str, download: str) -> html.Figure:
    """Lines through time; bars of the latest period where there is but one, or more groups than lines can show."""
    periods = {period for line in lines for period in line.rows["period_id"]}
    if len(periods) == 1 or len(lines) > len(LINES):
        return _latest_chart(view, indicator, lines, caption, download)
    breaks = {
        period: reason
        for period, reason in view.snapshot.breaks.get(indicator.indicator_id, {}).items()
        if any(_has_before(line, period) for line in lines)
    }
    labels = dict(view.snapshot.tables["period"].select("period_id", "label").iter_rows())
    notes = [f"Series break before {labels[period]}: {reason}" for period, reason in breaks.items()]
    if not trend.starts_at_zero(lines):
        notes.append("The vertical axis does not start at zero.")
    if absent := trend_words.absences(lines):
        notes.append(absent)
    return chart(
        trend.trend(lines, indicator.unit, indicator.decimals, breaks),
        key="series",
        height=trend.HEIGHT,
        caption=caption,
        says=trend_words.says(lines, indicator),
        content=series_table(view, indicator, lines, caption),
        download=download,
        notes=notes,
    )


def _has_before(line: Line, period_id: str) -> bool:
    """Whether a line runs up to a period from an earlier one, so that a break before it divides the line."""
    at = line.rows.filter(pl.col("period_id") == period_id)["period_sort"]
    return not at.is_empty() and line.rows["period_sort"].min() < at[0]


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


def facts(pairs: Sequence[tuple[str, Any]]) -> html.Dl:
    """Names and what they hold; those that hold nothing are left out."""
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt(name, className="govuk-summary-list__key"),
                    html.Dd(value, className="govuk-summary-list__value"),
                ],
                className="govuk-summary-list__row",
            )
            for name, value in pairs
            if value
        ],
        className="govuk-summary-list",
    )
