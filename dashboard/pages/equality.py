"""Who takes part, by characteristic: the equality review, what the reviews recommended, then official figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash
from dash import html

from dashboard.components import recommendations
from dashboard.components.content import (
    Select,
    Table,
    chart,
    contents,
    figure_link,
    filters,
    heading,
    paragraph,
    status,
)
from dashboard.components.review import section
from dashboard.components.shell import SERVICE, Page, page
from dashboard.figures import bars
from dashboard.figures.bars import Bar
from dashboard.queries import equality, review
from dashboard.queries.equality import Breakdown, Group
from dashboard.queries.review import Review
from dashboard.snapshot import ENGLAND, Indicator
from dashboard.views import View
from dashboard.words import equality as words
from dashboard.words import numbers
from dashboard.words import review as review_words
from dashboard.words.questions import unknown

dash.register_page(__name__, path="/equality", title=f"Equality - {SERVICE}")


_OF_REVIEW, _OF_OFFICIAL = ("taken", "by", "area"), ("measure", "period")  # parts of the address
_TABLES = {  # of the review, by the part of the page that shows their figures
    "review": ("representation", "by_characteristic", "characteristics_together", "unknown_rates"),
    "official": ("official_figures",),
}


@page("/equality")
def layout(view: View, **asked: str) -> Page:
    """Choose a measure, a characteristic and an area of the review; and of official figures a measure and a period."""
    found = review.review_of(view.snapshot, view.release)
    measures = {indicator.indicator_id: indicator for indicator in equality.measures(view.snapshot)}
    reviewed = (
        _reviewed(view, found, *(asked.get(f"asked_{name}", "") for name in _OF_REVIEW))
        if found
        else _Part(children=[paragraph(review_words.NONE_YET)])
    )
    official = (
        _official(view, measures, *(asked.get(f"asked_{name}", "") for name in _OF_OFFICIAL))
        if measures
        else _Part(children=[paragraph("This release has no official figures by characteristic.")])
    )
    selects = [*reviewed.selects, *official.selects]
    parts = {
        **({"review": "The equality review"} if found else {}),
        recommendations.KEY: recommendations.TITLE,
        **({"official": "Official figures"} if measures else {}),
    }
    on_page = {table: part for part in parts for table in _TABLES.get(part, ())}
    return Page(
        "Equality",
        [
            html.P(
                "Who takes part in supported internships and apprenticeships in England.",
                className="govuk-body-l app-lead",
            ),
            *([filters(view, selects), status(f"{reviewed.status} {official.status}".strip())] if selects else []),
            contents(parts),
            *reviewed.children,
            *recommendations.register(view, on_page),
            *official.children,
        ],
        notices=[*reviewed.notices, *official.notices],
    )


@dataclass(frozen=True)
class _Part:
    """A part of the page: its choices, what they gave, its content, and what of the address could not be followed."""

    selects: Sequence[Select] = ()
    status: str = ""
    children: Sequence[Any] = ()
    notices: Sequence[str] = ()


def _reviewed(view: View, found: Review, taken: str, by: str, area: str) -> _Part:
    measures = review.measures(found)
    topics, areas = review.characteristics(found), review.areas(found)
    measure = measures.get(taken) or next(iter(measures.values()))
    topic = by if by in topics else next(iter(topics))
    place = area if area in areas else ENGLAND
    is_several = len(review.characteristics_of(found, topic)) > 1
    here = ENGLAND if is_several else place
    only = " There are none of regions for characteristics together." if place != here else ""
    return _Part(
        [
            Select("taken", "Measure", {key: each.title for key, each in measures.items()}, measure.name),
            Select("by", "Characteristic", topics, topic),
            Select("area", "Area", areas, here),
        ],
        f"Showing {measure.title.lower()} by {topics[topic].lower()}, {areas[here]}.{only}",
        section(view, found, measure, topic, here),
        [
            *unknown("measure of the review", taken, measures, f"{measure.title.lower()} is shown"),
            *unknown("characteristic", by, topics, f"{topics[topic].lower()} is shown"),
            *unknown("area of the review", area, areas, "England is shown"),
        ],
    )


def _official(view: View, measures: Mapping[str, Indicator], asked: str, asked_period: str) -> _Part:
    indicator = measures.get(asked) or next(iter(measures.values()))
    periods = equality.periods(view.snapshot, indicator)
    period = asked_period if asked_period in periods else next(iter(periods))
    found = equality.breakdowns(view.snapshot, indicator, period)
    titles = {key: measure.short_title for key, measure in measures.items()}
    every_period = {
        key: label for measure in measures.values() for key, label in equality.periods(view.snapshot, measure).items()
    }
    return _Part(
        [
            Select("measure", "Official figures", titles, indicator.indicator_id),
            Select("period", "Period of official figures", every_period, period),
        ],
        words.showing(indicator, periods[period], asked_period, every_period),
        [
            heading("Official figures", "official"),
            html.H3(f"{indicator.title}, {periods[period]}", className="govuk-heading-m"),
            paragraph(indicator.definition, " ", indicator.caveat),
            paragraph(words.learning_difficulty(indicator.indicator_id)),
            *(_breakdown(view, indicator, breakdown, periods[period], period) for breakdown in found),
        ],
        [
            *unknown("measure by characteristic", asked, measures, f"{indicator.short_title} is shown"),
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
