"""Ribbons from what people did at one age to what they did at the next: a Sankey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures import look
from dashboard.figures.look import Figure

HEIGHT = 620
_THIN = 0.035  # of everyone: too thin for words
_TOP, _BOTTOM = 0.03, 0.99
_GAP = 10  # pixels between the boxes of one age


@dataclass(frozen=True)
class Flow:
    """So many people who did one thing at one age and another, or the same, at the next."""

    from_age: int
    to_age: int
    from_activity: str
    to_activity: str
    people: int


@dataclass(frozen=True)
class Kind:
    """An activity: its name, its short name on the chart, and its colour."""

    name: str
    short_name: str
    colour: str


def flows(found: Sequence[Flow], kinds: Mapping[str, Kind]) -> Figure:
    """A column of boxes for each age, each box in the place that its activity has in `kinds`.

    Words stand on the boxes that are thick enough; the key above the chart names every colour.
    """
    ages = sorted({flow.from_age for flow in found} | {flow.to_age for flow in found})
    size: dict[tuple[int, str], int] = {}
    for flow in found:
        if flow.from_age == ages[0]:
            _add(size, (flow.from_age, flow.from_activity), flow.people)
        _add(size, (flow.to_age, flow.to_activity), flow.people)
    everyone = {age: sum(people for (of, _), people in size.items() if of == age) for age in ages}
    boxes = [(age, activity) for age in ages for activity in kinds if (age, activity) in size]
    number = {box: place for place, box in enumerate(boxes)}
    middle = _middles(boxes, size, everyone)
    across = {age: place / max(len(ages) - 1, 1) for place, age in enumerate(ages)}
    kept = [flow for flow in found if (flow.from_age, flow.from_activity) in number]
    return {
        "data": [
            {
                "type": "sankey",
                "arrangement": "fixed",
                "node": {
                    "x": [min(max(across[age], 0.001), 0.999) for age, _ in boxes],
                    "y": [middle[box] for box in boxes],
                    "label": ["" for _ in boxes],
                    "customdata": [f"{kinds[activity].name}, at {age}" for age, activity in boxes],
                    "color": [kinds[activity].colour for _, activity in boxes],
                    "line": {"color": look.INK, "width": 0.5},
                    "pad": _GAP,
                    "thickness": 16,
                    "hovertemplate": "%{customdata}: %{value:,}<extra></extra>",
                },
                "link": {
                    "source": [number[flow.from_age, flow.from_activity] for flow in kept],
                    "target": [number[flow.to_age, flow.to_activity] for flow in kept],
                    "value": [flow.people for flow in kept],
                    "color": [_pale(kinds[flow.from_activity].colour) for flow in kept],
                    "hovertemplate": "%{source.customdata}<br>to %{target.customdata}: %{value:,}<extra></extra>",
                },
            }
        ],
        "layout": look.layout(
            margin={"l": 4, "r": 4, "t": 30, "b": 4},
            annotations=[
                *(
                    look.label(
                        across[age], 1, f"At {age}", xref="paper", yref="paper", yanchor="bottom", **_edge(across[age])
                    )
                    for age in ages
                ),
                *(
                    look.label(
                        across[age],
                        1 - middle[age, activity],
                        kinds[activity].short_name,
                        xref="paper",
                        yref="paper",
                        bgcolor="rgba(255,255,255,0.8)",
                        **_edge(across[age], 20),
                    )
                    for age, activity in boxes
                    if size[age, activity] > _THIN * everyone[age]
                ),
            ],
        ),
    }


def _middles(
    boxes: Sequence[tuple[int, str]], size: Mapping[tuple[int, str], int], everyone: Mapping[int, int]
) -> dict[tuple[int, str], float]:
    """The height of the middle of each box, from the top, boxes of one age below one another."""
    found = {}
    for age, people in everyone.items():
        here = [box for box in boxes if box[0] == age]
        room = _BOTTOM - _TOP - _GAP / HEIGHT * (len(here) - 1)
        top = _TOP
        for box in here:
            tall = room * size[box] / (people or 1)
            found[box] = top + tall / 2
            top += tall + _GAP / HEIGHT
    return found


def _add(size: dict[tuple[int, str], int], box: tuple[int, str], people: int) -> None:
    size[box] = size.get(box, 0) + people


def _edge(across: float, shift: int = 0) -> dict[str, object]:
    if across == 1:
        return {"xanchor": "right", "xshift": -shift}
    return {"xanchor": "left", "xshift": shift}


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.32)"
