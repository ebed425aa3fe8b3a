"""A funnel plot: how far a council may ordinarily stray from England, given how many people it counts.

Chance alone keeps most councils within exact binomial limits. Real councils differ by more, so that nearly all would
lie outside and the plot would tell none apart; the limits are widened by how much they do (Spiegelhalter 2005, "Funnel
plots for comparing institutional performance", Statistics in Medicine 24, 1185-1202).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.figures import look
from dashboard.figures.look import Figure

HEIGHT = 420
STEPS = 48
INNER, OUTER = 0.025, 0.001  # in each tail: 95% and 99.8% limits
WINSORISED = 0.1  # share of z scores in each tail that are pulled in before the spread is worked out
NOT_FROM_ZERO = 0.5  # the value axis starts at zero unless the smallest value is more than this share of the largest


@dataclass(frozen=True)
class Point:
    """One council: people counted in the denominator, and its figure on the scale of the page."""

    name: str
    people: float
    value: float
    is_chosen: bool = False


def quantile(people: int, share: float, tail: float) -> float:
    """The share below which a binomial of `people` with chance `share` falls with probability `tail`.

    Interpolated between the whole counts on either side, so that limits of small councils do not jump
    (Spiegelhalter 2005, "Funnel plots for comparing institutional performance", appendix A.1.1).
    """
    if share <= 0 or share >= 1:
        return share
    middle = people * share
    spread = math.sqrt(people * share * (1 - share))
    count = max(0, math.floor(middle - 8 * spread) - 2)
    below = 0.0
    log_chance = (
        math.lgamma(people + 1)
        - math.lgamma(count + 1)
        - math.lgamma(people - count + 1)
        + count * math.log(share)
        + (people - count) * math.log1p(-share)
    )
    chance = math.exp(log_chance)
    odds = share / (1 - share)
    while below + chance < tail and count < people:
        below += chance
        chance *= (people - count) / (count + 1) * odds
        count += 1
    part = (below + chance - tail) / chance if chance else 0.0
    return min(1.0, max(0.0, (count - part) / people))


def z_score(point: Point, centre: float, scale: float) -> float:
    """How many standard errors of chance a council lies from England."""
    share = centre / scale
    return (point.value / scale - share) / math.sqrt(share * (1 - share) / point.people)


def spread(points: Sequence[Point], centre: float, scale: float) -> float:
    """How many times as far as chance puts them councils lie from England: the root of the over-dispersion, at least 1.

    The over-dispersion is the mean square of the z scores, the outermost tenth at either end pulled in to the next
    (winsorised), so that the councils that stand apart do not hide themselves by widening the limits.
    """
    if not 0 < centre < scale:
        return 1.0
    scores = sorted(z_score(point, centre, scale) for point in points)
    cut = math.floor(WINSORISED * len(scores))
    low, high = scores[cut], scores[-1 - cut]
    dispersion = sum(min(max(score, low), high) ** 2 for score in scores) / len(scores)
    return max(1.0, math.sqrt(dispersion))


@lru_cache(maxsize=4096)
def limits(people: int, share: float, spread: float = 1.0) -> tuple[float, float, float, float]:
    """The lower 99.8%, lower 95%, upper 95% and upper 99.8% limits as shares.

    Exact binomial limits, their distances from `share` multiplied by `spread`. Small councils, whose chances lean to
    one side, keep limits that lean; those of large ones are the multiplicative limits of the normal approximation.
    """
    chance = (quantile(people, share, tail) for tail in (OUTER, INNER, 1 - INNER, 1 - OUTER))
    far_low, low, high, far_high = (min(1.0, max(0.0, share + spread * (limit - share))) for limit in chance)
    return far_low, low, high, far_high


def position(people: float, value: float, centre: float, scale: float, spread: float = 1.0) -> str:
    """Where a figure lies: `within`, `above` or `below` the 95% limits, or `far above` or `far below` the 99.8% ones.

    Args:
        people: the denominator.
        value: the figure, on the scale of the page (100 for percentages, 1,000 for rates per 1,000).
        centre: England's figure on the same scale.
        scale: what a share is multiplied by.
        spread: how many times as far as chance puts them councils lie from England.
    """
    far_low, low, high, far_high = limits(round(people), centre / scale, spread)
    share = value / scale
    if share > far_high:
        return "far above"
    if share < far_low:
        return "far below"
    if share > high:
        return "above"
    return "below" if share < low else "within"


def starts_at_zero(points: Sequence[Point]) -> bool:
    """Whether the value axis begins at zero; a chart whose axis does not must say so."""
    values = [point.value for point in points]
    return min(values) <= NOT_FROM_ZERO * max(values)


def funnel(  # noqa: PLR0913 - what is drawn and on which scale, named where it is made
    points: Sequence[Point],
    centre: float,
    scale: float,
    unit: str,
    spread: float = 1.0,
    *,
    named: Sequence[Point] = (),
) -> Figure:
    """Every council by how many people it counts, England's figure as a line and the limits about it.

    The chosen council and those `named` have their names beside them. The limits of the smallest councils may leave the
    chart, whose height is that of the councils' own figures.
    """
    most = max(point.people for point in points)
    least = max(1.0, min(point.people for point in points))
    steps = [round(least * (most * 1.05 / least) ** (step / STEPS)) for step in range(STEPS + 1)]
    bounds = [limits(step, centre / scale, spread) for step in steps]
    lines = [
        _limit(steps, [bound[place] * scale for bound in bounds], dash)
        for place, dash in ((0, "dot"), (1, "dash"), (2, "dash"), (3, "dot"))
    ]
    chosen = [point for point in points if point.is_chosen]
    lowest, highest = min(point.value for point in points), max(point.value for point in points)
    room = 0.12 * (highest - lowest)
    bottom = -0.02 * highest if starts_at_zero(points) else lowest - room
    top = highest * 1.12 if starts_at_zero(points) else highest + room
    return {
        "data": [
            *lines,
            {
                "type": "scatter",
                "mode": "lines",
                "x": [steps[0], steps[-1]],
                "y": [centre, centre],
                "line": {"color": look.INK, "width": 1.5},
                "hoverinfo": "skip",
            },
            _points([point for point in points if not point.is_chosen], look.PLAIN_BAR, 9, unit),
            _points(chosen, look.PINK, 14, unit),
        ],
        "layout": look.layout(
            margin={"l": 52, "r": 16, "t": 16, "b": 56},
            xaxis=look.axis(
                type="log",
                title={"text": "People counted, logarithmic scale", "font": look.FONT, "standoff": 8},
                showgrid=False,
                tickangle=0,
                tickvals=_round_numbers(steps[0], steps[-1]),
                ticktext=[f"{n:,}" for n in _round_numbers(steps[0], steps[-1])],
            ),
            yaxis=look.axis(range=[bottom, top], ticksuffix=look.tick_suffix(unit), nticks=6),
            annotations=[
                look.label(
                    math.log10(point.people),
                    point.value,
                    f"<b>{point.name}</b>" if point.is_chosen else point.name,
                    yanchor="bottom",
                    yshift=8,
                    bgcolor="rgba(255,255,255,0.85)",
                )
                for point in dict.fromkeys([*named, *chosen])
            ]
            + [
                look.label(
                    0,
                    centre,
                    f"England {centre:.1f}{look.tick_suffix(unit)}",
                    xref="paper",
                    xanchor="left",
                    yanchor="bottom",
                    bgcolor="rgba(255,255,255,0.85)",
                )
            ],
        ),
    }


def _limit(steps: Sequence[int], values: Sequence[float], dash: str) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": steps,
        "y": values,
        "hoverinfo": "skip",
        "line": {"color": look.LIMIT, "width": 1.5, "dash": dash},
    }


def _points(points: Sequence[Point], colour: str, size: int, unit: str) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point.people for point in points],
        "y": [point.value for point in points],
        "text": [point.name for point in points],
        "marker": {"size": size, "color": colour, "line": {"color": look.INK, "width": 1}},
        "hovertemplate": f"%{{text}}<br>%{{y:.1f}}{look.tick_suffix(unit)} of %{{x:,.0f}}<extra></extra>",
        "cliponaxis": False,
    }


def _round_numbers(low: float, high: float) -> list[int]:
    """1 and 3 times a power of ten, for a logarithmic axis; more would touch on a narrow screen."""
    numbers = [step * 10**power for power in range(7) for step in (1, 3)]
    return [number for number in numbers if low <= number <= high]
