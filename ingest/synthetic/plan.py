"""What is to be made: how many people, which years, and the dates that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ingest.synthetic.draws import BLOCK
from pathways.errors import PathwaysError

MOST_PEOPLE: Final = 12_000_000


class SynthesisError(PathwaysError):
    """Made-up extracts could not be written as asked."""


@dataclass(frozen=True)
class Plan:
    """A run of the generator.

    Attributes:
        people: how many people, all of them in one of the year groups.
        seed: the same seed and people give the same bytes.
        first: the first calendar year, in whose summer the oldest year group finishes KS4.
        last: the last calendar year; records end on 31 August of it.
        defects: whether known defects are injected.
    """

    people: int
    seed: int
    first: int
    last: int
    defects: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.people <= MOST_PEOPLE:
            raise SynthesisError(
                f"{self.people:,} people cannot be made up.",
                why=f"There are distinct numbers for up to {MOST_PEOPLE:,}, more than the nation has of this age.",
                fix="Ask for fewer.",
            )

    @property
    def blocks(self) -> int:
        """How many blocks of people there are."""
        return -(-self.people // BLOCK)

    def size(self, block: int) -> int:
        """How many people a block has."""
        return min(BLOCK, self.people - block * BLOCK)

    @property
    def academic_years(self) -> range:
        """The calendar years in which the academic years begin."""
        return range(self.first, self.last)

    @property
    def cut(self) -> date:
        """The day up to which records are known."""
        return date(self.last, 8, 31)


def academic_year(start: int) -> str:
    """`2024-25` for the year that begins in 2024."""
    return f"{start}-{(start + 1) % 100:02d}"


def census_day(year: int) -> date:
    """The third Thursday of January."""
    first = date(year, 1, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def read_years(text: str) -> tuple[int, int]:
    """`2013-2025` as two years.

    Raises:
        SynthesisError: it is not two years, or they are in the wrong order or out of range.
    """
    first, _, last = text.partition("-")
    if not (first.isdigit() and last.isdigit() and 2009 <= int(first) < int(last) <= 2035):
        raise SynthesisError(
            f"--years {text} is not two years.",
            why="The years decide which year groups are made and which files there are.",
            fix="Give the first and the last calendar year, such as --years 2013-2025.",
        )
    return int(first), int(last)
