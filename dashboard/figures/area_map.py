"""England's councils as filled polygons. A choropleth trace would fetch a base map from another host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures import look
from dashboard.figures.look import Figure

HEIGHT = 560
LATITUDE_STRETCH = 1.65  # one over the cosine of England's middle latitude
NO_FIGURE = "#ffffff"

Outline = Sequence[Sequence[tuple[float, float]]]  # an area's rings of longitude and latitude


@dataclass(frozen=True)
class Place:
    """One council: its class from 0 (lowest), None where it has no figure; the words shown on hover."""

    code: str
    words: str
    shade: int | None


def classes(values: Sequence[float]) -> list[float]:
    """Where the second and later of five classes begin, each of about as many councils; fewer where values repeat."""
    ordered = sorted(values)
    if not ordered:
        return []
    edges = [ordered[min(len(ordered) - 1, len(ordered) * share // 5)] for share in (1, 2, 3, 4)]
    return sorted(set(edges) - {ordered[0]})


def shade(value: float, edges: Sequence[float]) -> int:
    """The class of a value: how many edges it has reached."""
    return sum(value >= edge for edge in edges)


def area_map(places: Sequence[Place], shapes: Mapping[str, Outline], chosen: str | None) -> Figure:
    """One trace for each class, a thick outline for the chosen council, and points that speak on hover."""
    data = []
    for number in [None, *sorted({place.shade for place in places if place.shade is not None})]:
        rings = [ring for place in places if place.shade == number for ring in shapes.get(place.code, [])]
        if rings:
            colour = NO_FIGURE if number is None else look.CLASSES[number]
            data.append(_polygons(rings, colour, "#505a5f", 0.6))
    if chosen is not None and chosen in shapes:
        data.append(_polygons(shapes[chosen], "rgba(0,0,0,0)", look.ORANGE, 4))
    data.append(_speaking_points(places, shapes))
    xs = [x for outline in shapes.values() for ring in outline for x, _ in ring]
    ys = [y for outline in shapes.values() for ring in outline for _, y in ring]
    hidden = {"visible": False, "fixedrange": True}
    return {
        "data": data,
        "layout": look.layout(
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            xaxis={**hidden, "range": [min(xs) - 0.05, max(xs) + 0.05]} if xs else hidden,
            yaxis={
                **hidden,
                "scaleanchor": "x",
                "scaleratio": LATITUDE_STRETCH,
                **({"range": [min(ys) - 0.05, max(ys) + 0.05]} if ys else {}),
            },
        ),
    }


def _polygons(rings: Sequence[Sequence[tuple[float, float]]], fill: str, line: str, width: float) -> dict[str, object]:
    x: list[float | None] = []
    y: list[float | None] = []
    for ring in rings:
        x += [*(point[0] for point in ring), None]
        y += [*(point[1] for point in ring), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": fill,
        "line": {"color": line, "width": width},
        "hoverinfo": "skip",
    }


def _speaking_points(places: Sequence[Place], shapes: Mapping[str, Outline]) -> dict[str, object]:
    drawn = [(place, _middle(max(shapes[place.code], key=len))) for place in places if shapes.get(place.code)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for _, (x, _) in drawn],
        "y": [y for _, (_, y) in drawn],
        "text": [place.words for place, _ in drawn],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 16, "opacity": 0},
    }


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return (
        round((min(x for x, _ in ring) + max(x for x, _ in ring)) / 2, 3),
        round((min(y for _, y in ring) + max(y for _, y in ring)) / 2, 3),
    )
