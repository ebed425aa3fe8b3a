"""The three academic years of a review, and when reviews are due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.errors import ReleaseError

YEARS: Final = 3
FIRST_ENDS: Final = 2024  # the first review's window ends with the academic year 2024/25
_FINAL_RETURNS: Final = 12  # the month from which the final returns of a year that ended in July are in
_YEAR: Final = re.compile(r"(\d{4})/(\d{2})")


@dataclass(frozen=True)
class Window:
    """Three academic years; `last` is the calendar year in which the third begins."""

    last: int

    @property
    def years(self) -> list[str]:
        """Their names, the earliest first: "2022/23"."""
        return [academic_year(self.last - back) for back in reversed(range(YEARS))]

    @property
    def label(self) -> str:
        """The three together, as releases name them: "2022/23 to 2024/25"."""
        return f"{self.years[0]} to {self.years[-1]}"

    @property
    def before(self) -> Window:
        """The window of the review before."""
        return Window(self.last - YEARS)

    @property
    def slug(self) -> str:
        """For names of files: "2022-23-to-2024-25"."""
        return self.label.replace("/", "-").replace(" ", "-")


def window_to(text: str) -> Window:
    """The window that ends with an academic year such as "2024/25".

    Raises:
        ReleaseError: it is no academic year.
    """
    found = _YEAR.fullmatch(text)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ReleaseError(
            f"“{text}” is not an academic year.",
            why="A review covers three academic years and is named by the last of them.",
            fix="Write it as 2024/25.",
        )
    return Window(int(found[1]))


def last_complete(today: date) -> Window:
    """The window of the latest academic year whose final returns are in on a day, whether or not a review is due."""
    return Window(today.year - 1 if today.month >= _FINAL_RETURNS else today.year - 2)


def is_due(window: Window) -> bool:
    """Whether a review ends with it: every third year from the first."""
    return window.last >= FIRST_ENDS and (window.last - FIRST_ENDS) % YEARS == 0


def next_due(window: Window) -> Window:
    """The window itself where a review ends with it, else that of the next review."""
    return window if is_due(window) else next_due(Window(max(window.last + 1, FIRST_ENDS)))


def academic_year(starts: int) -> str:
    """The name of the academic year that begins in a calendar year."""
    return f"{starts}/{(starts + 1) % 100:02}"
