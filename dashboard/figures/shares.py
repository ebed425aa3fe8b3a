"""Shares by age, one above the other: together they are everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.figures import look
from dashboard.figures.flows import Kind
from dashboard.figures.look import Figure

HEIGHT = 420
_THICK = 9.0  # percent: thick enough for words
PERCENT = 100


def shares(
    ages: Sequence[int],
    by_kind: Mapping[str, Sequence[float | None]],
    kinds: Mapping[str, Kind],
    told: Mapping[str, Sequence[str]],
) -> Figure:
    """A stacked area; a kind's words stand where its band is thickest, if that is thick enough.

    Args:
        ages: from left to right.
        by_kind: the share of each kind at each age, in percent; none where it is withheld. Protected shares that add up
            to more than everyone are drawn as parts of their sum.
        kinds: in the order from the bottom up.
        told: the same shares in words.
    """
    drawn = [key for key in kinds if any(by_kind.get(key, ()))]
    sums = [max(PERCENT, sum(by_kind[key][place] or 0.0 for key in drawn)) for place in range(len(ages))]
    heights = {
        key: [PERCENT * (value or 0.0) / of for value, of in zip(by_kind[key], sums, strict=True)] for key in drawn
    }
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "stackgroup": "everyone",
            "x": list(ages),
            "y": heights[key],
            "line": {"width": 1, "color": look.INK},
            "fillcolor": kinds[key].colour,
            "name": kinds[key].name,
            "text": list(told[key]),
            "hovertemplate": f"{kinds[key].name}, at %{{x}}: %{{text}}<extra></extra>",
        }
        for key in drawn
    ]
    labels = []
    below = [0.0] * len(ages)
    for key in drawn:
        values = heights[key]
        thickest = max(range(len(ages)), key=values.__getitem__)
        if values[thickest] >= _THICK:
            height = below[thickest] + values[thickest] / 2
            labels.append(
                look.label(
                    ages[thickest],
                    height,
                    kinds[key].short_name,
                    bgcolor="rgba(255,255,255,0.85)",
                    **_inside(thickest, len(ages)),
                )
            )
        below = [so_far + value for so_far, value in zip(below, values, strict=True)]
    return {
        "data": data,
        "layout": look.layout(
            annotations=labels,
            xaxis=look.axis(
                tickvals=list(ages),
                title={"text": "Age at the start of the school year", "standoff": 8},
                showgrid=False,
            ),
            yaxis=look.axis(range=[0, PERCENT], ticksuffix="%"),
        ),
    }


def _inside(place: int, count: int) -> dict[str, object]:
    if place == 0:
        return {"xanchor": "left", "xshift": 4}
    return {"xanchor": "right", "xshift": -4} if place == count - 1 else {"xanchor": "center"}
