"""The parts of Sources and quality about records of people: what came, what was set aside, how well they are linked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.content import (
    Select,
    Table,
    chart,
    csv_link,
    details,
    filters,
    heading,
    made_up,
    paragraph,
    status,
    table,
)
from dashboard.figures import bars, trend
from dashboard.figures.bars import Bar
from dashboard.queries import records
from dashboard.queries.records import DEPARTMENTS, Pair, Row
from dashboard.views import View
from dashboard.words import numbers
from dashboard.words import records as words

_SAME = html.Span(
    [html.Span("–", **{"aria-hidden": "true"}), html.Span("not applicable", className="govuk-visually-hidden")],
    className="app-muted",
)
SEPARATOR = "-"  # between the departments of a pair in an address


def pair_options(found: dict[Pair, Row]) -> dict[str, str]:
    """The pairs that have link rates, as an address names them, with their words."""
    return {SEPARATOR.join(pair): words.pair_name(pair) for pair in found}


def feeds(view: View, title: str) -> list[Any]:
    """What came of each record-level return, and what is late."""
    found = records.feeds(view.snapshot)
    parts: list[Any] = [heading(title, "records")]
    if not any(feed["extracts"] for feed in found):
        return [*parts, paragraph("No file of records about people has come yet. Everything above is statistics.")]
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
        paragraph(words.feeds_summary(found)),
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


def links(view: View, title: str, asked_pair: str, asked_group: str) -> list[Any]:
    """How well each two departments are linked, how that changed, and for whom less well."""
    found = records.pairs(view.snapshot)
    parts: list[Any] = [heading(title, "links")]
    if not found:
        return [*parts, paragraph(_why_none(view))]
    options = pair_options(found)
    chosen = asked_pair if asked_pair in options else next(iter(options))
    group = asked_group if asked_group in words.GROUPS else next(iter(words.GROUPS))
    own, other = chosen.split(SEPARATOR)
    everyone = found[own, other]
    if everyone["is_synthetic"]:
        parts.append(made_up())
    runs = view.snapshot.tables["link_quality"]["run_id"].n_unique()
    return [
        *parts,
        paragraph(
            "Records of one young person are brought together across departments, without any number that all of them "
            "use. A rate is low where few people are known to both departments, which is no fault of the linkage; what "
            "counts is whether it falls, and whether it is lower for some groups than for others."
        ),
        paragraph(words.model_says(everyone, runs)),
        _matrix(found),
        details("How each pair was linked", table(_detail(found), hide_caption=True)),
        html.P(
            csv_link("Download all link rates (CSV)", view.href("/download/link-quality.csv")), className="govuk-body"
        ),
        filters(
            view,
            [Select("pair", "Departments", options, chosen), Select("group", "Group", dict(words.GROUPS), group)],
        ),
        status(words.pair_says(everyone)) if asked_pair or asked_group else paragraph(words.pair_says(everyone)),
        _trend(view, (own, other)),
        _groups(view, (own, other), group, everyone),
    ]


def _why_none(view: View) -> str:
    if any(feed["synthetic_extracts"] < feed["extracts"] for feed in records.feeds(view.snapshot)):
        return (
            "Link rates are left out of this release: they are about people, and rules that protect small numbers are "
            "not in force yet."
        )
    return "No records have been linked yet."


def _matrix(found: dict[Pair, Row]) -> html.Div:
    rows = []
    for own in DEPARTMENTS:
        cells = [_SAME if own == other else _cell(found.get((own, other))) for other in DEPARTMENTS]
        rows.append([html.Abbr(own, title=numbers.DEPARTMENTS[own]), *cells])
    columns = ["People in records of", *(f"found in {other}" for other in DEPARTMENTS)]
    caption = "Share of the people of one department who are linked to another"
    return html.Div(
        [
            html.H3(caption, className="govuk-heading-m"),
            table(Table(caption, columns, rows, numeric=len(DEPARTMENTS)), hide_caption=True),
        ]
    )


def _cell(row: Row | None) -> Any:
    if row is None:
        return "no records"
    return [words.rate(row["link_rate"]), html.Span(f"of {numbers.number(row['persons'])}", className="app-group")]


def _detail(found: dict[Pair, Row]) -> Table:
    columns = ["Departments", "People", "Linked", "By a shared number", "By name and birth", "By the model"]
    rows = [
        [
            words.pair_name(pair),
            *(numbers.number(row[name]) for name in ("persons", "linked", "tier_1", "tier_2", "tier_3")),
            words.floor(None if row["expected_precision"] is None else row["expected_precision"] * words.PERCENT),
            words.floor(row["expected_share_found"], 1),
        ]
        for pair, row in found.items()
    ]
    columns += ["Expected to be right", "Of those expected"]
    return Table("How each pair of departments was linked", columns, rows, numeric=len(columns) - 1)


def _trend(view: View, pair: Pair) -> Any:
    line = records.trend_line(view.snapshot, pair)
    days = list(line.rows.select("period_label", "value").iter_rows())
    if len(days) == 1:
        return paragraph(f"All runs so far were on {days[0][0]}, so there is no trend yet.")
    caption = f"Link rate by day of linkage, {line.name}"
    return chart(
        trend.trend([line], "percent", 1),
        key="links-trend",
        height=trend.HEIGHT,
        caption=caption,
        says=words.trend_says(line.name, days),
        content=Table(
            caption, ["Linked on", "Linked"], [[day, words.rate(value)] for day, value in days[::-1]], numeric=1
        ),
        download=view.href("/download/link-quality.csv"),
        notes=[
            *([] if trend.starts_at_zero([line]) else ["The vertical axis does not start at zero."]),
            "Days stand at equal distances, however much time lies between them.",
        ],
    )


def _groups(view: View, pair: Pair, kind: str, everyone: Row) -> html.Figure:
    found = records.groups(view.snapshot, pair, kind)
    drawn = _extremes(found)
    caption = f"Link rates by {words.GROUPS[kind].lower()}, {words.pair_name(pair)}"
    rows = [
        [
            group["name"],
            numbers.number(group["persons"]),
            words.rate(group["link_rate"]),
            words.difference(group, everyone),
        ]
        for group in found
    ]
    shown = [
        Bar(
            group["name"],
            group["link_rate"],
            f"{words.rate(group['link_rate'])} of {numbers.number(group['persons'])}",
            is_chosen=group["group_kind"] == "everyone",
        )
        for group in ({**everyone, "name": "Everyone"}, *drawn)
    ]
    notes = ["Whoever has no such group in their records is shown as not recorded, never left out."]
    if len(drawn) < len(found):
        least = f"of {words.COMPARED} people or more"
        notes.append(f"Drawn are the {words.EXTREMES} lowest and {words.EXTREMES} highest {least}; the table has all.")
    return chart(
        bars.bars(shown),
        key="links-groups",
        height=bars.height(shown),
        caption=caption,
        says=words.groups_say(everyone, found),
        content=Table(
            caption,
            ["Group", "People", "Linked", "Points from everyone"],
            rows,
            numeric=3,
            is_tall=len(rows) > 2 * words.EXTREMES,
        ),
        download=view.href("/download/link-quality.csv"),
        notes=notes,
    )


def _extremes(found: Sequence[Row]) -> Sequence[Row]:
    """All of a few groups; of many the lowest and the highest of those that can be compared."""
    if len(found) <= 2 * words.EXTREMES:
        return found
    compared = [group for group in found if group["persons"] >= words.COMPARED]
    if len(compared) <= 2 * words.EXTREMES:
        return compared
    return [*compared[: words.EXTREMES], *compared[-words.EXTREMES :]]
