"""One indicator as a row of the overview, and what there is to know of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.content import Table, figure_link, table
from dashboard.components.series import short
from dashboard.queries.overview import Headline
from dashboard.snapshot import Indicator
from dashboard.views import View
from dashboard.words import numbers
from dashboard.words.change import Change


def indicator_table(view: View, headlines: Sequence[Headline], caption: str) -> html.Div:
    """Indicators in brief: the latest figure, what changed and whether that is better, who owns it, how old it is."""
    rows = [
        [
            _name_in_brief(view, found),
            html.Span(figure_link(view, found.latest, found.indicator), className="app-figure"),
            _change(found),
            html.Abbr(found.indicator.owner_department, title=numbers.DEPARTMENTS[found.indicator.owner_department]),
            [found.latest["period_label"], html.Span(_age(view, found), className="app-group")],
        ]
        for found in headlines
    ]
    return table(Table(caption, ["Indicator", "Latest", "Change", "Owner", "Age"], rows), hide_caption=True)


def _name_in_brief(view: View, headline: Headline) -> list[Any]:
    indicator, latest = headline.indicator, headline.latest
    address = view.href(f"/indicators/{indicator.indicator_id}")
    made_up = html.Strong("Made-up", className="govuk-tag govuk-tag--red") if latest["is_synthetic"] else None
    group = None if indicator.headline_breakdown == "total" else latest["breakdown_label"]
    return [
        html.A(indicator.short_title, href=address, className="govuk-link govuk-link--no-visited-state"),
        " ",
        made_up,
        html.Span(group, className="app-group") if group else None,
    ]


def _age(view: View, headline: Headline) -> str:
    """How old the latest figure was when the release was made; people who are followed have no one year."""
    ended = headline.latest["period_ends_on"]
    if ended is None:
        return "not of one year"
    return numbers.age(ended, view.release.as_known_on.date())


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
                    _reason(headline),
                    *_comparisons(view, headline),
                    _owner(indicator, _age(view, headline)),
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


def _owner(indicator: Indicator, age: str = "") -> html.P:
    words = f"Owner: {numbers.DEPARTMENTS[indicator.owner_department]}."
    return html.P(f"{words} Figure: {age}." if age else words, className="app-indicator__detail")


def _change(headline: Headline) -> list[Any]:
    found = headline.change
    if not isinstance(found, Change):
        return [found.words or "No figure to compare."]
    if found.direction in ("no change", "changed"):
        return [f"{found.words}."]
    arrow = "▲" if found.amount > 0 else "▼"
    return [
        html.Span(arrow, **{"aria-hidden": "true"}),
        f" {found.words}: ",
        html.Span(found.direction, className=f"app-direction app-direction--{found.direction}"),
    ]


def _reason(headline: Headline) -> html.P | None:
    """Why the series broke, where that is why there is no change to state."""
    reason = getattr(headline.change, "reason", "")
    return html.P(reason, className="app-indicator__detail") if reason else None


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
