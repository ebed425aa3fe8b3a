"""Lines through time, with gaps where there is no figure and a mark where a series breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from dashboard.figures import look
from dashboard.figures.look import Figure

HEIGHT = 360
LINE_HEIGHT = 18  # pixels of one line of a label
ABOVE, BELOW = 30, 6  # pixels that names may stand above and below what the axis reaches
FOOT = 46  # pixels of the labels under it
ZERO_BASED_BELOW = 0.6  # an axis starts at zero unless the smallest value is more than this share of the largest
TICKS = 5
THOUSANDS = 1000
WHOLE = 100.0  # percent
ANNUAL = ("academic_year", "financial_year", "calendar_year", "part_year")


@dataclass(frozen=True)
class Line:
    """One series: `period_id`, `period_kind`, `period_label`, `period_sort` and `value`, in order of period.

    Where there is a column `told`, it is what is said of each value in place of the number.
    """

    name: str
    rows: pl.DataFrame


def trend(lines: Sequence[Line], unit: str, decimals: int, breaks: Sequence[str] = ()) -> Figure:
    """Up to four lines, each named beside its end.

    A line does not run over a period that has no figure, nor over a break; `breaks` gives the first period after each,
    which need not be one that the lines have a figure for.
    """
    places = _places(lines)
    kind = lines[0].rows["period_kind"][0]
    starts = {places.get(period) or place(period, kind, 0) for period in breaks}
    broken_before = sorted(at for at in starts if min(places.values()) < at <= max(places.values()))
    values = [value for line in lines for value in line.rows["value"].drop_nulls().to_list()]
    low, high = _range(values)
    if unit == "percent":
        high = min(high, max(WHOLE, *values, low + 1))  # no room above what nothing can reach
    data = [
        _trace(line.name, number, _points(line, places, broken_before), _shown(line, unit, decimals))
        for number, line in enumerate(lines)
    ]
    return {
        "data": data,
        "layout": look.layout(
            margin={"l": 60, "r": 118, "t": ABOVE, "b": FOOT},
            xaxis=look.axis(
                **_ticks(lines, places), showgrid=False, range=[min(places.values()) - 0.3, max(places.values()) + 0.3]
            ),
            yaxis=look.axis(
                range=[low, high],
                ticksuffix=look.tick_suffix(unit),
                nticks=TICKS,
                tickformat=",~r" if high >= THOUSANDS else "",
            ),
            annotations=[*_names(lines, (low, high), unit, decimals), *_break_names(broken_before)],
            shapes=[_break_line(place) for place in broken_before],
        ),
    }


def _shown(line: Line, unit: str, decimals: int) -> str:
    """What follows the name where the pointer rests."""
    return "%{text}" if "told" in line.rows.columns else f"%{{text}}: %{{y:,.{decimals}f}}{look.tick_suffix(unit)}"


def starts_at_zero(lines: Sequence[Line]) -> bool:
    """Whether the value axis begins at zero; a chart whose axis does not must say so."""
    return _range([value for line in lines for value in line.rows["value"].drop_nulls().to_list()])[0] == 0


def place(period_id: str, kind: str, sort: int) -> float:
    """Where a period stands on the time axis, one step to a period of its kind, so that gaps keep their width."""
    if kind == "quarter":
        year, quarter = period_id.split(" Q")
        return int(year) * 4 + int(quarter)
    if kind == "month":
        year, month = period_id.split("-")
        return int(year) * 12 + int(month)
    if kind == "rolling_year":
        year, month = period_id.split(" ", maxsplit=1)[0].split("-")
        return int(year) + (int(month) - 1) / 12
    if kind in ANNUAL:
        found = re.match(r"\d{4}", period_id)
        return int(found[0]) if found else sort
    return sort


def _places(lines: Sequence[Line]) -> dict[str, float]:
    rows = [row for line in lines for row in line.rows.select("period_id", "period_kind", "period_sort").iter_rows()]
    return {period_id: place(period_id, kind, sort) for period_id, kind, sort in rows}


def _ticks(lines: Sequence[Line], places: Mapping[str, float]) -> dict[str, object]:
    labels = {
        places[period_id]: _short(period_id, kind, text)
        for line in lines
        for period_id, kind, text in line.rows.select("period_id", "period_kind", "period_label").iter_rows()
    }
    shown = sorted(labels)
    step = -(-len(shown) // TICKS)
    kept = shown[::-1][::step][::-1]  # the latest period always has its label
    return {"tickvals": kept, "ticktext": [labels[place] for place in kept], "tickangle": 0}


def _short(period_id: str, kind: str, text: str) -> str:
    if kind == "years_after_ks4":
        return period_id.split(" ", maxsplit=1)[0]
    if kind == "quarter":
        return "<br>".join(reversed(period_id.split(" ")))
    if kind in ("academic_year", "financial_year"):
        return f"{period_id[:4]}<br>to {period_id[5:]}"  # two lines: five of these fit a narrow screen
    return period_id if kind == "calendar_year" else look.broken(text, 10)


def _points(
    line: Line, places: Mapping[str, float], broken_before: Sequence[float]
) -> list[tuple[float, float | None, str]]:
    """Place, value and label of each period, with an empty point wherever the line must not run on."""
    said = pl.format("{}: {}", "period_label", "told") if "told" in line.rows.columns else pl.col("period_label")
    rows = line.rows.select("period_id", "value", said).iter_rows()
    known = sorted((places[period_id], value, text) for period_id, value, text in rows)
    points: list[tuple[float, float | None, str]] = known[:1]
    for (before, _, _), (at, value, text) in pairwise(known):
        if at - before > 1 or any(before < edge <= at for edge in broken_before):
            points.append(((before + at) / 2, None, ""))
        points.append((at, value, text))
    return points


def _trace(name: str, number: int, points: Sequence[tuple[float, float | None, str]], shown: str) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [place for place, _, _ in points],
        "y": [value for _, value, _ in points],
        "text": [text for _, _, text in points],
        "connectgaps": False,
        "line": {"color": look.LINES[number], "width": 3, "dash": look.DASHES[number]},
        "marker": {"symbol": look.MARKERS[number], "size": 8, "color": look.LINES[number]},
        "hovertemplate": f"{name}<br>{shown}<extra></extra>",
        "cliponaxis": False,
    }


def _range(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    if low < 0 or low <= ZERO_BASED_BELOW * high:
        return min(low * 1.1, 0.0), high * 1.12 or 1.0
    room = max((high - low) * 0.3, high * 0.02)
    return low - room, high + room


def _names(
    lines: Sequence[Line], value_range: tuple[float, float], unit: str, decimals: int
) -> list[dict[str, object]]:
    """Each line's name and last value beside its end, moved apart where they would touch."""
    ends = []
    for line in lines:
        known = line.rows.filter(pl.col("value").is_not_null()).sort("period_sort")
        if not known.is_empty():
            last = known.row(-1, named=True)
            told = last.get("told") or f"{last['value']:,.{decimals}f}{look.tick_suffix(unit)}"
            ends.append((last["value"], f"{look.broken(line.name)}<br><b>{told}</b>"))
    ends.sort()
    pixels = (HEIGHT - ABOVE - FOOT) / (value_range[1] - value_range[0])
    halves = [LINE_HEIGHT * (text.count("<br>") + 1) / 2 for _, text in ends]
    heights, floor = [], value_range[0] * pixels - BELOW
    for (value, _), half in zip(ends, halves, strict=True):
        heights.append(max(value * pixels, floor + half))
        floor = heights[-1] + half
    ceiling = value_range[1] * pixels + ABOVE
    for place in reversed(range(len(ends))):  # and down again from the top, where they would leave the chart
        heights[place] = min(heights[place], ceiling - halves[place])
        ceiling = heights[place] - halves[place]
    return [
        look.label(
            1,
            value,
            text,
            xref="paper",
            xanchor="left",
            yanchor="middle",
            xshift=8,
            yshift=round(height - value * pixels),
        )
        for (value, text), height in zip(ends, heights, strict=True)
    ]


def _break_line(at: float) -> dict[str, object]:
    return {
        "type": "line",
        "x0": at - 0.5,
        "x1": at - 0.5,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": look.INK, "width": 1.5, "dash": "dot"},
    }


def _break_names(broken_before: Sequence[float]) -> list[dict[str, object]]:
    return [
        look.label(at - 0.5, 1, "Series break", yref="paper", yanchor="bottom", xanchor="center")
        for at in broken_before
    ]
