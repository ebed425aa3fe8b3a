"""The equality review of one measure and characteristic: what stands out, its chart and tables."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.content import Table, chart, csv_link, details, heading, made_up, paragraph, table
from dashboard.figures import bars, intervals
from dashboard.figures.bars import Bar
from dashboard.figures.intervals import Dot
from dashboard.queries import review
from dashboard.queries.review import Review
from dashboard.views import View
from dashboard.words import review as words
from pathways.equality.measures import Measure
from pathways.equality.released import ENGLAND
from pathways.equality.windows import Window

FIRST_SAID = 5  # groups that are said in words before one asks for the others


def section(view: View, found: Review, measure: Measure, topic: str, area: str) -> list[Any]:
    """The section, with the latest review first and the earlier ones beside it."""
    window = found.windows[0]
    name = review.characteristics(found)[topic]
    place = review.areas(found)[area]
    definition = found.released.outcomes.filter(
        outcome_id=measure.outcome_id, definition_version=measure.definition_version
    )["says"]
    head = [
        heading(f"{measure.title} by {name[0].lower()}{name[1:]}, {place}, {window.label}", "review"),
        *([made_up()] if found.released.is_synthetic else []),
        *(paragraph(says) for says in definition),
    ]
    names = review.characteristics_of(found, topic)
    body = _one_way(view, found, measure, topic, area) if len(names) == 1 else _several(view, found, measure, topic)
    return [*head, *body, paragraph(words.protected()), paragraph(words.SYMBOLS)]


def _one_way(view: View, found: Review, measure: Measure, topic: str, area: str) -> list[Any]:
    window = found.windows[0]
    name = review.characteristics(found)[topic]
    rows = review.one_way(found, window, measure, name, area)
    unknown = words.not_known(name, review.unknown(found, window, measure, name))
    if not rows:
        return [paragraph("[x] Nothing of this was counted here.")]
    address = view.href("/download/equality-review.csv", taken=measure.name, by=topic, area=area)
    if area != ENGLAND:
        return [
            paragraph(words.REGION),
            _shares(rows, f"Share of those known, {window.label}", address, unknown),
            *_beside(found, measure, name, area),
        ]
    years = next((row["compared_with_years"] for row in rows if row["compared_with_years"] not in (None, "[z]")), None)
    with_whom = "everyone who finished key stage 4" if measure.is_of_cohort else "those whose internship ended"
    base = f"Compared with {with_whom} in {years}." if years else ""
    return [
        *_in_words(measure, rows),
        paragraph(unknown),
        _rates(rows, f"For each 100 of those compared with, {window.label}", base, address),
        *_beside(found, measure, name, area),
    ]


def _in_words(measure: Measure, rows: list[dict[str, Any]]) -> list[Any]:
    about, sentences = words.compared(measure.name, rows)
    if not sentences:
        return [paragraph(words.not_compared(rows))]
    more = sentences[FIRST_SAID:]
    return [
        *([paragraph(about)] if about else []),
        _bullets(sentences[:FIRST_SAID]),
        *([details(f"The other {len(more)} groups in words", _bullets(more))] if more else []),
    ]


def _bullets(sentences: list[str]) -> html.Ul:
    return html.Ul([html.Li(each) for each in sentences], className="govuk-list govuk-list--bullet app-measure")


def _rates(rows: list[dict[str, Any]], caption: str, base: str, address: str) -> Any:
    drawn = [
        Dot(
            row["group"],
            row["rate_number"],
            row["rate_low_number"],
            row["rate_high_number"],
            words.rate(row),
            row["group"] == row["reference_group"],
        )
        for row in rows
        if row["rate"] is not None  # those not known have no rate
    ]
    columns = [
        "Group",
        "Number",
        "Share of those known (%)",
        "Representation ratio",
        "For each 100 (95% interval)",
        "Gap in percentage points (95% interval)",
        "Ratio of rates (95% interval)",
    ]
    cells = [
        [
            row["group"],
            words.with_commas(row["people"]),
            row["share"],
            row["representation_ratio"] or "[z]",
            words.rate(row) if row["rate"] is not None else "[z]",
            words.within(row, "gap") if row["rate"] is not None else "[z]",
            words.within(row, "ratio") if row["rate"] is not None else "[z]",
        ]
        for row in rows
    ]
    reference = next((row["reference_group"] for row in rows if row["reference_group"] not in (None, "[z]")), None)
    to = f"Gaps and ratios are to the group “{reference}”, the square." if reference else ""
    return chart(
        intervals.intervals(drawn),
        key="review",
        height=intervals.height(drawn),
        caption=caption,
        says=f"{base} The line at each dot is its 95% interval. {to}".strip(),
        content=Table(caption, columns, cells, numeric=len(columns) - 1),
        download=address,
        notes=[words.COMPARED, words.CENSUS],
    )


def _shares(rows: list[dict[str, Any]], caption: str, address: str, says: str) -> Any:
    drawn = [
        Bar(
            row["group"],
            float(row["share"]) if words.has_number(row["share"]) else None,
            f"{row['share']}% ({words.with_commas(row['people'])})"
            if words.has_number(row["share"])
            else f"{row['share']} ({words.with_commas(row['people'])})",
        )
        for row in rows
    ]
    return chart(
        bars.bars(drawn),
        key="review",
        height=bars.height(drawn),
        caption=caption,
        says=says or "Each group's share, and in brackets how many.",
        content=Table(
            caption,
            ["Group", "Number", "Share (%)"],
            [[row["group"], words.with_commas(row["people"]), row["share"]] for row in rows],
            numeric=2,
        ),
        download=address,
    )


def _several(view: View, found: Review, measure: Measure, topic: str) -> list[Any]:
    known = {each: {row["group"]: row for row in review.several(found, each, measure, topic)} for each in found.windows}
    if not any(known.values()):
        return [paragraph("[x] Nothing of this was counted here.")]
    address = view.href("/download/equality-review.csv", taken=measure.name, by=topic, area=ENGLAND)
    return [
        paragraph(words.TOGETHER),
        _side_by_side(known, "Share of everyone in each review (%), and in brackets the number", "share"),
        html.P(csv_link("Download these figures (CSV)", address), className="app-chart__links"),
    ]


def _beside(found: Review, measure: Measure, name: str, area: str) -> list[Any]:
    known = {
        window: {row["group"]: row for row in review.one_way(found, window, measure, name, area)}
        for window in found.windows
    }
    column, says = (
        ("representation_ratio", "Representation ratio") if area == ENGLAND else ("share", "Share of those known (%)")
    )
    return [
        html.H3("The reviews side by side", className="govuk-heading-m"),
        _side_by_side(known, f"{says} in each review, and in brackets the number", column),
    ]


def _side_by_side(known: dict[Window, dict[str, dict[str, Any]]], caption: str, column: str) -> Any:
    """One column of each group in each review, with its number; [x] where a review has no such group."""
    groups = list(dict.fromkeys(group for rows in known.values() for group in rows))
    cells = [
        [
            group,
            *(
                f"{rows[group][column] or '[z]'} ({words.with_commas(rows[group]['people'])})"
                if group in rows
                else "[x]"
                for rows in known.values()
            ),
        ]
        for group in groups
    ]
    return table(Table(caption, ["Group", *(window.label for window in known)], cells, numeric=len(known)))
