"""What young people did from 16 to 24: one cohort, by SEN, beside those without."""

from collections.abc import Mapping
from typing import Any

import dash
import polars as pl
from dash import html

from dashboard.components.content import Select, Table, chart, filters, heading, made_up, paragraph, status
from dashboard.components.linked import protected
from dashboard.components.shell import SERVICE, Page, page
from dashboard.figures import bars, flows, look, shares
from dashboard.figures.bars import Bar
from dashboard.figures.flows import Flow, Kind
from dashboard.queries import pathways
from dashboard.queries.pathways import SEN_GROUPS, WITHOUT_SEND, Activity
from dashboard.views import View
from dashboard.words import numbers
from dashboard.words import pathways as words
from dashboard.words.questions import unknown

dash.register_page(__name__, path="/pathways", title=f"Pathways - {SERVICE}")
CLEAREST = "ehc_plan"


@page("/pathways")
def layout(view: View, asked_cohort: str = "", asked_sen: str = "", **_: str) -> Page:
    """Choose a cohort and an SEN status."""
    cohorts = pathways.cohorts(view.snapshot)
    if not cohorts:
        return Page(
            "Pathways",
            [
                paragraph("This release has no figures from linked records, so no pathways can be shown."),
                paragraph(
                    "They appear once record-level extracts have been received and linked, and the release that holds "
                    "them has passed its gates."
                ),
            ],
        )
    cohort = asked_cohort if asked_cohort in cohorts else _fullest(view, cohorts)
    sen_group = asked_sen if asked_sen in SEN_GROUPS else CLEAREST
    activities = pathways.activities(view.snapshot)
    kinds = _kinds(activities)
    beside = [WITHOUT_SEND] if sen_group != WITHOUT_SEND else []
    return Page(
        "Pathways",
        [
            html.P(
                "What young people did in each school year from 16 to 24, from the linked records of four departments.",
                className="govuk-body-l app-lead",
            ),
            filters(
                view,
                [
                    Select(
                        "cohort", "Young people", {key: words.started(words.cohort(key)) for key in cohorts}, cohort
                    ),
                    Select("sen", "SEN", SEN_GROUPS, sen_group),
                ],
            ),
            status(words.showing(cohort, sen_group)),
            made_up() if pathways.is_made_up(view.snapshot) else None,
            paragraph(
                "The main activity of a school year is what someone did for most of it. Where sources disagree, the "
                "one nearer to the activity counts. People whom no source mentions are shown as such and never left "
                "out."
            ),
            protected(),
            _flows(view, cohort, sen_group, activities, kinds),
            heading("Share in each activity, by age"),
            *(_shares(view, cohort, group, activities, kinds) for group in (sen_group, *beside)),
            heading("From leaving education to paid work"),
            _first_paid_work(view, cohort, sen_group),
        ],
        notices=[
            *unknown("cohort", asked_cohort, cohorts, f"those {words.cohort(cohort)} are shown"),
            *unknown("SEN status", asked_sen, SEN_GROUPS, f"{SEN_GROUPS[sen_group]} is shown"),
        ],
    )


def _fullest(view: View, cohorts: list[str]) -> str:
    """The latest cohort that is followed longest: the newest ones have hardly begun."""
    last = view.snapshot.tables["pathway_share"].group_by("cohort").agg(pl.col("academic_age").max())
    ages = dict(last.iter_rows())
    return max(cohorts, key=lambda cohort: (ages[cohort], cohort))


def _kinds(activities: list[Activity]) -> dict[str, Kind]:
    return {
        activity.key: Kind(activity.label, activity.short_label, colour)
        for activity, colour in zip(activities, look.BANDS, strict=True)
    }


def _key(kinds: Mapping[str, Kind], used: set[str]) -> html.Ul:
    """Which colour is which activity, in words."""
    return html.Ul(
        [
            html.Li([html.Span(className="app-legend__swatch", style={"background": kind.colour}), kind.name])
            for key, kind in kinds.items()
            if key in used
        ],
        className="app-legend app-legend--columns",
    )


def _flows(
    view: View, cohort: str, sen_group: str, activities: list[Activity], kinds: Mapping[str, Kind]
) -> html.Div | html.Figure:
    rows = pathways.flows(view.snapshot, cohort, sen_group)
    if rows.is_empty():
        return paragraph("These young people have been followed to one age only, so no change can be shown yet.")
    caption = f"From age to age: {words.IN_GROUP[sen_group]}, {words.cohort(cohort)}"
    table = Table(
        caption,
        ["At age", "Main activity", "At age", "Main activity", "Young people"],
        [
            [
                str(row["from_age"]),
                kinds[row["from_activity"]].name,
                str(row["to_age"]),
                kinds[row["to_activity"]].name,
                numbers.number(row["young_people"]),
            ]
            for row in rows.iter_rows(named=True)
        ],
        numeric=1,
        is_tall=True,
    )
    used = {*rows["from_activity"], *rows["to_activity"]}
    return html.Div(
        chart(
            flows.flows([Flow(*row) for row in rows.iter_rows()], kinds),
            key="flows",
            height=flows.HEIGHT,
            caption=caption,
            says=words.flows(rows, activities),
            content=table,
            download=view.href("/download/pathway-flows.csv", cohort=cohort, sen=sen_group),
            notes=["On a narrow screen the ribbons are left out; the table and the shares below hold the same people."],
            legend=_key(kinds, used),
        ),
        className="app-wide-chart",
    )


def _shares(
    view: View, cohort: str, sen_group: str, activities: list[Activity], kinds: Mapping[str, Kind]
) -> html.Figure:
    rows = pathways.shares(view.snapshot, cohort, sen_group)
    ages = rows["academic_age"].unique().sort().to_list()
    cell = {(row["academic_age"], row["pathway_activity"]): row for row in rows.iter_rows(named=True)}
    by_kind = {key: [_drawn(cell[age, key]) for age in ages] for key in kinds}
    told = {key: [numbers.rate(cell[age, key]["share"], cell[age, key]["status"]) for age in ages] for key in kinds}
    caption = f"{words.started(words.IN_GROUP[sen_group])}, {words.cohort(cohort)}"
    everyone = {row["academic_age"]: row["everyone"] for row in rows.iter_rows(named=True)}
    table = Table(
        caption,
        ["Age", *(activity.short_label for activity in activities), "Young people"],
        [
            [str(age), *(told[key][place] for key in kinds), numbers.number(everyone[age])]
            for place, age in enumerate(ages)
        ],
        numeric=len(activities) + 1,
    )
    return chart(
        shares.shares(ages, by_kind, kinds, told),
        key=f"shares-{sen_group.replace('_', '-')}",
        height=shares.HEIGHT,
        caption=caption,
        says=words.shares(rows, activities),
        content=table,
        download=view.href("/download/pathway-shares.csv", cohort=cohort, sen=sen_group),
        legend=_key(kinds, {key for key, values in by_kind.items() if any(values)}),
    )


def _first_paid_work(view: View, cohort: str, sen_group: str) -> Any:
    rows = pathways.first_paid_work(view.snapshot, cohort, sen_group)
    beside = pathways.first_paid_work(view.snapshot, cohort, WITHOUT_SEND)
    if rows.is_empty():
        return paragraph("None of these young people is known to have left education yet.")
    other = {row["band"]: row for row in beside.iter_rows(named=True)} if sen_group != WITHOUT_SEND else {}
    found = [
        Bar(
            row["label"],
            row["share"],
            f"{numbers.rate(row['share'], row['status'])} ({numbers.number(row['young_people'])})",
            other.get(row["band"], {}).get("share"),
        )
        for row in rows.iter_rows(named=True)
    ]
    caption = f"Time to first paid work: {words.IN_GROUP[sen_group]}, {words.cohort(cohort)}"
    table = Table(
        caption,
        ["Time after leaving education", "Young people", "Share", *(["Without SEND"] if other else [])],
        [
            [
                row["label"],
                numbers.number(row["young_people"]),
                numbers.rate(row["share"], row["status"]),
                *([_beside(other.get(row["band"]))] if other else []),
            ]
            for row in rows.iter_rows(named=True)
        ],
        numeric=3 if other else 2,
    )
    return chart(
        bars.bars(found),
        key="first-paid-work",
        height=bars.height(found),
        caption=caption,
        says=words.first_paid_work(rows, beside),
        content=table,
        download=view.href("/download/first-paid-work.csv", cohort=cohort, sen=sen_group),
        notes=["Of those who have left education, as far as any source says. Later work is still to come for some."],
        key_above=[("bar", "Share of this group"), *([("diamond", "Share of those without SEND")] if other else [])],
    )


def _drawn(row: Mapping[str, Any]) -> float | None:
    """How high a share stands in the chart: nearly all as all, hardly any as none."""
    share: float | None = row["share"]
    return {"nearly_all": 100.0, "hardly_any": 0.0}.get(row["status"], share)


def _beside(row: Mapping[str, Any] | None) -> str:
    return numbers.rate(None, "hardly_any") if row is None else numbers.rate(row["share"], row["status"])
