"""Defects of whole councils, decided before anything is written: late, resubmitted, without a module, totals only."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ingest.synthetic import reference
from ingest.synthetic.draws import stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.plan import Plan

    Bools = NDArray[np.bool_]

WHOLE_RUN: Final = 10**9  # stands for a block where there is none
LATE_COUNCILS: Final = 5
RESUBMITTING: Final = 0.10
WRONG_AT_FIRST: Final = 0.08
TOTALS_ONLY: Final = 2
YEAR_OF_TOTALS: Final = 2024  # the census in which two councils returned totals, and one left out a module


@cache
def _councils(seed: int, what: str, number: int) -> tuple[int, ...]:
    places = reference.places()
    rng = stream(seed, WHOLE_RUN, what)
    return tuple(sorted(int(i) for i in rng.choice(len(places.code), number, replace=False)))


def late(plan: Plan, year: int, month: int) -> tuple[int, ...]:
    """Councils whose month arrives after the others': five a month in the last academic year."""
    return _councils(plan.seed, f"late {year} {month}", LATE_COUNCILS) if plan.defects else ()


def resubmitting(plan: Plan, year: int, month: int) -> tuple[int, ...]:
    """Councils that send the month again because it was wrong: one in ten, never one that is late."""
    if not plan.defects:
        return ()
    number = round(RESUBMITTING * len(reference.places().code))
    chosen = _councils(plan.seed, f"resubmission {year} {month}", number)
    return tuple(c for c in chosen if c not in late(plan, year, month))


def totals_only(plan: Plan, census: int) -> tuple[int, ...]:
    """Councils without a row of persons in this census."""
    return _councils(plan.seed, "totals", TOTALS_ONLY) if plan.defects and census == YEAR_OF_TOTALS else ()


def without_needs(plan: Plan, census: int) -> tuple[int, ...]:
    """The council whose module of needs is missing from this census."""
    if not plan.defects or census != YEAR_OF_TOTALS:
        return ()
    return tuple(c for c in _councils(plan.seed, "module", 1) if c not in totals_only(plan, census))


def among(la: NDArray[np.int64], councils: tuple[int, ...]) -> Bools:
    """Which people live in these councils."""
    return np.isin(la, councils)


def known(plan: Plan, months: list[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """What was done to councils, as rows of the answer sheet.

    Args:
        plan: the run.
        months: calendar year, month and file of each NCCIS month that may be late.
    """
    if not plan.defects:
        return []
    numbers = reference.places().dfe_number.astype(str)

    def row(defect: str, file: str, councils: tuple[int, ...], says: str) -> list[dict[str, Any]]:
        named = [numbers[c] for c in councils]
        return [_row(defect, file, "LACode", record_id=n, says=says) for n in named]

    rows: list[dict[str, Any]] = []
    for year, month, file in months:
        rows += row("late_la", file, late(plan, year, month), "absent from this file; its rows came in the -late file")
        rows += row(
            "resubmission", file, resubmitting(plan, year, month), "wrong here; the -resubmitted file puts it right"
        )
    if plan.first < YEAR_OF_TOTALS <= plan.last:
        folder = f"dfe/sen2/{YEAR_OF_TOTALS}"
        rows += row(
            "total_only_la",
            f"{folder}/sen2-{YEAR_OF_TOTALS}-person.csv",
            totals_only(plan, YEAR_OF_TOTALS),
            "in sen2.csv, but no person of it",
        )
        rows += row(
            "dropped_module",
            f"{folder}/sen2-{YEAR_OF_TOTALS}-senneed.csv",
            without_needs(plan, YEAR_OF_TOTALS),
            "all modules but this one",
        )
    return rows


def _row(defect: str, file: str, column: str, *, record_id: str, says: str) -> dict[str, Any]:
    return {
        "defect": defect,
        "file": file,
        "column": column,
        "row": None,
        "record_id": record_id,
        "original": None,
        "written": None,
        "says": says,
    }
