"""One indicator as a row of the overview, and what there is to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from dash import html

from dashboard.components.content import figure_link
from dashboard.components.series import short
from dashboard.queries.overview import Headline
from dashboard.snapshot import Indicator
from dashboard.views import View
from dashboard.words import numbers
from dashboard.words.change import Change


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
