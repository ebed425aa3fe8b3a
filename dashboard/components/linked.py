"""The parts of Records about people on figures from linked records: whom sources know, what uncertain links change."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.components.content import Table, csv_link, heading, made_up, paragraph, table
from dashboard.queries import linked
from dashboard.views import View
from dashboard.words import numbers

NOTHING = "This release has no figures from linked records."
NOBODY = (None, "confidential")  # a row that is not there counts nobody
SHOWN = 7  # cohorts: more do not fit a screen


def coverage(view: View, title: str) -> list[Any]:
    """Of how many of each cohort each source says anything."""
    found = linked.coverage(view.snapshot)
    if not found.cohorts:
        return [heading(title, "coverage"), paragraph(NOTHING)]
    cohorts = found.cohorts[-SHOWN:]
    rows = [
        [says, *(numbers.rate(*found.share.get((source, cohort), NOBODY)) for cohort in cohorts)]
        for source, says in found.sources.items()
    ]
    return [
        heading(title, "coverage"),
        *([made_up()] if found.is_made_up else []),
        paragraph(
            "Share of the young people of a cohort, those aged 16 in a school year, of whom a source says anything at "
            "any age. Younger cohorts have not reached the ages that some sources begin at. The file has every cohort."
        ),
        protected(),
        table(Table("Young people known to each source, by cohort", ["Source", *cohorts], rows, len(cohorts))),
        csv_link("Download these figures (CSV)", view.href("/download/source-coverage.csv")),
    ]


def effect(view: View, title: str) -> list[Any]:
    """Each outcome with all links and with the surest alone."""
    found = linked.effect(view.snapshot)
    if not found:
        return [heading(title, "effect"), paragraph(NOTHING)]
    rows = [
        [
            row["says"],
            row["period"],
            numbers.rate(row["rate"], row["rate_status"], 1),
            numbers.rate(row["rate_strict"], row["rate_strict_status"], 1),
            "no figure" if row["difference"] is None else f"{numbers.number(row['difference'], 1)} points",
        ]
        for row in found
    ]
    return [
        heading(title, "effect"),
        *([made_up()] if any(row["is_synthetic"] for row in found) else []),
        paragraph(
            "The headline counts every link that is more likely right than wrong. The strict figure counts as linked "
            "only whom a link of 99% or more joins. Where the two are more than a point apart, the headline is less "
            "sure. Both are protected by themselves, so part of a small difference is that protection."
        ),
        protected(),
        table(
            Table(
                "Outcomes in England with all links and with the surest",
                ["Outcome", "Period", "Headline", "Strict", "Difference"],
                rows,
                numeric=3,
            )
        ),
        csv_link("Download these figures (CSV)", view.href("/download/linkage-effect.csv")),
    ]


def protected() -> html.P:
    """How figures of people are protected, and what follows for their reader; beside every table of them."""
    return paragraph(
        "So that nobody can be recognised, each count of people has a small random change, the same wherever the same "
        "people are counted, and is rounded to 5. So parts need not add up to their total, and a few people may be "
        "shown as none. Rates are worked out from these counts: [u] is of fewer than 30 people or counts fewer than "
        "10, so not reliable; [c] is of fewer than 10 and withheld. Where all or none of a group seem to be in a "
        "state, the words say nearly all or hardly any, and of fewer than 30 people [c]."
    )
