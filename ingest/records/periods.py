"""What a file says of its period: in its envelope, in its first row, or in its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from ingest.records.contract import About, Revision

_SHORT_YEARS: Final = re.compile(r"(?<!\d)(20)?(\d{2})[-_/ ]?(20)?(\d{2})(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_QUARTER: Final = re.compile(r"(?<!\d)(20[0-4]\d)[-_ ]?[qQ]([1-4])(?!\d)")
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


def by_day(said_in: str) -> Callable[[str, Mapping[str, str]], About | None]:
    """A file made up to a day, which a column says; the lists of that day hold."""

    def about(_name: str, said: Mapping[str, str]) -> About | None:
        try:
            day = date.fromisoformat(said.get(said_in, "")[:10])
        except ValueError:
            return None
        return About(day.isoformat(), day)

    return about


def by_quarter(said_in: str) -> Callable[[str, Mapping[str, str]], About | None]:
    """A file about a calendar quarter, as "2025-Q1" in its envelope or its name."""

    def about(name: str, said: Mapping[str, str]) -> About | None:
        found = _QUARTER.search(said.get(said_in, "")) or _QUARTER.search(name)
        return About(f"{found[1]} Q{found[2]}", date(int(found[1]), 3 * int(found[2]), 1)) if found else None

    return about


def by_financial_year(*said_in: str) -> Callable[[str, Mapping[str, str]], About | None]:
    """A file about April to March, by the year in which it begins: "2025", or "25"."""

    def about(name: str, said: Mapping[str, str]) -> About | None:
        for text in (*(said.get(place, "") for place in said_in), name):
            found = _YEAR.search(text) or re.fullmatch(r"(\d{2})", text)
            if found:
                year = int(found[1]) if len(found[1]) > 2 else 2000 + int(found[1])  # noqa: PLR2004 - two digits
                return About(f"{year}/{(year + 1) % 100:02}", date(year, 10, 1))
        return None

    return about


def standing(name: str, _said: Mapping[str, str]) -> About:
    """A file that tells the whole story so far, and takes the place of the one before; its name may say how far."""
    found = _MONTH.search(name)
    until = date(int(found[1]), int(found[2]), 1) if found else datetime.now(UTC).date()
    return About("whole history", until)


def marked(
    about: Callable[[str, Mapping[str, str]], About | None], said_in: str, meanings: Mapping[str, Revision]
) -> Callable[[str, Mapping[str, str]], About | None]:
    """As `about`, with what the file says of itself in a place: "Provisional", or that it is return R04 of fourteen."""

    def with_revision(name: str, said: Mapping[str, str]) -> About | None:
        found = about(name, said)
        return replace(found, revision=meanings.get(said.get(said_in, "").lower(), "not marked")) if found else None

    return with_revision
