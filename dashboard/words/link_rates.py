"""Link rates, and how far to trust them, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dashboard.words import numbers
from dashboard.words.records import sentence

Row = Mapping[str, Any]

GROUPS: Final = {
    "sex": "Sex",
    "ethnicity_5": "Ethnicity",
    "sen": "Special educational needs",
    "local_authority_code": "Council",
}
# Of groups: what the record says, where it says anything. Nobody is left out for having no group.
GROUP_NAMES: Final = {
    "F": "Female",
    "M": "Male",
    "asian": "Asian",
    "black": "Black",
    "mixed": "Mixed",
    "white": "White",
    "other": "Another ethnic group",
    "ehc_plan": "EHC plan",
    "sen_support": "SEN support",
    "none": "No special educational needs",
    "unknown": "Recorded as not known",
    "not known": "Not recorded",
}
COMPARED: Final = 100  # people: a rate of fewer moves by a point for each of them
PERCENT: Final = 100
EXTREMES: Final = 5
_LAST_BIT: Final = 1e-6  # so that .29, which is a little less in binary, is 29%
NOT_RECORDED: Final = "not recorded"  # by a version of the linkage that did not work it out
SHOWN: Final = (
    "How many links were missed cannot be told without knowing the truth. The last column says, of the links that the "
    "pairs of records that were weighed show, how many were made. Records so unlike that they never came up as a pair "
    "are not among them, so 100% does not mean that nobody was missed."
)


def pair_name(pair: tuple[str, str]) -> str:
    """`DfE to DWP`: people of the first, looked for in the second."""
    return " to ".join(pair)


def rate(value: float | None) -> str:
    """A link rate."""
    return "none" if value is None else f"{numbers.number(value, 1)}%"


def strict(row: Row) -> str:
    """The rate of the surest links alone."""
    return NOT_RECORDED if row["strict_link_rate"] is None else rate(row["strict_link_rate"])


def likely(row: Row) -> str | None:
    """The range of a rate that the surest links alone do not tell: `between 91.2% and 93.0%`; None where they do."""
    if row["imputed_link_rate"] is None:
        return None
    return f"between {rate(row['imputed_link_rate_low'])} and {rate(row['imputed_link_rate_high'])}"


def thresholds_say(row: Row) -> str:
    """What the rates of all links, of the surest and between them mean, with the probabilities that part them."""
    if row["strict_threshold"] is None:
        return (
            "All links are those that were taken. From which probability on, and how many of them are among the "
            "surest, is not recorded of this run."
        )
    named, nameless, surest = (_chance(row[f"{name}_threshold"]) for name in ("named", "nameless", "strict"))
    return (
        f"All links are those that the model gives a probability of {named} or more, or of {nameless} where a record "
        f"has no name and no number agrees; surest links are those of {surest} or more. Where the two rates are more "
        "than a point apart, the rate of all links is unsure: below it stands the range in which it lies 95 times in "
        "100 if each possible link counts by its probability."
    )


def floor(value: float | None, decimals: int = 2) -> str:
    """A share near 100 that is never rounded up to it."""
    size = 10**decimals
    return "none" if value is None else f"{numbers.number(math.floor(value * size) / size, decimals)}%"


def pair_says(row: Row) -> str:
    """A pair's link rate, and how far to trust it."""
    own, other = row["department"], row["other_department"]
    say = (
        f"{own} to {other}: {rate(row['link_rate'])} of the {numbers.plural(row['persons'], 'person', 'people')} in "
        f"records of {own} are linked to a person in records of {other}. {_doubt(row)}"
    )
    if row["expected_precision"] is not None:
        say += f" Of all these links {floor(row['expected_precision'] * PERCENT)} are expected to be right"
        if row["expected_share_found"] is None:
            return say + "."
        found = floor(row["expected_share_found"], 1)
        say += f", and they are {found} of those that the weighed pairs show."
    return say


def _doubt(row: Row) -> str:
    if row["strict_link_rate"] is None:
        return "How many of them by the surest links is not recorded."
    between = likely(row)
    return f"By the surest links alone it is {strict(row)}{f'; likely it is {between}' if between else ''}."


def _chance(probability: float) -> str:
    """A probability in percent, never rounded up: `50%`, `99.78%`."""
    return f"{math.floor(probability * PERCENT * PERCENT + _LAST_BIT) / PERCENT:g}%"


def groups_say(everyone: Row, found: Sequence[Row]) -> str:
    """For whom a pair's link rate is lowest and highest, beside everyone; small groups are not compared."""
    compared = [group for group in found if group["persons"] >= COMPARED]
    say = f"Everyone: {rate(everyone['link_rate'])}."
    if len(compared) < 2:  # noqa: PLR2004 - nothing to compare
        return f"{say} Too few groups of {COMPARED} people or more to compare."
    lowest, highest = compared[0], compared[-1]
    return (
        f"{say} Lowest: {lowest['name']}, {rate(lowest['link_rate'])}, {_apart(lowest, everyone)}. "
        f"Highest: {highest['name']}, {rate(highest['link_rate'])}, {_apart(highest, everyone)}."
    )


def group_name(kind: str, value: str, area_names: Mapping[str, str]) -> str:
    """A group in words; a council by its name."""
    if kind == "local_authority_code":
        return area_names.get(value, GROUP_NAMES.get(value, value))
    return GROUP_NAMES.get(value, sentence(value))


def _apart(group: Row, everyone: Row) -> str:
    points = round(group["link_rate"], 1) - round(everyone["link_rate"], 1)
    if round(points, 1) == 0:
        return "the same"
    return f"{numbers.difference(points, 'percent', 1)} {'higher' if points > 0 else 'lower'}"


def difference(group: Row, everyone: Row) -> str:
    """A group's rate beside everyone's, in points with its sign."""
    points = round(group["link_rate"], 1) - round(everyone["link_rate"], 1)
    return f"{'+' if round(points, 1) > 0 else ''}{numbers.number(points, 1)}"


def trend_says(name: str, values: Sequence[tuple[str, float]]) -> str:
    """How a pair's link rate moved from the first run to the last, from days and rates."""
    (first_day, first), (last_day, last) = values[0], values[-1]
    change = round(last, 1) - round(first, 1)
    moved = (
        f"{numbers.difference(change, 'percent', 1)} {'higher' if change > 0 else 'lower'} than"
        if round(change, 1)
        else "the same as"
    )
    return f"{name}: {rate(last)} on {last_day}, {moved} on {first_day}."


def model_says(row: Row, runs: int) -> str:
    """Which model the links in use come from, since when it is used, and when it was last used."""
    taught, finished = row["model_used_since"], row["finished_at"]
    return (
        f"The links in use are those of run {row['run_id']}, which finished on {numbers.moment(finished)}. They were "
        f"made with linkage model {row['model_version']}, taught and first used on {numbers.day(taught)}. "
        + ("It is the only run so far." if runs == 1 else f"{numbers.number(runs)} runs so far.")
    )
