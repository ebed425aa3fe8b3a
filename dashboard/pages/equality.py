"""Supported internships and apprenticeships by characteristic, with the unknown always shown."""

from typing import Any

import dash
from dash import html

from dashboard.components.content import Select, Table, chart, figure_link, filters, heading, paragraph, status
from dashboard.components.shell import SERVICE, Page, page
from dashboard.figures import bars
from dashboard.figures.bars import Bar
from dashboard.queries import equality
from dashboard.queries.equality import Breakdown, Group
from dashboard.snapshot import Indicator
from dashboard.views import View
from dashboard.words import equality as words
from dashboard.words import numbers
from dashboard.words.questions import unknown

dash.register_page(__name__, path="/equality", title=f"Equality - {SERVICE}")


@page("/equality")
def layout(view: View, asked_measure: str = "", asked_period: str = "", **_: str) -> Page:
    """Choose a measure and a period."""
    measures = {indicator.indicator_id: indicator for indicator in equality.measures(view.snapshot)}
    if not measures:
        return Page("Equality", [paragraph("This release has no figures by characteristic.")])
    indicator = measures.get(asked_measure) or next(iter(measures.values()))
    periods = equality.periods(view.snapshot, indicator)
    period = asked_period if asked_period in periods else next(iter(periods))
    found = equality.breakdowns(view.snapshot, indicator, period)
    titles = {key: measure.short_title for key, measure in measures.items()}
    every_period = {
        key: label for measure in measures.values() for key, label in equality.periods(view.snapshot, measure).items()
    }
    return Page(
        "Equality",
        [
            html.P(
                "Who takes part in supported internships and apprenticeships in England.",
                className="govuk-body-l app-lead",
            ),
            filters(
                view,
                [
                    Select("measure", "Measure", titles, indicator.indicator_id),
                    Select("period", "Period", every_period, period),
                ],
            ),
            status(words.showing(indicator, periods[period], asked_period, every_period)),
            heading(f"{indicator.title}, {periods[period]}"),
            paragraph(indicator.definition, " ", indicator.caveat),
            paragraph(words.learning_difficulty(indicator.indicator_id)),
            *(_breakdown(view, indicator, breakdown, periods[period], period) for breakdown in found),
        ],
        notices=[
            *unknown("measure by characteristic", asked_measure, measures, f"{indicator.short_title} is shown"),
            *unknown("period", asked_period, every_period, f"{periods[period]} is shown"),
        ],
    )


def _breakdown(view: View, indicator: Indicator, breakdown: Breakdown, period: str, period_id: str) -> Any:
    drawn = words.drawn(breakdown)
    has_beside = any(group.beside is not None for group in drawn)
    found = [Bar(group.name, group.share, _text(group), group.beside) for group in drawn]
    caption = f"{breakdown.label}, {period}"
    notes = [
        "Groups whose characteristic is unknown are shown, never shared out among the others.",
    ]
    columns = [
        "Group",
        indicator.short_title,
        "Share of the total",
        *(["Share of all EHC plans"] if has_beside else []),
    ]
    rows = [
        [
            group.name,
            figure_link(view, group.row, indicator),
            words.share(group.share),
            *([words.share(group.beside)] if has_beside else []),
        ]
        for group in breakdown.groups
    ]
    return chart(
        bars.bars(found),
        key=breakdown.topic.replace("_", "-"),
        height=bars.height(found),
        caption=caption,
        says=words.says(breakdown),
        content=Table(caption, columns, rows, numeric=len(columns) - 1),
        download=view.href(
            "/download/equality.csv", measure=indicator.indicator_id, period=period_id, topic=breakdown.topic
        ),
        notes=notes,
        key_above=[
            ("bar", f"Share of {indicator.short_title.lower()}"),
            *([("diamond", "Share of all EHC plans, from birth to 25")] if has_beside else []),
        ],
    )


def _text(group: Group) -> str:
    if group.share is None:
        return numbers.absent(group.row["value_status"])
    return f"{words.share(group.share)} ({numbers.number(group.row['value'])})"
