"""What a file says of its period: in its envelope, in its first row, or in its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from ingest.records.contract import About

_SHORT_YEARS: Final = re.compile(r"(?<!\d)(20)?(\d{2})[-_/ ]?(20)?(\d{2})(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_MONTH: Final = re.compile(r"(?<!\d)(20[0-4]\d)-?(0[1-9]|1[0-2])(?!\d)")


def academic_year(text: str) -> str | None:
    """As "2024/25", from "2425", "2024-25", "202425" or "2024/2025"; None where the two years do not follow."""
    for found in _SHORT_YEARS.finditer(text):
        first, second = int(found[2]), int(found[4])
        if second == (first + 1) % 100:
            return f"20{first:02}/{second:02}"
    return None


def by_academic_year(*said_in: str) -> Callable[[str, Mapping[str, str]], About | None]:
    """A file about one academic year, 1 August to 31 July, said in one of these places or else in its name."""

    def about(name: str, said: Mapping[str, str]) -> About | None:
        year = next((year for place in said_in if (year := academic_year(said.get(place, "")))), None)
        year = year or academic_year(name)
        return About(year, date(int(year[:4]) + 1, 1, 1)) if year else None

    return about


def by_year(*said_in: str) -> Callable[[str, Mapping[str, str]], About | None]:
    """A file about one year, such as a January census: said in one of these places, maybe in a date, or in its name."""

    def about(name: str, said: Mapping[str, str]) -> About | None:
        found = next((year for place in said_in if (year := _YEAR.search(said.get(place, "")))), None)
        found = found or _YEAR.search(name)
        return About(found[1], date(int(found[1]), 1, 31)) if found else None

    return about


def by_month(*said_in: str) -> Callable[[str, Mapping[str, str]], About | None]:
    """A file made up to a month: said in one of these places, which may hold a date, or in its name."""

    def about(name: str, said: Mapping[str, str]) -> About | None:
        found = next((month for place in said_in if (month := _MONTH.search(said.get(place, "")))), None)
        found = found or _MONTH.search(name)
        return About(f"{found[1]}-{found[2]}", date(int(found[1]), int(found[2]), 1)) if found else None

    return about
