"""What every chart shares: type, colours, axes. Colours are those of the Government Analysis Function's guidance."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

Figure = dict[str, Any]

INK = "#0b0c0c"
GRID = "#d8dcde"
LIMIT = "#505a5f"
NAVY, TURQUOISE, PINK, ORANGE = "#12436d", "#28a197", "#801650", "#f46a25"
LINES = (NAVY, ORANGE, TURQUOISE, PINK)
DASHES = ("solid", "dash", "dot", "dashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up")
PLAIN_BAR, CHOSEN_BAR = "#8eb1cc", NAVY
# For nine activities that add up to everyone; neighbours differ in lightness too, and each is named where it stands.
BANDS = (NAVY, "#a9cce3", TURQUOISE, "#f9c69f", ORANGE, "#801650", "#cfa6c4", "#b1b4b6", "#505a5f")
# From light to dark, for five classes of a map; no figure is left white with an outline.
CLASSES = ("#dbe9f4", "#a9cce3", "#6ba3cd", "#2f6ea5", "#12304a")

FONT = {"family": '"Helvetica Neue", Arial, sans-serif', "size": 14, "color": INK}


def layout(**changes: Any) -> dict[str, Any]:
    """A layout without a title (the caption says it), without animation and without a box."""
    return {
        "font": FONT,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": INK, "font": FONT, "align": "left"},
        "dragmode": False,
        "transition": {"duration": 0},
        "margin": {"l": 52, "r": 16, "t": 16, "b": 44},
        **changes,
    }


def axis(**changes: Any) -> dict[str, Any]:
    """An axis with light grid lines and no zoom."""
    return {
        "showline": False,
        "zeroline": False,
        "gridcolor": GRID,
        "fixedrange": True,
        "automargin": False,
        "ticks": "",
        **changes,
    }


def label(x: Any, y: Any, text: str, **changes: Any) -> dict[str, Any]:
    """Words on the chart, in black and without an arrow."""
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": FONT, "align": "left", **changes}


def broken(text: str, width: int = 15) -> str:
    """Words on lines of at most `width` characters where they allow it."""
    return "<br>".join(wrap(text, width, break_long_words=False))


def tick_suffix(unit: str) -> str:
    """What follows a number on the value axis."""
    return "%" if unit == "percent" else ""
