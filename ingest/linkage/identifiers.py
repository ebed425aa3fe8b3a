"""Which identifiers can be what they claim to be: each has a shape, and all but NINO a check digit.

Source: domain.md section 1, table of identifiers. An identifier that fails is no evidence of anything and becomes null.
"""

from __future__ import annotations

from typing import Final

import polars as pl

IDENTIFIERS: Final = ("uln", "upn", "national_insurance_number", "nhs_number")

_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
_NINO: Final = r"^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]$"
_NINO_NEVER: Final = r"^(BG|GB|NK|KN|TN|NT|ZZ)"
_NEVER_ISSUED: Final = 10
_TEMPORARY_ULN: Final = "9999999999"


def tidy(column: str) -> pl.Expr:
    """The identifier in capitals without anything but letters and digits; nothing left is null."""
    text = pl.col(column).str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    return pl.when(text.str.len_chars() > 0).then(text)


def _digit(number: pl.Expr, place: int) -> pl.Expr:
    """A digit of a whole number, counted from the last one, which is 0."""
    return number // int(10**place) % 10


def _of_ten(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Sum of the first nine digits, weighed 10, 9, 8 and so on, as ULN and NHS number both have it; and the last."""
    number = text.cast(pl.Int64, strict=False)
    return pl.sum_horizontal([_digit(number, place) * (place + 1) for place in range(1, 10)]), _digit(number, 0)


def valid_uln(text: pl.Expr) -> pl.Expr:
    """Ten digits from 1000000000; 10 less the sum mod 11 is the last. The temporary number is nobody's."""
    total, check = _of_ten(text)
    rest = total % 11
    shape = text.str.contains(r"^[1-9][0-9]{9}$") & (text != _TEMPORARY_ULN)
    return shape & (rest != 0) & (10 - rest == check)


def valid_nhs_number(text: pl.Expr) -> pl.Expr:
    """Ten digits; 11 less the sum mod 11 is the last, 11 counts as 0, and 10 is never issued. All alike is nobody's."""
    total, last = _of_ten(text)
    check = (11 - total % 11) % 11
    same = text == text.str.slice(0, 1) + text.str.slice(0, 1).str.replace(r"^(.)$", "$1$1$1$1$1$1$1$1$1")
    return text.str.contains(r"^[0-9]{10}$") & (check != _NEVER_ISSUED) & (check == last) & ~same


def valid_upn(text: pl.Expr) -> pl.Expr:
    """A check letter, eleven digits and a digit or (temporary numbers) a letter; weights 2 to 13, mod 23."""
    last = text.str.slice(12, 1)
    last_value = pl.coalesce(
        last.cast(pl.Int32, strict=False),
        last.replace_strict(list(_UPN_LETTERS), list(range(len(_UPN_LETTERS))), default=None, return_dtype=pl.Int32),
    )
    number = text.str.slice(1, 11).cast(pl.Int64, strict=False)
    total = pl.sum_horizontal([_digit(number, 11 - place) * (place + 1) for place in range(1, 12)]) + last_value * 13
    letter = (total % 23).replace_strict(list(range(23)), list(_UPN_LETTERS), default=None, return_dtype=pl.String)
    return text.str.contains(r"^[A-Z][0-9]{11}[0-9A-Z]$") & (letter == text.str.slice(0, 1))


def valid_national_insurance_number(text: pl.Expr) -> pl.Expr:
    """Two letters of those in use, six digits, a suffix A to D. There is no check digit: a slip can look valid."""
    return text.str.contains(_NINO) & ~text.str.contains(_NINO_NEVER)


_VALID: Final = {
    "uln": valid_uln,
    "upn": valid_upn,
    "national_insurance_number": valid_national_insurance_number,
    "nhs_number": valid_nhs_number,
}


def usable(column: str) -> pl.Expr:
    """The tidied identifier where it is valid, else null. `column` is one of `IDENTIFIERS`."""
    text = tidy(column)
    return pl.when(_VALID[column](text)).then(text).alias(column)


def only_usable(records: pl.DataFrame) -> pl.DataFrame:
    """The records with every identifier tidied, and null where it is not valid."""
    for column in IDENTIFIERS:
        # Worked out where there is one: most records lack most identifiers.
        known = records.select(pl.col(column).drop_nulls().unique()).with_columns(usable(column).alias("usable"))
        if known["usable"].equals(known[column], null_equal=False):
            continue  # all are as they should be, which is usual
        found = records.select(column).join(known, on=column, how="left", maintain_order="left")
        records = records.with_columns(found["usable"].alias(column))
    return records
