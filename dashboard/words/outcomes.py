"""What an outcome shows, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.queries.outcomes import TOTAL, Asked, Group, Outcome
from dashboard.words import numbers

NONE_YET = (
    "This release has no outcomes from linked records. They appear once record-level extracts have been received and "
    "linked, and the release that holds them has passed its gates."
)
Row = Mapping[str, Any]


def figure(row: Row | None, outcome: Outcome, decimals: int = 0) -> str:
    """A rate with its mark, or how many. A row that is not there is a shown count of none, and a rate of too few."""
    if outcome.is_number:
        return numbers.number(row["numerator"] if row else 0)
    return numbers.rate(row["rate"], row["rate_status"], decimals) if row else numbers.rate(None, "confidential")


def with_counts(row: Row | None, outcome: Outcome, decimals: int = 0) -> str:
    """`62% (1,240 of 2,000)`: of a rate that is shown, what it was worked out from."""
    words = figure(row, outcome, decimals)
    if row is None or outcome.is_number or row["rate"] is None:
        return words
    return f"{words} ({numbers.number(row['numerator'])} of {numbers.number(row['denominator'])})"


def says(rows: pl.DataFrame, outcome: Outcome, groups: Sequence[Group], decimals: int = 0) -> str:
    """Each group in the latest year that there is."""
    if rows.is_empty():
        return "There is no figure."
    latest = rows.filter(pl.col("period_sort") == pl.col("period_sort").max())
    by_group = {row["breakdown"]: row for row in latest.iter_rows(named=True)}
    told = [f"{group.label}: {figure(by_group.get(group.value), outcome, decimals)}" for group in groups]
    return f"{year(latest['period_label'][0], outcome)}. {'; '.join(told)}."


def year(period: str, outcome: Outcome) -> str:
    """`2023/24, the academic year in which key stage 4 ended`: some outcomes come years later."""
    return f"{period}, {outcome.period_says}"


def split(asked: Asked) -> str:
    """`, by sex`, behind what is split; nothing of everyone."""
    return "" if asked.topic == TOTAL else f", by {within(asked.by)}"


def within(words: str) -> str:
    """A title within a sentence: its first letter small, unless it begins with a capital that stays one."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def answers(outcome: Outcome) -> str:
    """Who answers for it."""
    who = f"Who answers for it: the {numbers.DEPARTMENTS.get(outcome.owner, outcome.owner)}."
    return (
        f"{who} Councils are those where the young people finished key stage 4."
        if outcome.council_is == "at_ks4"
        else who
    )
