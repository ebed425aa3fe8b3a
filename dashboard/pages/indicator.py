"""One indicator: what is counted, by whom, through time and by group."""

from typing import Any

import dash
from dash import html

from dashboard.components.content import Select, csv_link, filters, heading, paragraph, status
from dashboard.components.indicators import facts
from dashboard.components.series import lines_of, series_chart
from dashboard.components.shell import SERVICE, Page, page
from dashboard.queries import series
from dashboard.snapshot import Indicator
from dashboard.views import View
from dashboard.words.numbers import DEPARTMENTS
from dashboard.words.questions import unknown


def title(indicator_id: str = "") -> str:
    """The title in the browser's tab."""
    return f"Indicator: {indicator_id.replace('_', ' ')} - {SERVICE}"


dash.register_page(__name__, path_template="/indicators/<indicator_id>", title=title)


@page("/indicators")
def layout(view: View, asked_indicator_id: str = "", asked_topic: str = "", **_: str) -> Page:
    """Definition, series, breakdowns."""
    indicator = view.snapshot.indicators.get(asked_indicator_id)
    above = [("Overview", "/")]
    if indicator is None:
        words = "This release has no indicator of that name."
        return Page("Indicator not found", [paragraph(words)], above, is_missing=True)
    return Page(
        indicator.title,
        [
            facts(
                [
                    ("Definition", indicator.definition),
                    ("Counted", indicator.numerator_definition),
                    ("Out of", indicator.denominator_definition),
                    ("Version of the definition", indicator.definition_version),
                    ("Owner", DEPARTMENTS[indicator.owner_department]),
                    ("Published in", indicator.publication),
                    ("Better when", {"higher": "higher", "lower": "lower"}.get(indicator.better_direction, "neither")),
                    ("Read with care", indicator.caveat),
                ]
            ),
            *_figures(view, indicator, asked_topic),
        ],
        above,
        notices=unknown("breakdown", asked_topic, series.topics(view.snapshot, indicator), "the headline is shown"),
    )


def _figures(view: View, indicator: Indicator, asked_topic: str) -> list[Any]:
    topics = series.topics(view.snapshot, indicator)
    if not topics:
        return [heading("Figures"), paragraph("There are no figures yet. ", indicator.caveat)]
    topic = asked_topic if asked_topic in topics else indicator.headline_breakdown_topic
    topic = topic if topic in topics else next(iter(topics))
    lines = lines_of(series.by_topic(view.snapshot, indicator, topic), limit=100)
    download = view.href("/download/indicator.csv", id=indicator.indicator_id, topic=topic)
    named = "England" if topic == "total" else f"England, by {topics[topic].lower()}"
    parts: list[Any] = [heading("Figures for England")]
    if len(topics) > 1:
        path = f"/indicators/{indicator.indicator_id}"
        parts.append(filters(view, [Select("topic", "Broken down by", topics, topic)], action=path))
        parts += [status(f"Showing: {topics[topic]}.")] if asked_topic else []
    parts.append(series_chart(view, indicator, lines, f"{indicator.short_title}, {named}", download))
    everything = view.href("/download/indicator.csv", id=indicator.indicator_id, areas="all")
    return [
        *parts,
        html.P(
            csv_link("Download every figure of this indicator, all areas and groups (CSV)", everything),
            className="govuk-body",
        ),
    ]
