"""The notes of a spreadsheet: what to know of a column, numbered in the order in which a reader meets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pathways.equality.table import Column, ReviewTable

NOTES: Final = "Notes"  # their sheet


def numbered(tables: Sequence[ReviewTable]) -> dict[str, int]:
    """The number of each note, from 1; columns of which the same is to be known share one."""
    found = dict.fromkeys(column.says for table in tables for column in table.columns if column.says)
    return {note: number for number, note in enumerate(found, start=1)}


def title(column: Column, numbers: Mapping[str, int]) -> str:
    """The heading of a column: its title, and below it the number of its note."""
    return f"{column.title}\n{mark(numbers[column.says])}" if column.says else column.title


def mark(number: int) -> str:
    """What refers to a note."""
    return f"[note {number}]"
