"""Finds identifiers by their shape and check digit, in what is about to reach the lake.

Shapes and weights: the identifiers' own published rules; see the reference table in docs/record-formats.md. A check
digit lets about one in eleven random numbers through, so a find is a reason to stop and look, not a proof.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_ULN: Final = r"^[1-9]\d{9}$"
_NHS_NUMBER: Final = r"^\d{3}[ -]?\d{3}[ -]?\d{4}$"
_UPN: Final = r"^[A-HJ-NP-RT-Z]\d{3}\d{8}[0-9A-HJ-NP-RT-Z]$"
_NINO: Final = r"^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D ]?$"
_NEVER_NINO: Final = ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")
_POSTCODE: Final = r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$"
_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
_TEMPORARY_ULN: Final = "9999999999"
_SHORTEST: Final = 5


def is_uln(text: pl.Expr) -> pl.Expr:
    """Unique learner numbers: weights 10 to 2 on the first nine digits, the tenth is 10 less the remainder by 11."""
    remainder = _weighted(text, range(10, 1, -1)) % 11
    return text.str.contains(_ULN) & (text != _TEMPORARY_ULN) & (remainder != 0) & ((10 - remainder) == _digit(text, 9))


def is_nhs_number(text: pl.Expr) -> pl.Expr:
    """NHS numbers: weights 10 to 2 on the first nine digits, the tenth makes the sum divisible by 11."""
    bare = text.str.replace_all("[ -]", "")
    check = (11 - _weighted(bare, range(10, 1, -1)) % 11) % 11
    return text.str.contains(_NHS_NUMBER) & (check != 10) & (check == _digit(bare, 9))  # noqa: PLR2004 - no such digit


def is_upn(text: pl.Expr) -> pl.Expr:
    """Unique pupil numbers: a check letter, then twelve digits of weights 2 to 13 (the last may be a letter)."""
    last = text.str.slice(12, 1)
    last_value = pl.coalesce(
        last.cast(pl.Int64, strict=False),
        last.replace_strict(
            {letter: place for place, letter in enumerate(_UPN_LETTERS)}, default=None, return_dtype=pl.Int64
        ),
    )
    total = sum((_digit(text, place) * (place + 1) for place in range(1, 12)), start=pl.lit(0)) + last_value * 13
    letter = (total % 23).replace_strict(dict(enumerate(_UPN_LETTERS)), default=None, return_dtype=pl.String)
    return text.str.contains(_UPN) & (letter == text.str.slice(0, 1))


def is_national_insurance_number(text: pl.Expr) -> pl.Expr:
    """National Insurance numbers: two letters of those in use, six digits and a suffix; they hold no check digit."""
    bare = text.str.replace_all(" ", "").str.to_uppercase()
    return bare.str.contains(_NINO) & ~bare.str.slice(0, 2).is_in(list(_NEVER_NINO))


def is_postcode(text: pl.Expr) -> pl.Expr:
    """Whole postcodes, with or without their space."""
    return text.str.to_uppercase().str.contains(_POSTCODE)


KINDS: Final = {
    "a unique learner number": is_uln,
    "an NHS number": is_nhs_number,
    "a unique pupil number": is_upn,
    "a National Insurance number": is_national_insurance_number,
    "a postcode": is_postcode,
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
        distinct = rows.get_column(column).drop_nulls().value_counts(name="rows")
        text = distinct.select(pl.col(column).cast(pl.String).str.strip_chars().alias("text"), "rows").filter(
            (pl.col("text").str.len_bytes() >= _SHORTEST) & pl.col("text").str.contains(r"\d")
        )
        if text.is_empty():
            continue
        looks = text.select(
            "rows", *(test(pl.col("text")).fill_null(value=False).alias(kind) for kind, test in KINDS.items())
        )
        counts = {kind: int(looks.filter(kind)["rows"].sum()) for kind in KINDS}
        found.extend((column, kind, count) for kind, count in counts.items() if count)
    return found


def _digit(text: pl.Expr, place: int) -> pl.Expr:
    return text.str.slice(place, 1).cast(pl.Int64, strict=False)


def _weighted(text: pl.Expr, weights: range) -> pl.Expr:
    return sum((_digit(text, place) * weight for place, weight in enumerate(weights)), start=pl.lit(0))
