"""Record-level returns and the rules that rows broke, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from dashboard.words import numbers

Row = Mapping[str, Any]

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
        return f"{sentence(column)} {LIMITS.get(limit, 'has not the right form')}"
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


def sentence(name: str) -> str:
    """A name of ours as words that begin a sentence: `start_date` is `Start date`."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]
