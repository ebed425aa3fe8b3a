"""Bars that lie down, each named above it so that a long name fits a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures import look
from dashboard.figures.look import Figure

ROW = 46  # pixels for a name and its bar
EDGES = 34
LETTER = 7.4  # pixels of one letter
FAR = 0.5  # of the longest bar
BEHIND = "rgba(255,255,255,0.75)"  # so that a line does not run through words


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value (None: there is none), the words at its end, and what it is compared with."""

    name: str
    value: float | None
    text: str
    compared: float | None = None
    is_chosen: bool = True


def height(bars: Sequence[Bar]) -> int:
    """Pixels that the chart needs."""
    return ROW * len(bars) + EDGES


def bars(rows: Sequence[Bar], line: float | None = None, line_name: str = "") -> Figure:
    """Bars from the top in the order given, a diamond where a value is compared, and a line for a common level.

    A bar without a value has only its words, which say why.
    """
    top = max([0.0, line or 0.0, *(row.value or 0.0 for row in rows), *(row.compared or 0.0 for row in rows)]) or 1.0
    places = list(range(len(rows)))
    data: list[dict[str, object]] = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [row.value for row in rows],
            "y": places,
            "width": 0.42,
            "marker": {"color": [look.CHOSEN_BAR if row.is_chosen else look.PLAIN_BAR for row in rows]},
            "hoverinfo": "text",
            "hovertext": [f"{row.name}: {row.text}" for row in rows],
        }
    ]
    if any(row.compared is not None for row in rows):
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [row.compared for row in rows],
                "y": places,
                "marker": {
                    "symbol": "diamond",
                    "size": 12,
                    "color": look.ORANGE,
                    "line": {"color": look.INK, "width": 1.5},
                },
                "hoverinfo": "skip",
                "cliponaxis": False,
            }
        )
    names = [
        look.label(0, place - 0.42, row.name, xanchor="left", yanchor="middle", bgcolor=BEHIND)
        for place, row in zip(places, rows, strict=True)
    ]
    ends = [
        look.label(
            max(row.value or 0.0, row.compared or 0.0 if _near(row, top) else 0.0),
            place,
            row.text,
            xanchor="left",
            xshift=12 if _near(row, top) else 6,
            bgcolor=BEHIND,
        )
        for place, row in zip(places, rows, strict=True)
    ]
    shapes: list[dict[str, object]] = []
    if line is not None:
        shapes.append(
            {
                "type": "line",
                "x0": line,
                "x1": line,
                "y0": -0.75,
                "y1": len(rows) - 0.5,
                "line": {"color": look.INK, "width": 1.5, "dash": "dot"},
            }
        )
        ends.append(look.label(line, -0.75, line_name, xanchor="left", yanchor="bottom", xshift=4))
    return {
        "data": data,
        "layout": look.layout(
            margin={"l": 8, "r": _room(rows, top), "t": 22 if line is not None else 4, "b": 4},
            xaxis=look.axis(range=[0, top], showticklabels=False, showgrid=False),
            yaxis=look.axis(range=[len(rows) - 0.4, -0.75], showticklabels=False, showgrid=False),
            annotations=names + ends,
            shapes=shapes,
            bargap=0,
        ),
    }


def _room(rows: Sequence[Bar], top: float) -> int:
    """Pixels at the right for the words of the bars that reach far."""
    far = [row for row in rows if max(row.value or 0.0, row.compared or 0.0) > FAR * top]
    return round(LETTER * max((len(row.text) for row in far), default=0)) + 20


def _near(row: Bar, top: float) -> bool:
    """Whether the diamond stands where the words at the end of the bar would."""
    return row.value is not None and row.compared is not None and -0.03 * top < row.compared - row.value < 0.3 * top
