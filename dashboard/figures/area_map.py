"""England's councils as filled polygons. A choropleth trace would fetch a base map from another host."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures import look
from dashboard.figures.look import Figure

HEIGHT = 520
LATITUDE_STRETCH = 1.65  # one over the cosine of England's middle latitude
NO_FIGURE = "#ffffff"
HATCH = {"shape": "/", "fgcolor": "#b1b4b6", "bgcolor": NO_FIGURE, "size": 5, "solidity": 0.3}
EDGE = {"color": "#505a5f", "width": 0.6}
CHOSEN = {"color": look.ORANGE, "width": 4}
HIDDEN = {"visible": False, "fixedrange": True}
INSET = [0.7, 1.0]  # the corner over the North Sea

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


def area_map(
    places: Sequence[Place], shapes: Mapping[str, Outline], chosen: str | None, enlarged: Collection[str] = ()
) -> Figure:
    """Councils in the colours of their classes, one outlined; those of `enlarged` once more, larger, in a corner."""
    inset = [place for place in places if place.code in enlarged]
    data = [*_drawn(places, shapes, chosen, ""), *(_drawn(inset, shapes, chosen, "2") if inset else [])]
    whole = _extent(places, shapes)
    layout = look.layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={**HIDDEN, "range": whole[0], "constraintoward": "left"},
        yaxis={
            **HIDDEN,
            "range": whole[1],
            "scaleanchor": "x",
            "scaleratio": LATITUDE_STRETCH,
            "constraintoward": "top",
        },
    )
    if inset:
        corner = _extent(inset, shapes)
        layout |= {
            "xaxis2": {**HIDDEN, "range": corner[0], "domain": INSET, "anchor": "y2"},
            "yaxis2": {
                **HIDDEN,
                "range": corner[1],
                "domain": [INSET[0], 0.96],
                "anchor": "x2",
                "scaleanchor": "x2",
                "scaleratio": LATITUDE_STRETCH,
                "constraintoward": "top",
            },
            "annotations": [look.label(1, 1, "London", xref="paper", yref="paper", xanchor="right", yanchor="top")],
        }
    return {"data": data, "layout": layout}


def _drawn(
    places: Sequence[Place], shapes: Mapping[str, Outline], chosen: str | None, axes: str
) -> list[dict[str, object]]:
    """One trace for each class, a thick outline, and points that speak on hover."""
    data = []
    for number in [None, *sorted({place.shade for place in places if place.shade is not None})]:
        rings = [ring for place in places if place.shade == number for ring in shapes.get(place.code, [])]
        if rings:
            drawn = _polygons(rings, NO_FIGURE if number is None else look.CLASSES[number], EDGE, axes)
            data.append(drawn | {"fillpattern": HATCH} if number is None else drawn)
    if chosen is not None and chosen in {place.code for place in places}:
        data.append(_polygons(shapes.get(chosen, []), "rgba(0,0,0,0)", CHOSEN, axes))
    data.append(_speaking_points(places, shapes, axes))
    return data


def _extent(places: Sequence[Place], shapes: Mapping[str, Outline]) -> tuple[list[float], list[float]]:
    points = [point for place in places for ring in shapes.get(place.code, []) for point in ring] or [(0.0, 0.0)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return [min(xs) - 0.02, max(xs) + 0.02], [min(ys) - 0.02, max(ys) + 0.02]


def _polygons(
    rings: Sequence[Sequence[tuple[float, float]]], fill: str, line: Mapping[str, object], axes: str
) -> dict[str, object]:
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
        "line": line,
        "xaxis": f"x{axes}",
        "yaxis": f"y{axes}",
        "hoverinfo": "skip",
    }


def _speaking_points(places: Sequence[Place], shapes: Mapping[str, Outline], axes: str) -> dict[str, object]:
    drawn = [(place, _middle(max(shapes[place.code], key=len))) for place in places if shapes.get(place.code)]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for _, (x, _) in drawn],
        "y": [y for _, (_, y) in drawn],
        "text": [place.words for place, _ in drawn],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 16, "opacity": 0},
        "xaxis": f"x{axes}",
        "yaxis": f"y{axes}",
    }


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return (
        round((min(x for x, _ in ring) + max(x for x, _ in ring)) / 2, 3),
        round((min(y for _, y in ring) + max(y for _, y in ring)) / 2, 3),
    )
