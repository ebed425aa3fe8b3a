"""What a council's figure says beside England's, without making a rank of chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from statistics import quantiles

from dashboard.figures.funnel import Point, position, z_score
from dashboard.queries.areas import Comparison, Councils, Funnel
from dashboard.snapshot import ENGLAND
from dashboard.words.numbers import UNITS, difference, figure, listed, number, plural

POSITIONS = {
    "far above": "Higher than England, well beyond the usual spread",
    "above": "Higher than England, beyond the usual spread",
    "within": "Within the usual spread about England",
    "below": "Lower than England, beyond the usual spread",
    "far below": "Lower than England, well beyond the usual spread",
}
MOST_NAMED = 3


def unknown_area(asked: str, place: str, names: Mapping[str, str]) -> list[str]:
    """What to say where an address asks for a place that is no council in force; nothing where it is one, or England.

    Args:
        asked: the code in the address.
        place: the council found by it; empty: none.
        names: of all areas by code, ended ones too.
    """
    if place or asked in ("", ENGLAND):
        return []
    if asked in names:
        return [f"{names[asked]} ({asked}) is not a council in force, so all of England is shown."]
    return [f"There is no council with the code {asked}, so all of England is shown."]


def reading(found: Comparison) -> str:
    """One council beside England: whether it differs, and by more than chance where counts allow that to be told."""
    indicator = found.councils.indicator
    if indicator.unit in ("people", "households"):
        return "A count: larger places have more."
    if found.own is None or found.own["value"] is None:
        return "No figure to compare."
    if found.position is not None:
        return _beside_spread(found.position, indicator.better_direction)
    if found.england is None or found.england["value"] is None:
        return "No figure for England to compare with."
    gap = round(found.own["value"] - found.england["value"], indicator.decimals)
    if gap == 0:
        return "The same as England."
    size = difference(gap, indicator.unit, indicator.decimals)
    return f"{size} {'higher' if gap > 0 else 'lower'} than England; no counts are published to tell it from chance."


def _beside_spread(where: str, better: str) -> str:
    if where == "within" or better == "none":
        return f"{POSITIONS[where]}."
    is_better = where.endswith("above") == (better == "higher")
    return f"{POSITIONS[where]}: {'better' if is_better else 'worse'}."


def map_says(rows: Councils, names: dict[str, str], chosen: str) -> str:
    """How widely councils differ, without naming the ends."""
    indicator = rows.indicator
    values = [row["value"] for code in names if (row := rows.by_place.get(code)) and row["value"] is not None]
    absent = len(names) - len(values)
    parts = []
    if len(values) > 3:  # noqa: PLR2004 - quarters of fewer mean nothing
        low, _, high = quantiles(values, n=4)
        parts.append(f"Half of councils lie between {_value(rows, low)} and {_value(rows, high)}.")
    if rows.england is not None and rows.england["value"] is not None and indicator.unit in UNITS:
        parts.append(f"England: {_value(rows, rows.england['value'])}.")
    own = rows.by_place.get(chosen)
    if own is not None:
        parts.append(
            f"{names[chosen]}: {figure(own['value'], own['value_status'], indicator.unit, indicator.decimals)}."
        )
    if absent:
        parts.append(f"{plural(absent, 'council')} of {len(names)} {'has' if absent == 1 else 'have'} no figure.")
    return " ".join(parts)


def funnel_says(found: Funnel) -> str:
    """How many councils lie within the limits, which stand furthest beyond them, and where the chosen one lies."""
    counts = Counter(place_of(point, found) for point in found.points)
    words = f"{counts['within']} of {plural(len(found.points), 'council')} lie within the usual spread about England."
    words += f" {_furthest_says(found)}"
    for point in found.points:
        if point.is_chosen:
            where = POSITIONS[place_of(point, found)]
            words += f" {point.name}: {where[0].lower()}{where[1:]}."
    return words


def place_of(point: Point, found: Funnel) -> str:
    """Where a council lies in a funnel plot: a key of `POSITIONS`."""
    return position(point.people, point.value, found.centre, found.scale, found.spread)


def furthest(found: Funnel) -> list[Point]:
    """The councils well beyond the limits, the furthest first."""
    far = [point for point in found.points if place_of(point, found).startswith("far")]
    return sorted(far, key=lambda point: -abs(z_score(point, found.centre, found.scale)))


def _furthest_says(found: Funnel) -> str:
    """The councils well beyond the limits, at most three by name."""
    far = furthest(found)
    if not far:
        return "None lies well beyond it."
    named = listed(
        [f"{point.name} ({place_of(point, found).removeprefix('far ')} England)" for point in far[:MOST_NAMED]]
    )
    if len(far) > MOST_NAMED:
        return f"{number(len(far))} lie well beyond it, the furthest {named}."
    return f"Well beyond it: {named}."


def spread_says(spread: float) -> str:
    """How the limits of a funnel plot were made, with where the method is from."""
    chance = "The limits are those that chance alone gives about England’s figure (exact binomial)"
    if spread <= 1:
        return f"{chance}: councils differ by no more than that."
    return (
        f"{chance}, made {number(spread, 1)} times as wide because councils differ by more than chance "
        "(over-dispersion). Method: D. J. Spiegelhalter, Funnel plots for comparing institutional performance, "
        "Statistics in Medicine 24 (2005), 1185 to 1202: multiplicative, from z scores winsorised at 10%."
    )


def legend(edges: list[float], rows: Councils) -> list[str]:
    """The classes of the map in words, the lowest first."""
    if not edges:
        return ["Every council with a figure"]
    shown = [_value(rows, edge) for edge in edges]
    middle = [f"{low} to under {high}" for low, high in pairwise(shown)]
    return [f"Under {shown[0]}", *middle, f"{shown[-1]} or more"]


def alike_says(count: int) -> str:
    """What the similar areas are."""
    return f"the middle of {number(count)} similar areas"


def _value(rows: Councils, value: float) -> str:
    return figure(value, "published", rows.indicator.unit, rows.indicator.decimals)
