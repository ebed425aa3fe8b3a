"""Councils: a map, a funnel, bars beside the councils most like one, and a row for each indicator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard.components.content import Table, chart, details, figure_link, paragraph, table
from dashboard.figures import area_map, bars, funnel, look
from dashboard.figures.area_map import Place
from dashboard.figures.bars import Bar
from dashboard.first_paint import painted_once
from dashboard.queries import areas
from dashboard.queries.areas import Councils, Funnel
from dashboard.views import View
from dashboard.words import areas as words
from dashboard.words import numbers

LONDON = "E12000007"


def comparison_rows(view: View, found: list[Councils], place: str) -> list[list[Any]]:
    """Each indicator: period, own figure, region, England, similar areas, and what that says."""
    rows: list[list[Any]] = []
    for councils in found:
        indicator = councils.indicator
        beside = areas.comparison(view.snapshot, councils, place)
        alike = (
            numbers.figure(beside.alike_middle, "published", indicator.unit, indicator.decimals)
            if beside.alike_count
            else "no figure"
        )
        link = html.A(
            indicator.short_title, href=view.href(f"/indicators/{indicator.indicator_id}"), className="govuk-link"
        )
        rows.append(
            [
                [link, html.Span(councils.group, className="app-group")] if councils.group else link,
                councils.period_label,
                figure_link(view, beside.own, indicator),
                figure_link(view, beside.region, indicator),
                figure_link(view, beside.england, indicator),
                alike,
                words.reading(beside),
            ]
        )
    return rows


def council_map(view: View, shown: Councils, place: str) -> html.Figure:
    """England's councils shaded in classes of about as many each, with a key and every figure as a table."""
    names = view.snapshot.local_authorities
    values = [row["value"] for code in names if (row := shown.by_place.get(code)) and row["value"] is not None]
    edges = area_map.classes(values)
    places = [Place(code, _hover(shown, code, name), _shade(shown, code, edges)) for code, name in names.items()]
    caption = f"{shown.indicator.short_title} by council, {shown.period_label}"
    return chart(
        area_map.area_map(places, view.snapshot.outlines, place or None, _london(view)),
        key="map",
        height=area_map.HEIGHT,
        caption=f"{caption}: {shown.group}" if shown.group else caption,
        says=words.map_says(shown, dict(names), place),
        content=_kept_table(view, "map", shown, lambda: _every_council(view, shown, caption)),
        download=view.href("/download/councils.csv", indicator=shown.indicator.indicator_id),
        beside=_legend(words.legend(edges, shown), has_absent=len(values) < len(names), is_chosen=bool(place)),
    )


def _london(view: View) -> set[str]:
    """Boroughs too small to see on a map of the country."""
    return {code for code in view.snapshot.local_authorities if view.snapshot.region_of.get(code) == LONDON}


def _hover(shown: Councils, code: str, name: str) -> str:
    row = shown.by_place.get(code)
    if row is None:
        return f"{name}<br>no figure"
    return (
        f"{name}<br>{numbers.figure(row['value'], row['value_status'], shown.indicator.unit, shown.indicator.decimals)}"
    )


def _shade(shown: Councils, code: str, edges: list[float]) -> int | None:
    row = shown.by_place.get(code)
    return None if row is None or row["value"] is None else area_map.shade(row["value"], edges)


def _legend(names: list[str], *, has_absent: bool, is_chosen: bool) -> html.Ul:
    items = [
        html.Li([html.Span(className="app-legend__swatch", style={"background": colour}), name])
        for colour, name in zip(look.CLASSES, names, strict=False)
    ]
    if has_absent:
        items.append(html.Li([html.Span(className="app-legend__swatch app-legend__swatch--none"), "No figure"]))
    if is_chosen:
        items.append(
            html.Li(
                [
                    html.Span(className="app-legend__swatch", style={"border": f"3px solid {look.ORANGE}"}),
                    "The council chosen",
                ]
            )
        )
    return html.Ul(items, className="app-legend")


def _kept_table(view: View, chart_of: str, shown: Councils, make: Callable[[], Table]) -> html.Div:
    """A table of every council, the same whichever is chosen, so made once for each release and way of linking."""
    key = ("table", chart_of, shown.indicator.indicator_id, shown.group, view.is_latest)
    return view.snapshot.once(key, lambda: painted_once(table(make())))


def _every_council(view: View, shown: Councils, caption: str) -> Table:
    rows = [
        [
            html.A(
                name,
                href=view.href("/local-areas", area=code, indicator=shown.indicator.indicator_id),
                className="govuk-link",
            ),
            view.snapshot.area_names.get(view.snapshot.region_of.get(code) or "", ""),
            figure_link(view, shown.by_place.get(code), shown.indicator),
        ]
        for code, name in view.snapshot.local_authorities.items()
    ]
    return Table(caption, ["Council", "Region", shown.period_label], rows, numeric=1, is_tall=True)


def alike_chart(view: View, shown: Councils, place: str) -> html.Figure:
    """The council and its region, then the councils most like it, the most alike first: never in order of figures."""
    snapshot = view.snapshot
    region = snapshot.region_of.get(place)
    codes = [place, *([region] if region else []), *areas.alike(snapshot, place)]
    rows = [(snapshot.area_names[code], shown.by_place.get(code), code) for code in codes]
    england = shown.england["value"] if shown.england else None
    found = [
        Bar(name, row["value"] if row else None, _text(shown, row), is_chosen=code == place) for name, row, code in rows
    ]
    caption = f"{snapshot.area_names[place]} and the councils most like it, {shown.period_label}"
    known = [row["value"] for _, row, _ in rows[1 + bool(region) :] if row and row["value"] is not None]
    own = shown.by_place.get(place)
    says = f"{snapshot.area_names[place]}: {_text(shown, own)}."
    if known:
        unit, decimals = shown.indicator.unit, shown.indicator.decimals
        low, high = (numbers.figure(value, "published", unit, decimals) for value in (min(known), max(known)))
        says += f" Similar areas run from {low} to {high}."
    is_rate = shown.indicator.unit not in ("people", "households")
    return chart(
        bars.bars(found, england if is_rate else None, "England"),
        key="alike",
        height=bars.height(found),
        caption=caption,
        says=says,
        content=Table(
            caption,
            ["Place", shown.period_label],
            [[name, figure_link(view, row, shown.indicator)] for name, row, _ in rows],
            numeric=1,
            chosen_row=0,
        ),
        download=view.href("/download/alike.csv", area=place, indicator=shown.indicator.indicator_id),
        notes=[
            "Similar areas are our own set by deprivation, the most alike first; they are not ranked by their figures."
        ],
    )


def _text(shown: Councils, row: dict[str, Any] | None) -> str:
    if row is None:
        return "no figure"
    return numbers.figure(row["value"], row["value_status"], shown.indicator.unit, shown.indicator.decimals)


def funnel_chart(view: View, shown: Councils, place: str) -> Any:
    """A funnel plot where counts are published, else words that say why there is none."""
    found = areas.funnel(view.snapshot, shown, place)
    if found is None:
        return details(
            "Why there is no chart of how councils spread for this indicator",
            paragraph(
                "How far a council may differ from England by chance depends on how many people its figure counts. The "
                "publisher does not give those counts for this indicator, so small councils must be read with care."
            ),
        )
    indicator = found.councils.indicator
    group = found.councils.group or ("All young people" if shown.group else "")
    caption = f"Which councils stand apart from England, {found.councils.period_label}"
    people = indicator.denominator_definition or "People counted"
    return chart(
        funnel.funnel(
            *(found.points, found.centre, found.scale, indicator.unit, found.spread),
            named=words.furthest(found)[: words.MOST_NAMED],
        ),
        key="funnel",
        height=funnel.HEIGHT,
        caption=f"{caption}: {group}" if group else caption,
        says=words.funnel_says(found),
        content=_kept_table(view, "funnel", found.councils, lambda: _every_point(view, found, caption)),
        download=view.href(
            "/download/councils.csv",
            indicator=indicator.indicator_id,
            group="total" if group == "All young people" else None,
        ),
        notes=[
            "Each point is a council; the more people it counts, the further right.",
            f"Counted: {people}.",
            "Dashed lines: 95% limits. “Well beyond” is outside the dotted lines: 99.8% limits.",
            words.spread_says(found.spread),
            "Councils differ in who lives there and how they record. Standing apart is a reason to ask, not a verdict.",
            *([] if funnel.starts_at_zero(found.points) else ["The vertical axis does not start at zero."]),
        ],
    )


def _every_point(view: View, found: Funnel, caption: str) -> Table:
    by_name = {name: code for code, name in view.snapshot.local_authorities.items()}
    rows = [
        [
            point.name,
            numbers.number(point.people),
            figure_link(view, found.councils.by_place[by_name[point.name]], found.councils.indicator),
            words.POSITIONS[words.place_of(point, found)],
        ]
        for point in found.points
    ]
    return Table(caption, ["Council", "People counted", "Figure", "Beside England"], rows, is_tall=True)
