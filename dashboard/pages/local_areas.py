"""One council beside its region, England and the councils most like it; one indicator across them all."""

from typing import Any

import dash
from dash import html

from dashboard.components.content import Select, Table, filters, heading, paragraph, status, table
from dashboard.components.councils import alike_chart, comparison_rows, council_map, funnel_chart
from dashboard.components.series import series_chart
from dashboard.components.shell import SERVICE, Page, page
from dashboard.figures.trend import Line
from dashboard.queries import areas, outcomes
from dashboard.views import View
from dashboard.words import areas as words
from dashboard.words.questions import unknown

dash.register_page(__name__, path="/local-areas", title=f"Local areas - {SERVICE}")

FIRST_SHOWN = "neet_or_not_known"
WHOLE_COUNTRY = "All of England"


@page("/local-areas")
def layout(view: View, asked_area: str = "", asked_indicator: str = "", **_: str) -> Page:
    """Choose a council and an indicator."""
    found = areas.all_councils(view.snapshot)
    names = view.snapshot.local_authorities
    place = view.snapshot.council(asked_area) or ""
    if not found:
        return Page("Local areas", [paragraph("This release has no figures for councils.")])
    shown = found.get(asked_indicator) or found.get(FIRST_SHOWN) or next(iter(found.values()))
    options = {key: rows.indicator.short_title for key, rows in found.items()}
    shown_title = shown.indicator.short_title
    return Page(
        names[place] if place else "Local areas",
        [
            html.P(_lead(view, place), className="govuk-body-l app-lead"),
            filters(
                view,
                [
                    Select("area", "Council", {"": WHOLE_COUNTRY, **names}, place),
                    Select("indicator", "Indicator for the map and charts", options, shown.indicator.indicator_id),
                ],
            ),
            status(f"Showing {names.get(place, WHOLE_COUNTRY)}: {shown.indicator.short_title}."),
            *(_council(view, list(found.values()), place) if place else []),
            *_indicator(view, shown, place),
        ],
        above=[("Local areas", "/local-areas")] if place else [],
        notices=[
            *words.unknown_area(asked_area, place, view.snapshot.area_names),
            *unknown("indicator with figures for councils", asked_indicator, options, f"{shown_title} is shown"),
        ],
    )


def _lead(view: View, place: str) -> str:
    if not place:
        return "Choose a council to see its figures beside its region, England and the councils most like it."
    region = view.snapshot.region_of.get(place)
    return f"{view.snapshot.area_names[region]}." if region else "England."


def _council(view: View, found: list[areas.Councils], place: str) -> list[Any]:
    name = view.snapshot.local_authorities[place]
    region = view.snapshot.region_of.get(place)
    columns = [
        "Indicator",
        "Period",
        name,
        view.snapshot.area_names.get(region or "", "Region"),
        "England",
        "Similar areas",
    ]
    rows = comparison_rows(view, found, place)
    return [
        heading("Every indicator with local figures"),
        table(
            Table(f"{name} and the places it is compared with", [*columns, "Beside England"], rows), hide_caption=True
        ),
        paragraph(
            "“Similar areas” is the middle figure of the ten councils most like this one: our own set, nearest in the "
            "seven domains of the Indices of Deprivation 2025, each weighed alike. It is not an official list. The "
            "“usual spread” is how far from England chance and the ordinary differences between councils put 95 of 100 "
            "councils that count as many people; “well beyond” it is further than 998 of 1,000."
        ),
        None
        if not outcomes.outcomes(view.snapshot)
        else paragraph(
            html.A(
                f"What became of young people in {name}, from linked records",
                href=view.href("/outcomes", area=place),
                className="govuk-link",
            )
        ),
    ]


def _indicator(view: View, shown: areas.Councils, place: str) -> list[Any]:
    indicator = shown.indicator
    parts: list[Any] = [
        heading(indicator.short_title),
        paragraph(indicator.definition),
        council_map(view, shown, place),
    ]
    if place:
        series = areas.over_time(view.snapshot, indicator, place)
        lines = [Line(view.snapshot.area_names[code], rows) for code, rows in series.items()]
        if len({period for line in lines for period in line.rows["period_id"]}) > 1:
            address = view.href("/download/over-time.csv", area=place, indicator=indicator.indicator_id)
            parts.append(series_chart(view, indicator, lines, "Through time", address))
        if areas.alike(view.snapshot, place):
            parts.append(alike_chart(view, shown, place))
    parts.append(funnel_chart(view, shown, place))
    return parts
