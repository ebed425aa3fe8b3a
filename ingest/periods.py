"""What a published period means: the words of a publisher in, one period id out.

Ids: academic year "2024/25", financial year "2018-19", calendar year "2025", calendar quarter "2018 Q2", month
"2025-05", a year from another month "2024-07 to 2025-06", part year "2025/26 (Aug to Apr)", and "5 years after KS4".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

_AUGUST: Final = 8  # when an academic year begins
Revision = Literal["provisional", "revised"]
Kind = Literal[
    "academic_year",
    "part_year",
    "financial_year",
    "calendar_year",
    "rolling_year",
    "pooled_years",
    "quarter",
    "month",
    "years_after_ks4",
]

_MONTHS: Final = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
MARKS: Final[dict[str, Revision]] = {
    "p": "provisional",
    "prov": "provisional",
    "provisional": "provisional",
    "r": "revised",
    "rev": "revised",
    "revised": "revised",
    "final": "revised",
}
# What an id of each kind looks like, and that alone says its kind: so one id is never two periods. The warehouse places
# a period by the same forms (`period_kind` in dbt_project/macros/portable.sql); a test compares the two.
_YEAR: Final = r"(?:19|20)[0-9]{2}"
_FORMS: Final[dict[Kind, re.Pattern[str]]] = {
    "academic_year": re.compile(rf"({_YEAR})/([0-9]{{2}})"),
    "part_year": re.compile(rf"({_YEAR})/([0-9]{{2}}) \(Aug to (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\)"),
    "financial_year": re.compile(rf"({_YEAR})-([0-9]{{2}})"),
    "calendar_year": re.compile(_YEAR),
    "rolling_year": re.compile(
        rf"({_YEAR})-(?:{'|'.join(f'{month:02d} to ({_YEAR})-{month - 1:02d}' for month in range(2, 13))})"
    ),
    "quarter": re.compile(rf"{_YEAR} Q[1-4]"),
    "month": re.compile(rf"{_YEAR}-(?:0[1-9]|1[0-2])"),
    "pooled_years": re.compile(rf"({_YEAR})-([0-9]{{2}})"),
    "years_after_ks4": re.compile(r"[0-9]{1,2} years? after KS4"),
}
# A mark that stands alone, in brackets or behind a period, as in "[p]", "(R)" or "Provisional".
MARK: Final = rf"[(\[]?({'|'.join(sorted(MARKS, key=len, reverse=True))})[)\]]?"
_NOTES_AND_MARKS: Final = re.compile(rf"(?: ?\[[^\]]*\]| {MARK})+$", re.IGNORECASE)
_YEAR_LABEL: Final = re.compile(
    r"(?P<year>\d{4})(?:(?P<joined>[/-]?)(?:\d{2})?(?P<second>\d{2}))?(?:\.0)?"
    r"(?: ?\(?(?:Q[1-4] )?(?P<first>[A-Z][a-z]{2})[a-z]*(?: to | ?[-–] ?)(?P<last>[A-Z][a-z]{2})[a-z]*\)?)?"
    r"(?: ?[(\[](?P<mark>[A-Za-z]+)[)\]]|(?: [-–])? (?P<bare>[A-Za-z]+))?"
)


class Period(NamedTuple):
    """One period as published.

    Attributes:
        period_id: see the module.
        revision: whether the publisher marked the period's figures, as in "2025 (prov)"; None: not marked.
    """

    period_id: str
    revision: Revision | None = None

    def is_to_come(self, now: datetime) -> bool:
        """Whether it is of a year after the next: no figure can be of it, and it would lead every series."""
        year = re.match(r"\d{4}", self.period_id)
        return year is not None and int(year[0]) > now.year + 1


def kind_of(period_id: str) -> Kind | None:
    """What kind of period an id is of; None: one that has no place in a calendar, such as "Mar 2024".

    "2011-12" is the financial year, so December 2011 cannot be placed; no monthly source goes back so far. "2008-10" is
    the month, so that three years together cannot be placed that end in 2012 or before.
    """
    for kind, form in _FORMS.items():
        match = form.fullmatch(period_id)
        if match and _fits(kind, *(year for year in match.groups() if year)):
            return kind
    return None


def _fits(kind: Kind, first: str = "", last: str = "") -> bool:
    """Whether the years of an id that names two are those of its kind; years are pooled three to five together."""
    if not first:
        return True
    if kind == "pooled_years":
        return int(last) - int(first) % 100 in {2, 3, 4}
    return _follows(int(first), last)


def explore_education_statistics(time_period: str, time_identifier: str) -> Period | None:
    """Read "202425" and "Academic year" as "2024/25", "2025" and "Reporting year" as "2025".

    Source: DfE's open data standards; four digits for one year, six for two that follow each other. Tables that went
    through other hands have "2024/25" or "202425.0".
    """
    identifier = time_identifier.strip().lower()
    digits = re.sub(r"\.0$|(?<=^\d{4})[/-](?:\d{2}(?=\d{2}$))?", "", time_period.strip())
    if re.fullmatch(r"\d{6}", digits):
        first, second = int(digits[:4]), digits[4:]
        joined = "-" if identifier.startswith(("financial year", "tax year")) else "/"
        is_whole_year = identifier.endswith("year")
        return Period(f"{first}{joined}{second}") if is_whole_year and _follows(first, second) else None
    if not re.fullmatch(r"\d{4}", digits):
        return None
    quarter = re.fullmatch(r"(?:calendar year )?q(?:uarter )?([1-4])", identifier)
    if quarter:
        return Period(f"{digits} Q{quarter[1]}")
    month = _MONTHS.get(identifier[:3]) if not identifier.endswith("year") else None
    return Period(f"{digits}-{month:02d}" if month else digits)


def january_census(period: Period) -> Period:
    """The academic year of a census taken in January, whether it is called "2025/26", "2026-01" or "2026"."""
    match = re.fullmatch(r"([0-9]{4})(?:-01)?", period.period_id)
    return Period(_academic_year_ending(int(match[1])), period.revision) if match else period


def _academic_year_ending(year: int) -> str:
    return f"{year - 1}/{year % 100:02d}"


def year_label(text: str) -> Period | None:
    """Read a year as tables label it: "2022/23", "2018-19", "2016/2017", "2025", "2024 (Rev)", "2025/26 (Aug to Apr)".

    "2014-16" is three years pooled and stays "2014-16"; a part of a year keeps its months, written alike whether it
    comes as "(Q3 Aug to Apr)" or "(August to April) (provisional)". "202526" is "2025/26".
    """
    match = _YEAR_LABEL.fullmatch(" ".join(text.split()))
    if not match:
        return None
    year = match["year"]
    if match["second"]:
        if not match["joined"] and not _follows(int(year), match["second"]):
            return None
        year += (match["joined"] or "/") + match["second"]
    if match["first"]:
        if {match["first"].lower(), match["last"].lower()} - set(_MONTHS):
            return None
        year += f" ({match['first']} to {match['last']})"
    mark = match["mark"] or match["bare"]
    revision = MARKS.get((mark or "").lower())
    return Period(year, revision) if revision or not mark else None


_FULL_YEAR: Final = re.compile(
    r" \(?(?:full year|(?:Q4 ?)?Aug(?:ust)?(?: to | ?[-–] ?)Jul(?:y)?|Q4)\)?(?= |$)", re.IGNORECASE
)
_QUARTER_TO_DATE: Final = re.compile(r" \(?Q([1-3])\)?(?= \(| -|$)", re.IGNORECASE)
_TO_DATE: Final = {"1": "Oct", "2": "Jan", "3": "Apr"}


def academic_year(text: str) -> Period | None:
    """Read an academic year or a part of one as `year_label` does; "2024-25" is "2024/25" too.

    "2025/26 (Full year)" is the year, and so is "(Aug to Jul)". Quarters count from August to date: "2025/26 (Q3)" is
    "2025/26 (Aug to Apr)". What does not say its last month, such as "(reported to date)", is no period.
    """
    whole = _FULL_YEAR.sub("", " ".join(text.split()))
    read = year_label(_QUARTER_TO_DATE.sub(lambda found: f" (Aug to {_TO_DATE[found[1]]})", whole))
    match = re.fullmatch(r"(\d{4})[/-](\d{2})( .+)?", read.period_id) if read else None
    if not read or not match or not _follows(int(match[1]), match[2]):
        return None
    return Period(f"{match[1]}/{match[2]}{match[3] or ''}", read.revision)


def _last_of_two(first: str, second: str) -> tuple[int, int]:
    """The last month of what has a dash: a financial year, a month, or several years together."""
    if _follows(int(first), second):
        return int(first) + 1, 3
    if second in {f"{month:02d}" for month in _MONTHS.values()}:
        return int(first), int(second)
    return int(first[:2] + second), 12


# The form of an id, and the year and month that a period of it ends with.
_LAST_MONTHS: Final[dict[str, Callable[..., tuple[int, int]]]] = {
    r"\d{4}-\d{2} to (\d{4})-(\d{2})": lambda year, month: (int(year), int(month)),
    r"(\d{4})/\d{2} \([A-Z][a-z]{2} to ([A-Z][a-z]{2})\)": lambda year, month: (
        int(year) + (_MONTHS[month.lower()] < _AUGUST),
        _MONTHS[month.lower()],
    ),
    r"(\d{4}) Q([1-4])": lambda year, quarter: (int(year), int(quarter) * 3),
    r"(\d{4})/\d{2}": lambda year: (int(year) + 1, _AUGUST - 1),
    r"(\d{4})-(\d{2})": _last_of_two,
    r"(\d{4})": lambda year: (int(year), 12),
}


def ends_on(period_id: str) -> date | None:
    """The last day of a period, by the form of its id; None where it has none, as with "5 years after KS4"."""
    for form, last_month in _LAST_MONTHS.items():
        if match := re.fullmatch(form, period_id):
            year, month = last_month(*match.groups())
            return date(year, month, monthrange(year, month)[1])
    return None


def last_named(text: str) -> str | None:
    """The id of the period that a text ends with, as coverages do: "2025" of "SEN_CASES_JAN 2025"."""
    found = re.search(rf"(?:^| )({'|'.join(_LAST_MONTHS)})$", text)
    return found[1] if found else None


def _follows(first: int, second: str) -> bool:
    return f"{(first + 1) % 100:02d}" == second[-2:]


def financial_year(text: str) -> Period | None:
    """Read "2017-18", "2017/18", "2017 to 2018" or "201718" as "2017-18"."""
    match = re.fullmatch(r"(\d{4})(?:[/-]| to )?(?:\d{2})?(\d{2})", text.strip())
    return Period(f"{match[1]}-{match[2]}") if match and _follows(int(match[1]), match[2]) else None


def financial_year_in_name(name: str) -> str | None:
    """Find "2019-20" in a file's name such as "meas-from-asc-of-eng-1920-open-data-csv.csv" or "ascof-2019-20.csv"."""
    for first, second in re.findall(r"(?<!\d)(?:20)?(\d{2})[-_]?(?:20)?(\d{2})(?!\d)", name):
        if _follows(int(first), second):
            return f"20{first}-{second}"
    return None


def cohorts_in_name(name: str) -> str | None:
    """Find "2001/02 to 2006/07" in a file's name such as "activity-2001-02-to-2006-07.csv"; one year may be any."""
    found = re.search(r"(?<!\d)(\d{4})[-_]?(\d{2})[-_ ]*to[-_ ]*(\d{4})[-_]?(\d{2})(?!\d)", name)
    if not found or not (_follows(int(found[1]), found[2]) and _follows(int(found[3]), found[4])):
        return None
    return f"{found[1]}/{found[2]} to {found[3]}/{found[4]}"


def any_year(text: str) -> Period | None:
    """Read a year as `year_label` does; any other label that names a year stays as published, without its mark.

    For compilations, whose measures keep the periods of many publications: "Mar 2024", "2019/20 to 2021/22".
    """
    plain = " ".join(text.split())
    return year_label(plain) or (Period(plain) if re.search(r"(?<!\d)(19|20)\d{2}(?!\d)", plain) else None)


def year_of_measure(text: str, kind: Kind | None) -> Period | None:
    """As `any_year`, of a measure whose bare years are of one kind: for academic years "2025" is "2024/25".

    So is "2024-25". Of any measure "2024/25" is an academic year, and "2023-25" three years together.

    Args:
        text: the label.
        kind: None: any label that names a year will do.
    """
    read = any_year(text)
    if not read or kind is None:
        return read
    said = kind_of(read.period_id)
    if kind == "academic_year" and said == "calendar_year":
        return Period(_academic_year_ending(int(read.period_id)), read.revision)
    if kind == "academic_year" and said == "financial_year":
        return Period(read.period_id.replace("-", "/"), read.revision)
    return read if said in {"academic_year", "financial_year", "calendar_year", "pooled_years"} else None


def iso_year(text: str) -> Period | None:
    """Read a year as an ISO interval: "2023-01-01/P1Y" is "2023", from August "2023/24", from April "2023-24".

    A year from any other month, such as the quarterly releases of a survey have, is "2024-07 to 2025-06". "2023" alone
    is the calendar year.
    """
    match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2])-01(?:T[\d:]+)?/P1Y)?", text.strip())
    if not match:
        return None
    if not match[2]:
        return Period(match[1])
    year, month = int(match[1]), match[2]
    joined = {"01": "", "04": "-", "08": "/", "09": "/"}.get(month)
    if joined is None:
        return Period(f"{year}-{month} to {year + 1}-{int(month) - 1:02d}")
    return Period(f"{year}{joined}{(year + 1) % 100:02d}" if joined else str(year))


def month_label(text: str) -> Period | None:
    """Read a month as Stat-Xplore heads its columns: "May 2025 (p)", "Feb-13", "202505 (May-25)", or a date cell."""
    date = re.fullmatch(r"(\d{4})-(\d{2})-01(?:[ T]00:00:00)?", text.strip())
    if date:
        return Period(f"{date[1]}-{date[2]}")
    match = re.fullmatch(r"(?:\d{6} \()?([A-Za-z]{3,9})[ -](\d{4}|\d{2})\)?\s*(?:\((\w+)\))?", text.strip())
    month = _MONTHS.get(match[1][:3].lower()) if match else None
    if not match or not month:
        return None
    year = match[2].rjust(4, "_").replace("__", "20")
    return Period(f"{year}-{month:02d}", MARKS.get((match[3] or "").lower()))


def without_marks(text: str) -> str:
    """A period as published, without the notes and the marks of revision behind it."""
    return _NOTES_AND_MARKS.sub("", " ".join(text.split()))


def year_or_quarter(text: str) -> Period | None:
    """Read a row of an MHCLG live table: "2018/19" is the financial year "2018-19", "2018 Q2" the calendar quarter.

    So are "2018-Q2", "Q2 2018" and "Apr-Jun 2018" or "April to June 2018". Quarters keep their number of the calendar
    within a financial year: "2024-25 Q1" is "2025 Q1". Notes and marks behind it are left out, as in "2022-23 [note 5]"
    and "2025 Q1 [p]".
    """
    plain = without_marks(text)
    quarter = re.fullmatch(r"(?P<year>\d{4})(?:\.0)?[ -]?Q(?P<number>[1-4])|Q(?P<first>[1-4]) (?P<after>\d{4})", plain)
    if quarter:
        return Period(f"{quarter['year'] or quarter['after']} Q{quarter['number'] or quarter['first']}")
    within = re.fullmatch(r"(?P<years>.+) Q(?P<number>[1-4])", plain)
    if within and (years := financial_year(within["years"])):
        return Period(f"{int(years.period_id[:4]) + (within['number'] == '1')} Q{within['number']}")
    months = re.fullmatch(r"([A-Za-z]{3})[a-z]*(?:-| to )([A-Za-z]{3})[a-z]* (\d{4})", plain)
    if months:
        first, last = _MONTHS.get(months[1].lower(), 0), _MONTHS.get(months[2].lower(), 0)
        return Period(f"{months[3]} Q{last // 3}") if last - first == 2 and last % 3 == 0 else None  # noqa: PLR2004
    return financial_year(plain)


def years_after_key_stage_4(text: str) -> Period | None:
    """Read "5" or "5.0" as "5 years after KS4"."""
    match = re.fullmatch(r"(\d{1,2})(?:\.0)?", text.strip())
    if not match:
        return None
    return Period(f"{match[1]} year{'' if match[1] == '1' else 's'} after KS4")
