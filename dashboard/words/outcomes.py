"""What an outcome shows, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.queries.outcomes import Group, Outcome
from dashboard.words import numbers

NONE_YET = "This release has no figures from linked records, so no outcomes can be shown."
Row = Mapping[str, Any]


def figure(row: Row | None, outcome: Outcome, decimals: int = 0) -> str:
    """A rate with its mark, or how many; a row that is not there is of a group with nobody in it."""
    if row is None:
        return "no figure"
    if outcome.is_number:
        return numbers.number(row["numerator"])
    return numbers.rate(row["rate"], row["rate_status"], decimals)


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
    told = [
        f"{group.label}: {figure(by_group[group.value], outcome, decimals)}"
        for group in groups
        if group.value in by_group
    ]
    return f"In {latest['period_label'][0]}, {'; '.join(told)}."


def within(words: str) -> str:
    """A title within a sentence: its first letter small, unless it begins with a capital that stays one."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def answers(outcome: Outcome) -> str:
    """Who answers for it."""
    return f"Who answers for it: the {numbers.DEPARTMENTS.get(outcome.owner, outcome.owner)}."
