"""Numbers, dates and absent values as a person reads them."""

from __future__ import annotations

from datetime import date, datetime

# What stands in place of a figure that was not published: the bracketed shorthand, then what it means.
STATUSES = {
    "confidential": ("[c]", "withheld to protect people"),
    "not_available": ("[x]", "not available"),
    "not_applicable": ("[z]", "not applicable"),
    "low": ("[low]", "more than zero, but rounds to zero"),
    "missing": ("[x]", "no figure in the published file"),
}
UNITS = {
    "percent": "%",
    "per_1000": " per 1,000",
    "people": "",
    "households": "",
    "score": "",
}
RATE_WORDS = {"nearly_all": "nearly all", "hardly_any": "hardly any", "confidential": "[c]"}
CHANGE_UNITS = {
    "percent": " percentage points",
    "per_1000": " per 1,000",
    "people": " people",
    "households": " households",
    "score": " points",
}
ONE = {
    "percent": " percentage point",
    "per_1000": " per 1,000",
    "people": " person",
    "households": " household",
    "score": " point",
}
KILO = 1000  # bytes, as in the decimal units of files
DEPARTMENTS = {
    "DfE": "Department for Education",
    "DWP": "Department for Work and Pensions",
    "DHSC": "Department of Health and Social Care",
    "MHCLG": "Ministry of Housing, Communities and Local Government",
}


def number(value: float, decimals: int = 0) -> str:
    """With commas, and a true minus sign: `1,204`, `−0.3`."""
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def figure(value: float | None, status: str, unit: str, decimals: int) -> str:
    """A figure with its unit, or the symbol and words for why there is none. Absent is never zero."""
    if value is None or status != "published":
        return absent(status)
    return number(value, decimals) + UNITS[unit]


def rate(value: float | None, status: str, decimals: int = 0) -> str:
    """A rate of people with the mark of how reliable it is, or what stands in its place."""
    if value is None:
        return RATE_WORDS.get(status, "[c]")
    return f"{number(value, decimals)}%" + (" [u]" if status == "low_reliability" else "")


def absent(status: str) -> str:
    """`[c] withheld to protect people` and the like."""
    symbol, meaning = STATUSES.get(status, STATUSES["missing"])
    return f"{symbol} {meaning}"


def symbol(status: str) -> str:
    """The bracketed shorthand alone, for crowded tables with a key."""
    return STATUSES.get(status, STATUSES["missing"])[0]


def difference(value: float, unit: str, decimals: int) -> str:
    """The size of a change with its unit, without its sign: `0.3 percentage points`."""
    size = number(abs(value), decimals)
    return size + (ONE[unit] if size == "1" else CHANGE_UNITS[unit])


def size(count: int) -> str:
    """Bytes as a person reads them: `999 bytes`, `1.2 KB`, `34.0 MB`."""
    if count < KILO:
        return plural(count, "byte")
    return f"{number(count / KILO, 1)} KB" if count < KILO**2 else f"{number(count / KILO**2, 1)} MB"


def day(value: date | datetime) -> str:
    """`23 November 2026`."""
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """`23 November 2026 at 14:05 UTC`."""
    return f"{day(value)} at {value:%H:%M} UTC"


def age(until: date, today: date) -> str:
    """How long ago a period ended, in whole years, or in months within the first: `7 years old`."""
    months = (today.year - until.year) * 12 + today.month - until.month - (today.day < until.day)
    if months < 1:
        return "under a month old"
    years = months // 12
    return f"{plural(years, 'year')} old" if years else f"{plural(months, 'month')} old"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 row`, `2 rows`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """`a, b and c`."""
    if len(items) < 2:  # noqa: PLR2004 - one needs no "and"
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
