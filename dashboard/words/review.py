"""What the equality review says of groups, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Any, Final

from pathways.equality.counts import NEED_NOT_ADD
from pathways.equality.measures import MOST_UNKNOWN

Row = Mapping[str, Any]

NONE_YET: Final = (
    "There is no equality review in this release yet. It is worked out from linked records, counted over three "
    "academic years together, and this release was made without record-level extracts of all three."
)
COMPARED: Final = (
    "The representation ratio is a group's share of those counted over its share of those they are compared with: 1 is "
    "as many as could be expected, 0.5 half as many."
)
CENSUS: Final = (
    "Everyone is counted and nobody sampled; intervals (95%) take these years as some of those that might have been."
)
SYMBOLS: Final = (
    "[c] not shown, since the group is small. [u] low reliability: of fewer than 30, or fewer than 10 counted; such a "
    "rate is not compared. [x] not available. [z] does not apply. None of them is 0."
)
REGION: Final = (
    "Of a region there are counts and shares. Rates, gaps and ratios are worked out for England only, where the groups "
    "are large enough."
)
TOGETHER: Final = "Characteristics together are counted for England only. A share is of everyone counted."
_DO: Final = {
    "apprenticeship_starts": "start an apprenticeship",
    "apprenticeship_participation": "take part in an apprenticeship",
    "apprenticeship_achievements": "achieve an apprenticeship",
    "supported_internship_starts": "start a supported internship",
    "supported_internships_open": "are on a supported internship on census day",
    "supported_internships_known": "are known to be on a supported internship",
    "supported_internship_paid_work": "get paid work after a supported internship",
}
_PEOPLE: Final = {"Female": "Women", "Male": "Men"}
SMALLEST: Final = 0.005  # a ratio that is written 0.00
_AS_OFTEN: Final = ("0.99", "1.00", "1.01")  # ratios that are read as the same


def compared(measure: str, rows: Sequence[Row]) -> tuple[str, list[str]]:
    """Each group's ratio to the group it is compared with, in words, those that stand out first.

    Returns:
        What the sentences are about, or "" where each says it; and the sentences:
        `Women start an apprenticeship 0.49 times as often as men (95% interval 0.46 to 0.52).`
    """
    shown = [row for row in rows if has_number(row.get("ratio"))]
    shown.sort(key=lambda row: (row["stands_out"] != "yes", -abs(log(max(float(row["ratio"]), SMALLEST)))))
    if not shown:
        return "", []
    reference = shown[0]["reference_group"]
    if reference in _PEOPLE:
        whom = _PEOPLE[reference].lower()
        return "", [
            f"{_PEOPLE.get(row['group'], row['group'])} {_DO[measure]} {_times(row)} {whom} {_interval(row)}"
            for row in shown
        ]
    about = f"How often young people {_DO[measure]}, beside those of the group “{reference}”:"
    return about, [f"{row['group']}: {_times(row).removesuffix(' as')} {_interval(row)}" for row in shown]


def _times(row: Row) -> str:
    return "as often as" if row["ratio"] in _AS_OFTEN else f"{row['ratio']} times as often as"


def _interval(row: Row) -> str:
    stands = " This stands out among all gaps of the review." if row["stands_out"] == "yes" else ""
    return f"(95% interval {row['ratio_low']} to {row['ratio_high']}).{stands}"


def not_compared(rows: Sequence[Row]) -> str:
    """Why no group is compared, where none is."""
    if any(row.get("representation_ratio") == "[x]" for row in rows):
        return (
            f"No group is compared here: of more than {100 * MOST_UNKNOWN:.0f}% of those counted, or of those they "
            "would be compared with, this characteristic is not known."
        )
    return "No group is compared here: there are too few, or nobody to compare them with."


def rate(row: Row) -> str:
    """A rate with its interval and its mark: `12.3 (11.8 to 12.9)`, `4.0 (1.2 to 9.9) [u]`, `[c]`."""
    mark = " [u]" if row.get("is_low") and has_number(row.get("rate")) else ""
    return within(row, "rate") + mark


def within(row: Row, name: str) -> str:
    """An estimate with its interval, or the symbol that stands in its place; a true minus sign."""
    value = row.get(name) or "[x]"
    if not has_number(value):
        return str(value)
    return f"{value} ({row[f'{name}_low']} to {row[f'{name}_high']})".replace("-", "−")


def has_number(cell: object) -> bool:
    """Whether a cell holds a number, and not the symbol of why there is none."""
    return bool(cell) and not str(cell).startswith("[")


def not_known(characteristic: str, row: Row | None) -> str:
    """How often a characteristic is not known."""
    if row is None:
        return ""
    if not has_number(row["unknown_rate"]):
        return f"{characteristic}: how often it is not known is not shown, {row['unknown_rate']}."
    if int(row["unknown"]) == 0:
        return f"{characteristic} is known of all, or nearly all, of {with_commas(row['everyone'])} in England."
    return (
        f"{characteristic} is not known of {row['unknown_rate']}%: {with_commas(row['unknown'])} of "
        f"{with_commas(row['everyone'])} in England. Those not known are shown, never shared out among the others."
    )


def with_commas(cell: str) -> str:
    """A whole number as a person reads it; a symbol as it is."""
    return f"{int(cell):,}" if has_number(cell) else cell


def protected() -> str:
    """How each table is protected, and why its parts need not add."""
    return f"{NEED_NOT_ADD} Every share, gap and ratio is worked out from those released counts."
