"""The part of Records about people on links: how well each two departments are linked, and for whom less well."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
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
from dashboard.components.linked import protected
from dashboard.figures import bars, trend
from dashboard.figures.bars import Bar
from dashboard.queries import linked, records
from dashboard.queries.records import DEPARTMENTS, Pair, Row
from dashboard.views import View
from dashboard.words import link_rates as words
from dashboard.words import numbers

RATES = ("All links", "Surest links")
PAIRS = "Share of the people of one department who are linked to another"
NOBODY = "no records, or too few"
SEPARATOR = "-"  # between the departments of a pair in an address


def pair_options(found: dict[Pair, Row]) -> dict[str, str]:
    """The pairs that have link rates, as an address names them, with their words."""
    return {SEPARATOR.join(pair): words.pair_name(pair) for pair in found}


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
    known = records.details(view.snapshot)
    runs = view.snapshot.tables["link_quality"]["run_id"].n_unique()
    return [
        *parts,
        paragraph(
            "Records of one young person are brought together across departments, without any number that all of them "
            "use. A rate is low where few people are known to both departments, which is no fault of the linkage; what "
            "counts is whether it falls, and whether it is lower for some groups than for others."
        ),
        html.H3(PAIRS, className="govuk-heading-m"),
        paragraph(words.model_says(everyone, runs)),
        paragraph(words.thresholds_say(everyone), f" {words.RANGES}" if known else ""),
        protected(),
        _pairs(found),
        html.P(
            csv_link("Download all link rates (CSV)", view.href("/download/link-rates.csv")), className="govuk-body"
        ),
        _details(view, known) if known else paragraph(words.NO_DETAILS),
        filters(
            view,
            [Select("pair", "Departments", options, chosen), Select("group", "Group", dict(words.GROUPS), group)],
        ),
        status(words.pair_says(everyone)) if asked_pair or asked_group else paragraph(words.pair_says(everyone)),
        *([_trend(view, (own, other))] if known else []),
        _groups(view, (own, other), group, everyone),
    ]


def _why_none(view: View) -> str:
    if any(feed["extracts"] for feed in records.feeds(view.snapshot)):
        return "This release has no link rates: nothing had been linked, or not by a version that counts who is linked."
    return "No records have been linked yet."


def _pairs(found: dict[Pair, Row]) -> html.Div:
    """Every two departments, said so where one of them has sent nothing of people."""
    rows = []
    for pair in permutations(DEPARTMENTS, 2):
        row = found.get(pair)
        people = NOBODY if row is None else f"of {numbers.plural(row['persons'], 'person', 'people')}"
        name = [words.pair_name(pair), html.Span(people, className="app-group")]
        rows.append([name, *([NOBODY] * len(RATES) if row is None else _rates(row))])
    return table(Table(PAIRS, ["Departments", *RATES], rows, numeric=len(RATES)), hide_caption=True)


def _rates(row: Row) -> list[Any]:
    """The cells of `RATES`: the headline with its range below it where it is unsure, and the strict rate."""
    likely = words.likely(row)
    doubt = html.Span(likely, className="app-group app-words") if likely else None
    return [[words.headline(row), doubt], words.strict(row)]


def _details(view: View, known: Sequence[Row]) -> html.Details:
    """How each pair was linked: as it was, so only of made-up records."""
    return details(
        "How each pair was linked",
        paragraph(words.SHOWN),
        table(_detail(known), hide_caption=True),
        csv_link("Download how each pair was linked (CSV)", view.href("/download/link-quality.csv")),
    )


def _detail(known: Sequence[Row]) -> Table:
    columns = ["Departments", "People", "Linked", "By a shared number", "By name and birth", "By the model"]
    rows = [
        [
            html.Span(words.pair_name((row["department"], row["other_department"])), className="app-nowrap"),
            *(numbers.number(row[name]) for name in ("persons", "linked", "tier_1", "tier_2", "tier_3")),
            words.floor(None if row["expected_precision"] is None else row["expected_precision"] * words.PERCENT),
            words.floor(row["expected_share_found"], 1),
        ]
        for row in known
    ]
    columns += ["Expected to be right", "Of those that weighed pairs show"]
    return Table("How each pair of departments was linked", columns, rows, numeric=len(columns) - 1)


def _trend(view: View, pair: Pair) -> Any:
    line = records.trend_line(view.snapshot, pair)
    days = list(line.rows.select("period_label", "value").iter_rows())
    rows = [
        [row["period_label"], words.rate(row["value"]), words.rate(row["strict_link_rate"])]
        for row in line.rows.iter_rows(named=True)
    ]
    if len(days) == 1:
        return paragraph(f"All runs so far were on {days[0][0]}, so there is no trend yet.")
    caption = f"Link rate by day of linkage, {line.name}"
    return chart(
        trend.trend([line], "percent", 1),
        key="links-trend",
        height=trend.HEIGHT,
        caption=caption,
        says=words.trend_says(line.name, days),
        content=Table(caption, ["Linked on", "All links", "Surest links"], rows[::-1], numeric=2),
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
            words.headline(group),
            words.difference(group, everyone),
            words.strict(group),
        ]
        for group in found
    ]
    shown = [
        Bar(
            group["name"],
            group["link_rate"],
            f"{words.headline(group)} of {numbers.number(group['persons'])}",
            is_chosen=group["group_kind"] == "everyone",
        )
        for group in ({**everyone, "name": "Everyone"}, *drawn)
    ]
    notes = ["Whoever has no such group in their records is shown as not recorded, never left out."]
    if kind == "local_authority_code":
        notes += words.counted_together(sorted(area.name for area in linked.small_areas(view.snapshot)))
    if len(drawn) < len(found):
        extremes = f"the {words.EXTREMES} lowest and {words.EXTREMES} highest" if drawn else "none"
        notes.append(f"Drawn: {extremes} of {words.COMPARED} people or more that are compared. The table has all.")
    return chart(
        bars.bars(shown),
        key="links-groups",
        height=bars.height(shown),
        caption=caption,
        says=words.groups_say(everyone, found),
        content=Table(
            caption,
            ["Group", "People", RATES[0], "Points from everyone", *RATES[1:]],
            rows,
            numeric=len(RATES) + 2,
            is_tall=len(rows) > 2 * words.EXTREMES,
        ),
        download=view.href("/download/link-rates.csv"),
        notes=notes,
    )


def _extremes(found: Sequence[Row]) -> Sequence[Row]:
    """All of a few groups; of many the lowest and the highest of those that can be compared."""
    if len(found) <= 2 * words.EXTREMES:
        return found
    compared = words.comparable(found)
    if len(compared) <= 2 * words.EXTREMES:
        return compared
    return [*compared[: words.EXTREMES], *compared[-words.EXTREMES :]]
