"""Outcomes by the official definitions: of one area, by one characteristic; and every council beside the others."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from dashboard.queries.outcomes import Group, Outcome, Place
from dashboard.snapshot import ENGLAND
from dashboard.views import View
from dashboard.words import outcomes as words
from dashboard.words.questions import unknown

dash.register_page(__name__, path="/outcomes", title=f"Outcomes - {SERVICE}")
FIRST_SHOWN, FIRST_BY = "ks4_sustained_destination.1", "sen_at_ks4"
MOST_COLUMNS = 6  # groups that a table of councils has room for


@page("/outcomes")
def layout(view: View, asked_outcome: str = "", asked_area: str = "", asked_by: str = "", **_: str) -> Page:
    """Choose an outcome, an area and a characteristic."""
    found, places = outcomes.outcomes(view.snapshot), outcomes.places(view.snapshot)
    if not found:
        return Page("Outcomes", [paragraph(words.NONE_YET)])
    outcome = found.get(asked_outcome) or found.get(FIRST_SHOWN) or next(iter(found.values()))
    wanted = view.snapshot.council(asked_area) or asked_area
    area = wanted if wanted in places else ENGLAND
    place = places[area]
    topics = outcomes.characteristics(view.snapshot, place)
    topic = asked_by if asked_by in topics else FIRST_BY if FIRST_BY in topics else next(iter(topics))
    by = topics[topic]
    asked = _Asked(outcome, place, topic, by, outcomes.groups(view.snapshot, topic))
    rows = outcomes.through_time((view.snapshot, view.release), outcome, place, topic)
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
                    Select("outcome", "Outcome", {key: each.title for key, each in found.items()}, outcome.key),
                    Select("area", "Area", {code: _named(view, code, each) for code, each in places.items()}, area),
                    Select("by", "Characteristic", topics, topic),
                ],
            ),
            status(f"Showing {words.within(outcome.title)}, {place.name}{asked.split}."),
            made_up() if rows["is_synthetic"].any() else None,
            heading(f"{outcome.title}, {place.name}"),
            paragraph(outcome.says),
            paragraph(words.answers(outcome)),
            *_through_time(view, asked, rows),
            protected(),
            *_councils(view, asked),
        ],
        notices=[
            *unknown("outcome", asked_outcome, found, f"{outcome.title} is shown"),
            *unknown("area", wanted, places, "England is shown"),
            *unknown("characteristic of this area", asked_by, topics, f"{by} is shown"),
        ],
    )


@dataclass(frozen=True)
class _Asked:
    """What the page is of: `topic` is the characteristic, `by` its name, `groups` its values."""

    outcome: Outcome
    place: Place
    topic: str
    by: str
    groups: Sequence[Group]

    @property
    def split(self) -> str:
        """`by sex`, after what is split; nothing of everyone."""
        return "" if self.topic == outcomes.TOTAL else f" by {words.within(self.by)}"


def _named(view: View, code: str, place: Place) -> str:
    own = view.snapshot.local_authorities.get(code, place.name)
    return own if own == place.name else f"{own} (counted as {place.name})"


def _through_time(view: View, asked: _Asked, rows: pl.DataFrame) -> list[Any]:
    outcome, decimals = asked.outcome, asked.place.decimals
    if rows.is_empty():
        return [paragraph(f"This release has no figure of it for {asked.place.name} by this characteristic.")]
    drawn = outcomes.drawn(rows, outcome)
    told = [words.figure(row, outcome, decimals) for row in rows.iter_rows(named=True)]
    drawn = drawn.with_columns(told=pl.Series(told, dtype=pl.String))
    known = [group for group in asked.groups if group.value in set(rows["breakdown"])]
    caption = f"{outcome.title}{asked.split}"
    cells = {(row["period_sort"], row["breakdown"]): row for row in rows.iter_rows(named=True)}
    periods = dict(rows.select("period_sort", "period_label").unique().sort("period_sort").iter_rows())
    content = Table(
        caption,
        ["Year", *(group.label for group in known)],
        [
            [label, *(words.with_counts(cells.get((at, group.value)), outcome, decimals) for group in known)]
            for at, label in periods.items()
        ],
        numeric=len(known),
    )
    lines = [Line(group.label, drawn.filter(breakdown=group.value)) for group in known]
    lines = [line for line in lines if not line.rows["value"].is_null().all()]
    is_lines = len(periods) > 1 and 0 < len(lines) <= len(LINES)
    last = max(periods)
    values = dict(drawn.filter(period_sort=last).select("breakdown", "value").iter_rows())
    found = [
        Bar(group.label, values.get(group.value), words.with_counts(cells.get((last, group.value)), outcome, decimals))
        for group in known
    ]
    unit = "people" if outcome.is_number else "percent"
    return [
        chart(
            trend.trend(lines, unit, 0 if outcome.is_number else decimals) if is_lines else bars.bars(found),
            key="outcome",
            height=trend.HEIGHT if is_lines else bars.height(found),
            caption=caption if is_lines else f"{caption}, {periods[last]}",
            says=words.says(rows, outcome, known, decimals),
            content=content,
            download=view.href("/download/outcomes.csv", outcome=outcome.key, area=asked.place.code, by=asked.topic),
            notes=["The vertical axis does not start at zero."] if is_lines and not trend.starts_at_zero(lines) else [],
        )
    ]


def _councils(view: View, asked: _Asked) -> list[Any]:
    outcome = asked.outcome
    places = outcomes.places(view.snapshot)
    rows = outcomes.by_council((view.snapshot, view.release), outcome, asked.topic)
    known = [group for group in asked.groups if group.value in set(rows["breakdown"])]
    title = heading("Every council", "councils")
    if rows.is_empty():
        return [title, paragraph("No figure of this outcome leaves for councils by this characteristic.")]
    if len(known) > MOST_COLUMNS:
        return [
            title,
            paragraph(f"{asked.by} has too many groups to show for every council: choose another characteristic."),
        ]
    cells = {(row["place_code"], row["breakdown"]): row for row in rows.iter_rows(named=True)}
    names = {each.code: each.name for each in places.values() if each.level == "local_authority"}
    return [
        title,
        paragraph(
            "Councils differ in who lives there and how they record. A figure that stands apart is a reason to ask, "
            "not a verdict."
        ),
        table(
            Table(
                f"{outcome.title}{asked.split}, every council, {rows['period_label'][0]}",
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
                    for code, name in names.items()
                ],
                numeric=len(known),
                chosen_row=list(names).index(asked.place.code) if asked.place.code in names else None,
                is_tall=True,
            )
        ),
    ]
