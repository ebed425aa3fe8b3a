"""The indicators that have figures, under the questions they answer; one of them drawn; and those still without."""

from typing import Any

import dash
from dash import html

from dashboard.components.content import Select, details, filters, heading, status
from dashboard.components.indicators import indicator_row, indicator_table, waiting_row
from dashboard.components.series import lines_of, series_chart
from dashboard.components.shell import SERVICE, Page, page
from dashboard.queries import overview, series
from dashboard.snapshot import Indicator
from dashboard.views import View
from dashboard.words.numbers import plural
from dashboard.words.questions import QUESTIONS, unknown

dash.register_page(__name__, path="/", title=f"Overview - {SERVICE}")

FIRST_DRAWN = "ks4_sustained_destination"


@page("/")
def layout(view: View, asked_indicator: str = "", **_: str) -> Page:
    """Every indicator in a minute, worst kept beside best."""
    headlines = {
        indicator.indicator_number: found
        for indicator in view.snapshot.indicators.values()
        if indicator.indicator_number is not None and (found := overview.headline(view.snapshot, indicator)) is not None
    }
    return Page(
        "From school to work and a home",
        [
            html.P(
                "Do young people with special educational needs and disabilities (SEND) get there? "
                + _summary(list(headlines.values())),
                className="govuk-body app-brief",
            ),
            indicator_table(view, list(headlines.values()), "The indicators that have figures"),
            details("What each indicator counts, and the groups beside it", *_questions(view, headlines)),
            *_chart(view, asked_indicator, [found.indicator for found in headlines.values()]),
            heading("Other indicators"),
            *_context(view),
            *_without(view),
        ],
        notices=unknown(
            "indicator with figures for England",
            asked_indicator,
            [found.indicator.indicator_id for found in headlines.values()],
            "the chart shows another",
        ),
    )


def _summary(headlines: list[overview.Headline]) -> str:
    ways = [getattr(found.change, "direction", None) for found in headlines]
    return (
        f"{len(headlines)} of 16 indicators for England have figures; {ways.count('better')} got better and "
        f"{ways.count('worse')} worse since the last comparable period."
    )


def _questions(view: View, headlines: dict[int, overview.Headline]) -> list[Any]:
    """The indicators at length, under the questions they answer."""
    parts: list[Any] = []
    for words, numbers in QUESTIONS:
        found = [headlines[number] for number in numbers if number in headlines]
        if found:
            listed = html.Ul([indicator_row(view, each) for each in found], className="app-indicators")
            parts.append(html.Section([html.H2(words, className="govuk-heading-m"), listed], className="app-question"))
    return parts


def _chart(view: View, asked: str, drawn: list[Indicator]) -> list[Any]:
    if not drawn:
        return []
    by_id = {indicator.indicator_id: indicator for indicator in drawn}
    indicator = by_id.get(asked) or by_id.get(FIRST_DRAWN) or drawn[0]
    rows = series.by_topic(view.snapshot, indicator, indicator.headline_breakdown_topic)
    if indicator.comparator_breakdown is None:
        rows = series.headline(view.snapshot, indicator)
    options = {indicator.indicator_id: indicator.short_title for indicator in drawn}
    return [
        heading("One indicator through time", "chart"),
        filters(view, [Select("indicator", "Indicator", options, indicator.indicator_id)]),
        *([status(f"Showing: {indicator.short_title}.")] if asked else []),
        series_chart(
            view,
            indicator,
            lines_of(rows),
            f"{indicator.title}, England",
            view.href("/download/indicator.csv", id=indicator.indicator_id),
        ),
    ]


def _without(view: View) -> list[Any]:
    waiting = overview.without_figures(view.snapshot)
    if not waiting:
        return []
    listed = html.Ul([waiting_row(view, indicator) for indicator in waiting], className="app-indicators")
    return [details(f"{plural(len(waiting), 'indicator')} of 16 without figures yet", listed)]


def _context(view: View) -> list[Any]:
    beside = overview.context(view.snapshot)
    if not beside:
        return []
    more = plural(len(beside), "more indicator")
    return [details(f"{more} beside the sixteen", indicator_table(view, beside, "Indicators beside the sixteen"))]
