"""Record-level returns, the rules that rows broke, and link rates, in words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from dashboard.words import numbers

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
RULES: Final = {
    "blank": "Something that every row must say is blank",
    "duplicate_key": "Another row of the file says something else under the same reference",
    "ends_on_or_after_it_starts": "It ends before it starts",
    "implausible": "The date of birth cannot be right",
    "in_the_future": "A date has yet to come",
    "makes_nobody_older_than_110": "The year and month of birth make the person older than 110",
    "no_reference": "Nothing says whose record it is",
    "unknown_code": "A code is not on the list of its year",
    "unreadable": "A date or a number cannot be read",
    "without_its_parent": "The record that it belongs to was set aside",
}
LIMITS: Final = {
    "nullability": "is blank",
    "min": "is below what is possible",
    "max": "is above what is possible",
    "nan": "is not a number",
    "inf": "is not a number",
}
COMPARED: Final = 100  # people: a rate of fewer moves by a point for each of them
PERCENT: Final = 100
EXTREMES: Final = 5
_QUARTERS: Final = {"1": "January to March", "2": "April to June", "3": "July to September", "4": "October to December"}


def period(text: str | None) -> str:
    """A period of a return: `June 2025`, of a day `Up to 30 June 2025`, of a quarter `April to June 2025`."""
    if text is None:
        return ""
    if text == "whole history":
        return "All years so far"
    if found := re.fullmatch(r"(\d{4}) Q([1-4])", text):
        return f"{_QUARTERS[found[2]]} {found[1]}"
    if re.fullmatch(r"\d{4}-\d{2}", text):
        return f"{date.fromisoformat(text + '-01'):%B %Y}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return f"Up to {numbers.day(date.fromisoformat(text))}"
    return text[0].upper() + text[1:]


def rule(name: str) -> str:
    """Why rows were set aside, as a person says it."""
    column, _, limit = name.partition("|")
    if limit:
        return f"{_sentence(column)} {LIMITS.get(limit, 'has not the right form')}"
    return RULES.get(name, f"It breaks the rule “{name.replace('_', ' ')}”")


def feeds_summary(found: Sequence[Row]) -> str:
    """How much came, and how much of it is late."""
    came = [feed for feed in found if feed["extracts"]]
    late = [feed["title"] for feed in came if feed["late_by_days"]]
    files, rows, aside = (
        sum(feed[name] for feed in came) for name in ("extracts", "rows_received", "rows_quarantined")
    )
    say = (
        f"{len(came)} of {numbers.plural(len(found), 'return')} have come, in {numbers.plural(files, 'file')} with "
        f"{numbers.plural(rows, 'row')}. "
    )
    say += (
        f"{numbers.plural(aside, 'row')} broke a rule and {'was' if aside == 1 else 'were'} set aside. "
        if aside
        else ""
    )
    return say + (f"Late: {numbers.listed(late)}." if late else "None of these is late.")


def timeliness(feed: Row) -> str:
    """Whether the next file of a return is late, and since or until when."""
    if feed["next_due_on"] is None:
        return "None has come yet" if not feed["extracts"] else "No row could be accepted yet"
    due = numbers.day(feed["next_due_on"])
    if feed["late_by_days"]:
        return f"Next was due {due}, {numbers.plural(feed['late_by_days'], 'day')} ago"
    return f"Next due {due}"


def pair_name(pair: tuple[str, str]) -> str:
    """`DfE to DWP`: people of the first, looked for in the second."""
    return " to ".join(pair)


def rate(value: float | None) -> str:
    """A link rate."""
    return "none" if value is None else f"{numbers.number(value, 1)}%"


def floor(value: float | None, decimals: int = 2) -> str:
    """A share near 100 that is never rounded up to it."""
    size = 10**decimals
    return "none" if value is None else f"{numbers.number(math.floor(value * size) / size, decimals)}%"


def pair_says(row: Row) -> str:
    """A pair's link rate, and how far to trust it."""
    own, other = row["department"], row["other_department"]
    say = (
        f"{own} to {other}: {rate(row['link_rate'])} of the {numbers.plural(row['persons'], 'person', 'people')} in "
        f"records of {own} are linked to a person in records of {other}."
    )
    if row["expected_precision"] is not None:
        say += f" Of these links {floor(row['expected_precision'] * PERCENT)} are expected to be right"
        if row["expected_share_found"] is None:
            return say + "."
        found = floor(row["expected_share_found"], 1)
        say += f", and by the model's own reckoning they are {found} of the links there are to find."
    return say


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
    return GROUP_NAMES.get(value, _sentence(value))


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


def _sentence(name: str) -> str:
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]
