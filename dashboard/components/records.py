"""The part of Records about people on what came of each return and what was set aside."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.content import Table, csv_link, heading, made_up, paragraph, table
from dashboard.queries import records
from dashboard.queries.records import Row
from dashboard.views import View
from dashboard.words import numbers
from dashboard.words import records as words


def lead(view: View) -> list[Any]:
    """How much came in all."""
    found = records.feeds(view.snapshot)
    if not any(feed["extracts"] for feed in found):
        return [html.P("No file of records about people has come yet.", className="govuk-body-l app-lead")]
    return [html.P(words.feeds_summary(found), className="govuk-body-l app-lead")]


def feeds(view: View, title: str) -> list[Any]:
    """What came of each record-level return, and what is late."""
    found = records.feeds(view.snapshot)
    parts: list[Any] = [heading(title, "returns")]
    if not any(feed["extracts"] for feed in found):
        return [*parts, paragraph("None has come yet.")]
    if any(feed["is_synthetic"] for feed in found):
        parts.append(made_up())
    rows = [
        [
            [feed["title"], html.Span(feed["department"], className="app-group")],
            words.period(feed["latest_period"]) or "none",
            html.Span(
                numbers.day(feed["last_received_at"]) if feed["last_received_at"] else "never", className="app-nowrap"
            ),
            _timeliness(feed),
            numbers.number(feed["extracts"]),
            _rows(feed),
        ]
        for feed in found
    ]
    columns = ["Return", "Newest period", "Last received", "Timeliness", "Files", "Rows"]
    return [
        *parts,
        paragraph(
            "Departments send these so that what became of young people can be followed from one service to the next. "
            "Only rows of files are counted here, for the whole country. No record, and nothing of a person, is on "
            "this page."
        ),
        table(Table("Record-level returns", columns, rows, numeric=2), hide_caption=True),
        html.P(
            csv_link("Download what came of each return (CSV)", view.href("/download/record-feeds.csv")),
            className="govuk-body",
        ),
        *_quarantine(view),
    ]


def _timeliness(feed: Row) -> html.Span:
    if feed["late_by_days"]:
        state: Any = html.Strong("Late", className="govuk-tag govuk-tag--red")
    else:
        state = "On time" if feed["next_due_on"] else "Not received"
    return html.Span([state, html.Span(words.timeliness(feed), className="app-group")])


def _rows(feed: Row) -> list[Any]:
    parts = [(feed["rows_quarantined"], "set aside"), (feed["rows_duplicate"], "repeated")]
    apart = ", ".join(f"{numbers.number(count)} {said}" for count, said in parts if count)
    return [numbers.number(feed["rows_received"]), html.Span(apart, className="app-group") if apart else None]


def _quarantine(view: View) -> list[Any]:
    found = records.quarantine(view.snapshot)
    title = html.H3("Records set aside, by rule", className="govuk-heading-m")
    if not found:
        return [title, paragraph("No row of these returns broke a rule.")]
    rows = [
        [
            row["title"],
            words.period(row["coverage_period"]),
            words.rule(row["rule"]),
            numbers.number(row["rows_quarantined"]),
        ]
        for row in found
    ]
    return [
        title,
        paragraph("A row that breaks two rules is counted under each. None of them is in any figure."),
        table(
            Table("Records set aside, by rule", ["Return", "Period", "Rule", "Rows"], rows, numeric=1, as_cards=True),
            hide_caption=True,
        ),
    ]
