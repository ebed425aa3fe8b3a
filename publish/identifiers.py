"""Finds what looks like a person's identifier in a column, by shape and check digit.

The last look before anything is published: no figure here is about one person, so any hit is a mistake upstream. The
check digit is what keeps an ordinary number from raising the alarm; hashes, provider numbers and counts do not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # remainder 0 to 22
NINO_PREFIXES_NEVER_USED = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"]

TEN_DIGITS = r"\b[0-9]{10}\b|\b[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}\b"
UPN_SHAPE = r"\b[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]\b"
NINO_SHAPE = r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D]\b"

# What would hide an identifier's edge (an underscore counts as a letter), or pass for ten digits (a decimal fraction).
DECIMAL_NUMBER = r"\b[0-9]{1,3}\.[0-9]+\b"


@dataclass(frozen=True)
class Found:
    """An identifier's shape in a column: never the identifier itself, so that the finding can be shown."""

    kind: str
    values: int  # distinct values of the column that hold it


def scan(column: pl.Series) -> list[Found]:
    """The kinds of identifier that a column's text, or its whole numbers, hold.

    Args:
        column: any column; other types than text and whole numbers hold none.

    Source: the specifications of the ULN, the UPN and the NHS number; HMRC manual NIM39110 for the NINO.
    """
    counts = find(column).group_by("kind").len().sort("kind")
    return [Found(kind, values) for kind, values in counts.iter_rows()]


def find(column: pl.Series) -> pl.DataFrame:
    """Each distinct `value` of a column that holds an identifier, as text, with the `kind` of identifier."""
    if column.dtype.is_integer():
        # No count of people in England has ten digits, so only such numbers are worth a look.
        column = column.filter(column.is_between(10**9, 10**10 - 1))
    elif column.dtype != pl.String:
        column = column.clear()
    value = column.cast(pl.String).drop_nulls().unique()
    text = value.str.replace_all("_", " ", literal=True).str.replace_all(DECIMAL_NUMBER, " ").str.to_uppercase()
    looked_at = pl.DataFrame({"value": value, "text": text}).filter(
        pl.col("text").str.contains(f"{TEN_DIGITS}|{UPN_SHAPE}|{NINO_SHAPE}")
    )
    if looked_at.is_empty():
        return pl.DataFrame(schema={"value": pl.String, "kind": pl.String})
    return pl.concat(_holding(looked_at, kind, shape, is_valid) for kind, shape, is_valid in KINDS)


def _holding(looked_at: pl.DataFrame, kind: str, shape: str, is_valid: Callable[[pl.Expr], pl.Expr]) -> pl.DataFrame:
    """The values that hold at least one token of this shape whose check digit is right."""
    return (
        looked_at.with_columns(token=pl.col("text").str.extract_all(shape))
        .explode("token", empty_as_null=False)
        .with_columns(pl.col("token").str.replace_all(r"[ -]", ""))
        .filter(is_valid(pl.col("token")))
        .select("value", pl.lit(kind).alias("kind"))
        .unique(maintain_order=True)
    )


def _character(token: pl.Expr, position: int) -> pl.Expr:
    return token.str.slice(position, 1)


def _weighted_digits(token: pl.Expr, weights: Sequence[int]) -> pl.Expr:
    digits = (_character(token, i).cast(pl.Int64) * weight for i, weight in enumerate(weights))
    return pl.sum_horizontal(digits)


def _is_uln(token: pl.Expr) -> pl.Expr:
    remainder = _weighted_digits(token, range(10, 1, -1)) % 11
    return (remainder != 0) & (_character(token, 9).cast(pl.Int64) == 10 - remainder) & (_character(token, 0) != "0")


def _is_nhs_number(token: pl.Expr) -> pl.Expr:
    check = (11 - _weighted_digits(token, range(10, 1, -1)) % 11) % 11  # a check of 10 is never issued nor one digit
    return _character(token, 9).cast(pl.Int64) == check


def _is_upn(token: pl.Expr) -> pl.Expr:
    letters = pl.Series(list(UPN_LETTERS))
    last = _character(token, 12)
    # A temporary number ends in a letter, which counts as its place in the list of check letters.
    last_value = last.replace_strict(
        pl.concat([pl.Series([str(digit) for digit in range(10)]), letters]),
        pl.Series([*range(10), *range(len(UPN_LETTERS))]),
        default=None,
        return_dtype=pl.Int64,
    )
    weighted = pl.sum_horizontal(_character(token, i).cast(pl.Int64) * (i + 1) for i in range(1, 12)) + last_value * 13
    place = _character(token, 0).replace_strict(letters, pl.Series(range(len(UPN_LETTERS))), return_dtype=pl.Int64)
    return weighted % 23 == place


def _is_nino(token: pl.Expr) -> pl.Expr:
    return ~token.str.slice(0, 2).is_in(NINO_PREFIXES_NEVER_USED)


KINDS = (
    ("unique learner number", TEN_DIGITS, _is_uln),
    ("NHS number", TEN_DIGITS, _is_nhs_number),
    ("unique pupil number", UPN_SHAPE, _is_upn),
    ("National Insurance number", NINO_SHAPE, _is_nino),
)
