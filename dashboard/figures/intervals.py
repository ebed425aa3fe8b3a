"""Rates as dots on a line that is their interval, each named above it so that a long name fits a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures import look
from dashboard.figures.bars import BEHIND, EDGES, LETTER, ROW
from dashboard.figures.look import Figure


@dataclass(frozen=True)
class Dot:
    """One rate with its interval in the same unit (None: there is none), and the words at its end, which say why."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    is_chosen: bool = False


def height(rows: Sequence[Dot]) -> int:
    """Pixels that the chart needs."""
    return ROW * len(rows) + EDGES


def intervals(rows: Sequence[Dot]) -> Figure:
    """Dots from the top in the order given; the chosen one, with which others are compared, is a square on a line."""
    top = max([row.high or row.value or 0.0 for row in rows], default=0.0) or 1.0
    places = list(range(len(rows)))
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for place, row in zip(places, rows, strict=True):
        if row.low is not None and row.high is not None:
            lines_x += [row.low, row.high, None]
            lines_y += [place, place, None]
    data: list[dict[str, object]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": lines_x,
            "y": lines_y,
            "line": {"color": look.LIMIT, "width": 3},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [row.value for row in rows],
            "y": places,
            "marker": {
                "symbol": ["square" if row.is_chosen else "circle" for row in rows],
                "size": 12,
                "color": [look.ORANGE if row.is_chosen else look.NAVY for row in rows],
                "line": {"color": look.INK, "width": 1},
            },
            "hoverinfo": "text",
            "hovertext": [f"{row.name}: {row.text}" for row in rows],
            "cliponaxis": False,
        },
    ]
    names = [
        look.label(0, place - 0.42, row.name, xanchor="left", yanchor="middle", bgcolor=BEHIND)
        for place, row in zip(places, rows, strict=True)
    ]
    ends = [
        look.label(row.high or row.value or 0.0, place, row.text, xanchor="left", xshift=10, bgcolor=BEHIND)
        for place, row in zip(places, rows, strict=True)
    ]
    level = next((row.value for row in rows if row.is_chosen and row.value is not None), None)
    shapes = [_line(0, top, place, place, color=look.GRID, width=1) for place in places]
    if level is not None:
        shapes.append(_line(level, level, -0.75, len(rows) - 0.5, color=look.INK, width=1.5, dash="dot"))
    room = round(LETTER * max((len(row.text) for row in rows), default=0)) + 24
    return {
        "data": data,
        "layout": look.layout(
            margin={"l": 8, "r": room, "t": 4, "b": 4},
            xaxis=look.axis(range=[0, top], showticklabels=False, showgrid=False),
            yaxis=look.axis(range=[len(rows) - 0.4, -0.75], showticklabels=False, showgrid=False),
            annotations=names + ends,
            shapes=shapes,
        ),
    }


def _line(x0: float, x1: float, y0: float, y1: float, **line: object) -> dict[str, object]:
    return {"type": "line", "layer": "below", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": line}
