"""The parts of Sources and quality on figures from linked records: whom sources know, what uncertain links change."""

from __future__ import annotations

from typing import Any

from dashboard.components.content import Table, csv_link, heading, made_up, paragraph, table
from dashboard.queries import linked
from dashboard.views import View
from dashboard.words import numbers

NOTHING = "This release has no figures from linked records."
SHOWN = 7  # cohorts: more do not fit a screen


def coverage(view: View, title: str) -> list[Any]:
    """Of how many of each cohort each source says anything."""
    found = linked.coverage(view.snapshot)
    if not found.cohorts:
        return [heading(title, "coverage"), paragraph(NOTHING)]
    cohorts = found.cohorts[-SHOWN:]
    rows = [
        [says, *(_percent(found.share[source, cohort]) for cohort in cohorts)] for source, says in found.sources.items()
    ]
    return [
        heading(title, "coverage"),
        *([made_up()] if found.is_made_up else []),
        paragraph(
            "Share of the young people of a cohort, those aged 16 in a school year, of whom a source says anything at "
            "any age. Younger cohorts have not reached the ages that some sources begin at. The file has every cohort."
        ),
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
            _percent(row["headline"], 1),
            _percent(row["strict"], 1),
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
            "sure."
        ),
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


def _percent(value: float | None, decimals: int = 0) -> str:
    return "no figure" if value is None else f"{numbers.number(value, decimals)}%"
