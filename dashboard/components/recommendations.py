"""The register of the reviews' recommendations: to whom, on what evidence, who answers for it, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl
from dash import html

from dashboard.components.content import Table, csv_link, heading, paragraph, table
from dashboard.views import View
from dashboard.words import numbers
from pathways.equality.recommendations import AUDIENCES, EVIDENCE_TABLES, recommendations

TITLE: Final = "Recommendations"
KEY: Final = "recommendations"
_NONE_YET: Final = (
    "No review has recommended anything yet, neither to government nor to employers. Each recommendation will stand "
    "here with the evidence that it rests on, who answers for it, the response and how it stands."
)
_COLOURS: Final = {"Overdue": "red", "Done": "green", "Not accepted": "grey"}  # of tags; others are blue
_COLUMNS: Final = ("Recommendation", "Evidence", "Owner", "Response", "Status")


def register(view: View, on_page: Mapping[str, str]) -> list[Any]:
    """Every recommendation of every review, those to government and those to employers apart.

    Args:
        view: with the release.
        on_page: by table of the review, the part of this page that shows its figures.
    """
    found = recommendations(view.snapshot.tables["equality_recommendation"]).rows
    if found.is_empty():
        return [heading(TITLE, KEY), paragraph(_NONE_YET)]
    return [
        heading(TITLE, KEY),
        paragraph(
            "What the equality reviews recommended. The recommendations are the reviewers'. Each is carried from "
            "review to review, and its status follows from its dates."
        ),
        *(
            part
            for audience in AUDIENCES.values()
            for part in _of_audience(audience, found.filter(audience=audience), on_page)
        ),
        html.P(
            csv_link("Download the recommendations (CSV)", view.href("/download/recommendations.csv")),
            className="govuk-body",
        ),
    ]


def _of_audience(audience: str, found: pl.DataFrame, on_page: Mapping[str, str]) -> list[Any]:
    title = f"For {audience[0].lower()}{audience[1:]}"
    head = html.H3(title, className="govuk-heading-m")
    if found.is_empty():
        return [head, paragraph("None has been made.")]
    rows = [
        [
            [row["recommendation"], _beside(f"Number {row['recommendation_id']}, review to {row['review']}")],
            _evidence(row["evidence_table"], on_page),
            row["owner"],
            _dated(row["response"], "on", row["response_on"]),
            _status(row),
        ]
        for row in found.sort("review", "recommendation_id", descending=[True, False]).iter_rows(named=True)
    ]
    return [head, table(Table(f"Recommendations {title.lower()}", _COLUMNS, rows), hide_caption=True)]


def _evidence(name: str, on_page: Mapping[str, str]) -> Any:
    words = EVIDENCE_TABLES.get(name, name)
    if name in on_page:
        return html.A(words, href=f"#{on_page[name]}", className="govuk-link govuk-link--no-visited-state")
    return [words, _beside(f"In the review's files: {name}")]


def _status(row: Mapping[str, Any]) -> list[Any]:
    status = row["status"]
    tag = html.Strong(status, className=f"govuk-tag govuk-tag--{_COLOURS.get(status, 'blue')}")
    dated = _dated("", "Done on", row["done_on"]) if status == "Done" else _dated("", "Due on", row["due_on"])
    return [tag, *dated[1:]]


def _dated(words: str, before: str, day: str) -> list[Any]:
    """Words, and below them a day where there is one."""
    return [words, *([_beside(f"{before} {numbers.day(date.fromisoformat(day))}".strip())] if day else [])]


def _beside(words: str) -> html.Span:
    return html.Span(words, className="app-group")
