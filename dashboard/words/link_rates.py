"""Link rates, and how far to trust them, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from dashboard.words import numbers
from dashboard.words.records import sentence

Row = Mapping[str, Any]
SomeRow = TypeVar("SomeRow", bound=Row)

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
SPLIT: Final = "A council that was split since"
# Of groups that are large enough to compare: in the place of a rate, or of one that is not to be relied on.
BEYOND: Final = {"nearly_all": "nearly all", "low_reliability": "fewer than 10", "hardly_any": "hardly any"}
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


NO_DETAILS: Final = (
    "By what each pair was linked, how many links are expected to be right, and the rates of earlier runs are shown "
    "only where all records are made up: no rule protects them."
)


def pair_name(pair: tuple[str, str]) -> str:
    """`DfE to DWP`: people of the first, looked for in the second."""
    return " to ".join(pair)


def rate(value: float | None) -> str:
    """A link rate of a run."""
    return NOT_RECORDED if value is None else f"{numbers.number(value, 1)}%"


def headline(row: Row) -> str:
    """The rate of all links, or what stands in its place."""
    return numbers.rate(row["link_rate"], row["link_rate_status"], _decimals(row))


def strict(row: Row) -> str:
    """The rate of the surest links alone, or what stands in its place."""
    return numbers.rate(row["strict_link_rate"], row["strict_link_rate_status"], _decimals(row))


def _decimals(row: Row) -> int:
    return 0 if row["group_kind"] == "local_authority_code" else 1


def likely(row: Row) -> str | None:
    """The range of a rate that the surest links alone do not tell: `between 91.2% and 93.0%`; None where they do."""
    if row["imputed_link_rate"] is None or row["link_rate"] is None:
        return None
    return f"between {rate(row['imputed_link_rate_low'])} and {rate(row['imputed_link_rate_high'])}"


def thresholds_say(row: Row) -> str:
    """What the rates of all links, of the surest and between them mean, with the probabilities that part them."""
    named, nameless, surest = (_chance(row[f"{name}_threshold"]) for name in ("named", "nameless", "strict"))
    return (
        f"All links are those that the model gives a probability of {named} or more, or of {nameless} where a record "
        f"has no name and no number agrees; surest links are those of {surest} or more, on both sides. Where the two "
        "rates are more than a point apart, the rate of all links is unsure."
    )


RANGES: Final = (
    "Below a rate that is unsure stands the range in which it lies 95 times in 100 if each possible link counts by its "
    "probability."
)


def floor(value: float | None, decimals: int = 2) -> str:
    """A share near 100 that is never rounded up to it."""
    size = 10**decimals
    return "none" if value is None else f"{numbers.number(math.floor(value * size) / size, decimals)}%"


def pair_says(row: Row) -> str:
    """A pair's link rate, and how far to trust it."""
    own, other = row["department"], row["other_department"]
    say = (
        f"{own} to {other}: {headline(row)} of the {numbers.plural(row['persons'], 'person', 'people')} in records of "
        f"{own} are linked to a person in records of {other}. {_doubt(row)}"
    )
    if row["expected_precision"] is not None:
        say += f" Of all these links {floor(row['expected_precision'] * PERCENT)} are expected to be right"
        if row["expected_share_found"] is None:
            return say + "."
        found = floor(row["expected_share_found"], 1)
        say += f", and they are {found} of those that the weighed pairs show."
    return say


def _doubt(row: Row) -> str:
    between = likely(row)
    return f"By the surest links alone it is {strict(row)}{f'; likely it is {between}' if between else ''}."


def _chance(probability: float) -> str:
    """A probability in percent, never rounded up: `50%`, `99.78%`."""
    return f"{math.floor(probability * PERCENT * PERCENT + _LAST_BIT) / PERCENT:g}%"


def groups_say(everyone: Row, found: Sequence[Row]) -> str:
    """For whom a pair's link rate is lowest and highest, beside everyone; small groups are not compared."""
    compared = comparable(found)
    say = f"Everyone: {headline(everyone)}."
    if len(compared) < 2 or not _is_reliable(everyone):  # noqa: PLR2004 - nothing to compare
        return f"{say} Too few groups of {COMPARED} people or more to compare.{_not_compared(found)}"
    lowest, highest = compared[0], compared[-1]
    return (
        f"{say} Lowest: {lowest['name']}, {headline(lowest)}, {_apart(lowest, everyone)}. "
        f"Highest: {highest['name']}, {headline(highest)}, {_apart(highest, everyone)}.{_not_compared(found)}"
    )


def _not_compared(found: Sequence[Row]) -> str:
    """How many large groups are left out of it, and why: they may lie beyond the lowest and the highest."""
    large = [group["link_rate_status"] for group in found if group["persons"] >= COMPARED]
    counted = {word: large.count(status) for status, word in BEYOND.items() if status in large}
    where = "; ".join(f"{numbers.number(count)} where {word} are linked" for word, count in counted.items())
    return f" Not compared: {where}." if where else ""


def comparable(found: Sequence[SomeRow]) -> list[SomeRow]:
    """The groups that are large enough to compare and have a reliable rate."""
    return [group for group in found if group["persons"] >= COMPARED and _is_reliable(group)]


def _is_reliable(row: Row) -> bool:
    return bool(row["link_rate_status"] == "published")


def group_name(kind: str, value: str, area_names: Mapping[str, str]) -> str:
    """A group in words; a council by its name."""
    if kind == "local_authority_code":
        return SPLIT if value == "unknown" else area_names.get(value, GROUP_NAMES.get(value, value))
    return GROUP_NAMES.get(value, sentence(value))


def _apart(group: Row, everyone: Row) -> str:
    points = _points(group, everyone)
    if points == 0:
        return "the same"
    return f"{numbers.difference(points, 'percent', _decimals(group))} {'higher' if points > 0 else 'lower'}"


def difference(group: Row, everyone: Row) -> str:
    """A group's rate beside everyone's, in points with its sign."""
    if not (_is_reliable(group) and _is_reliable(everyone)):
        return "not compared"
    points = _points(group, everyone)
    return f"{'+' if points > 0 else ''}{numbers.number(points, _decimals(group))}"


def _points(group: Row, everyone: Row) -> float:
    """As the two rates are shown, with no more decimals than the group's."""
    decimals = _decimals(group)
    own, of_everyone = (round(float(row["link_rate"]), decimals) for row in (group, everyone))
    return round(own - of_everyone, decimals)


def counted_together(names: Sequence[str]) -> list[str]:
    """The smallest councils, of which there is no rate of one alone."""
    if not names:
        return []
    return [
        f"So that nobody can be recognised, the smallest councils are counted with a neighbour: {'; '.join(names)}."
    ]


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
    """Which model the links in use come from, since when it is used and when it last was, and the number of runs."""
    taught, finished = row["model_used_since"], row["finished_at"]
    return (
        f"The links in use are those of run {row['run_id']}, which finished on {numbers.moment(finished)}. They were "
        f"made with linkage model {row['model_version']}, taught and first used on {numbers.day(taught)}. "
        + {0: "", 1: "It is the only run so far."}.get(runs, f"{numbers.number(runs)} runs so far.")
    ).strip()
