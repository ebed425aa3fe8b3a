"""Finds identifiers by their shape and check digit, in what is about to reach the lake.

A check digit lets about one in eleven random numbers through, so a find is a reason to stop and look, not a proof.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from ingest.linkage.identifiers import tidy, valid_national_insurance_number, valid_nhs_number, valid_uln, valid_upn

_POSTCODE: Final = r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
_SHORTEST: Final = 5


def _is_postcode(text: pl.Expr) -> pl.Expr:
    return text.str.contains(_POSTCODE)


_KINDS: Final[dict[str, Callable[[pl.Expr], pl.Expr]]] = {
    "a unique learner number": valid_uln,
    "an NHS number": valid_nhs_number,
    "a unique pupil number": valid_upn,
    "a National Insurance number": valid_national_insurance_number,
    "a postcode": _is_postcode,
}


def identifiers_in(rows: pl.DataFrame) -> list[tuple[str, str, int]]:
    """Columns that hold what looks like an identifier: (column, what it looks like, rows).

    Args:
        rows: what is about to reach the lake; text and whole numbers are looked at.
    """
    found: list[tuple[str, str, int]] = []
    for column, dtype in rows.schema.items():
        if dtype not in (pl.String, pl.Int64):
            continue
        distinct = rows.get_column(column).drop_nulls().cast(pl.String).value_counts(name="rows")
        text = distinct.rename({column: "text"}).filter(
            (pl.col("text").str.len_bytes() >= _SHORTEST) & pl.col("text").str.contains(r"\d")
        )
        if text.is_empty():
            continue
        tidied = text.select("rows", text=tidy("text"))
        looks = tidied.select(
            "rows", **{kind: test(pl.col("text")).fill_null(value=False) for kind, test in _KINDS.items()}
        )
        counts = {kind: int(looks.filter(kind)["rows"].sum()) for kind in _KINDS}
        found.extend((column, kind, count) for kind, count in counts.items() if count)
    return found
