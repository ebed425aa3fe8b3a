"""Outcomes by the official definitions: of one area, by one characteristic; and every council beside the others."""

from typing import Any

import dash
import polars as pl
from dash import html

from dashboard.components.content import Select, Table, chart, filters, heading, made_up, paragraph, status, table
from dashboard.components.linked import protected
from dashboard.components.shell import SERVICE, Page, page
from dashboard.figures import bars, trend
from dashboard.figures.bars import Bar
from dashboard.figures.look import LINES
from dashboard.figures.trend import Line
from dashboard.queries import outcomes
from dashboard.queries.outcomes import Asked, Place
from dashboard.views import View
from dashboard.words import outcomes as words
from dashboard.words.questions import unknown

dash.register_page(__name__, path="/outcomes", title=f"Outcomes - {SERVICE}")
ORDINARY = "the academic year"  # which need not be said
MOST_COLUMNS = 6  # groups that a table of councils has room for


@page("/outcomes")
def layout(view: View, asked_outcome: str = "", asked_area: str = "", asked_by: str = "", **_: str) -> Page:
    """Choose an outcome, an area and a characteristic."""
    asked = outcomes.asked_of(view.snapshot, {"outcome": asked_outcome, "area": asked_area, "by": asked_by})
    if asked is None:
        return Page("Outcomes", [paragraph(words.NONE_YET)])
    found, places = outcomes.outcomes(view.snapshot), outcomes.places(view.snapshot)
    topics = outcomes.characteristics(view.snapshot, asked.place)
    rows = outcomes.through_time(view.release, asked)
    councils = outcomes.by_council(view.snapshot, view.release, asked)
    is_made_up = rows["is_synthetic"].any() or councils["is_synthetic"].any()
    named = {code: _named(view, code, each) for code, each in places.items()}
    return Page(
        "Outcomes",
        [
            html.P(
                "Whether young people reach learning, work and a home after 16, from the linked records of four "
                "departments, and who answers for it.",
                className="govuk-body-l app-lead",
            ),
            filters(
                view,
                [
                    Select("outcome", "Outcome", {key: each.title for key, each in found.items()}, asked.outcome.key),
                    Select("area", "Area", named, asked.area),
                    Select("by", "Characteristic", topics, asked.topic),
                ],
            ),
            status(f"Showing {words.within(asked.outcome.title)}, {asked.place.name}{words.split(asked)}."),
            made_up() if is_made_up else None,
            heading(f"{asked.outcome.title}, {asked.place.name}"),
            paragraph(asked.outcome.says),
            paragraph(words.answers(asked.outcome)),
            _through_time(view, asked, rows),
            protected(),
            heading("Every council", "councils"),
            *_councils(view, asked, councils),
        ],
        notices=[
            *unknown("outcome", asked_outcome, found, f"{asked.outcome.title} is shown"),
            *unknown("area", view.snapshot.council(asked_area) or asked_area, places, "England is shown"),
            *unknown("characteristic of this area", asked_by, topics, f"{asked.by} is shown"),
        ],
    )


def _named(view: View, code: str, place: Place) -> str:
    own = view.snapshot.local_authorities.get(code, place.name)
    return own if own == place.name else f"{own} (counted as {place.name})"


def _through_time(view: View, asked: Asked, rows: pl.DataFrame) -> Any:
    outcome, decimals = asked.outcome, asked.place.decimals
    if rows.is_empty():
        return paragraph(f"This release has no figure of it for {asked.place.name} by this characteristic.")
    known = [group for group in asked.groups if group.value in set(rows["breakdown"])]
    caption = f"{outcome.title}, {asked.place.name}{words.split(asked)}"
    cells = {(row["period_sort"], row["breakdown"]): row for row in rows.iter_rows(named=True)}
    periods = dict(rows.select("period_sort", "period_label").unique().sort("period_sort").iter_rows())
    content = Table(
        f"{caption}, by {outcome.period_says}",
        ["Year", *(group.label for group in known)],
        [
            [label, *(words.with_counts(cells.get((at, group.value)), outcome, decimals) for group in known)]
            for at, label in periods.items()
        ],
        numeric=len(known),
    )
    told = [words.figure(row, outcome, decimals) for row in rows.iter_rows(named=True)]
    drawn = outcomes.drawn(rows, outcome).with_columns(told=pl.Series(told, dtype=pl.String))
    lines = [Line(group.label, drawn.filter(breakdown=group.value)) for group in known]
    lines = [line for line in lines if not line.rows["value"].is_null().all()]
    is_lines = len(periods) > 1 and 0 < len(lines) <= len(LINES)
    last = max(periods)
    values = dict(drawn.filter(period_sort=last).select("breakdown", "value").iter_rows())
    found = [
        Bar(group.label, values.get(group.value), words.with_counts(cells.get((last, group.value)), outcome, decimals))
        for group in known
    ]
    return chart(
        trend.trend(lines, "people" if outcome.is_number else "percent", decimals) if is_lines else bars.bars(found),
        key="outcome",
        height=trend.HEIGHT if is_lines else bars.height(found),
        caption=caption if is_lines else f"{caption}, {periods[last]}",
        says=words.says(rows, outcome, known, decimals),
        content=content,
        download=view.href("/download/outcomes.csv", outcome=outcome.key, area=asked.area, by=asked.topic),
        notes=[
            *([] if outcome.period_says == ORDINARY else [f"Each year is {outcome.period_says}."]),
            *(["The vertical axis does not start at zero."] if is_lines and not trend.starts_at_zero(lines) else []),
        ],
    )


def _councils(view: View, asked: Asked, rows: pl.DataFrame) -> list[Any]:
    outcome = asked.outcome
    known = [group for group in asked.groups if group.value in set(rows["breakdown"])]
    if rows.is_empty():
        return [paragraph(f"No figure of this outcome leaves for councils{words.split(asked)}.")]
    if len(known) > MOST_COLUMNS:
        return [paragraph("There are too many groups to show for every council.")]
    cells = {(row["area_code"], row["breakdown"]): row for row in rows.iter_rows(named=True)}
    places = sorted({(place.name, place.code) for place in outcomes.councils(view.snapshot)})
    return [
        paragraph(
            "Councils differ in who lives there and how they record. A figure that stands apart is a reason to ask, "
            "not a verdict."
        ),
        table(
            Table(
                f"{outcome.title}{words.split(asked)}, every council, {words.year(rows['period_label'][0], outcome)}",
                ["Council", *(group.label for group in known)],
                [
                    [
                        html.A(
                            name,
                            href=view.href("/outcomes", outcome=outcome.key, area=code, by=asked.topic),
                            className="govuk-link",
                        ),
                        *(words.figure(cells.get((code, group.value)), outcome) for group in known),
                    ]
                    for name, code in places
                ],
                numeric=len(known),
                chosen_row=next((at for at, (_, code) in enumerate(places) if code == asked.place.code), None),
                is_tall=True,
            )
        ),
    ]
