"""Finds identifiers by their shape and check digit, in what is about to reach the lake.

A value is looked at as a whole, in whatever groups its letters and digits stand; and for what stands in the middle of
other words, in the groups in which people write it. A check digit lets about one in eleven random numbers through, so a
find is a reason to stop and look, not a proof.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from ingest.formats.refusal import refusal
from ingest.linkage.identifiers import tidy, valid_national_insurance_number, valid_nhs_number, valid_uln, valid_upn

_AREAS: Final = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
    "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR "
    "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN WR WS WV YO ZE"
)
_POSTCODE: Final = rf"^(?:{_AREAS.replace(' ', '|')})[0-9][0-9A-Z]?[0-9][ABD-HJLNP-UW-Z]{{2}}$"


def _is_postcode(text: pl.Expr) -> pl.Expr:
    """An area that there is, a district, a digit and two letters of those in use."""
    return text.str.contains(_POSTCODE)


_KINDS: Final[dict[str, Callable[[pl.Expr], pl.Expr]]] = {
    "a unique learner number": valid_uln,
    "an NHS number": valid_nhs_number,
    "a unique pupil number": valid_upn,
    "a National Insurance number": valid_national_insurance_number,
    "a postcode": _is_postcode,
}
# All digits that belong together: ten of those of a longer number, such as of a telephone, are none.
_NUMBER: Final = r"\+?[0-9](?:[ -]?[0-9])*"
_TEN_DIGITS: Final = r"[0-9]{10}|[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}"
_WITH_LETTERS: Final = (
    "[A-Z][0-9]{11}[0-9A-Z]|[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}"
)
_EDGE: Final = r"(?-u:\b)"


def _spaced(*signs: str) -> str:
    return "[ .-]{0,2}".join(signs)


_DIGIT, _LETTER = "[0-9]", "[A-Z]"
_WHOLE: Final = "|".join(
    (
        _spaced(*[_DIGIT] * 10),
        _spaced(_LETTER, *[_DIGIT] * 11, "[0-9A-Z]"),
        _spaced(_LETTER, _LETTER, *[_DIGIT] * 6, "[A-D]"),
        _spaced("[A-Z]{1,2}", _DIGIT, "[0-9A-Z]?", _DIGIT, _LETTER, _LETTER),
    )
)
_IS_WHOLE: Final = rf"(?i)^[^0-9A-Z]*(?:{_WHOLE})[^0-9A-Z]*$"
_SUSPECT: Final = rf"{_IS_WHOLE}|(?i){_EDGE}(?:{_TEN_DIGITS}|{_WITH_LETTERS}){_EDGE}"


def identifiers_in(rows: pl.DataFrame) -> list[tuple[str, str, int]]:
    """Columns that hold what looks like an identifier: (column, what it looks like, rows).

    Args:
        rows: what is about to reach the lake; text and numbers are looked at.
    """
    found: list[tuple[str, str, int]] = []
    for column in rows.get_columns():
        text = _text(column)
        # What follows itself is looked at once; only if something was found are all the rows that say so counted.
        if any(_kinds(text.filter(text.ne_missing(text.shift()))).values()):
            found.extend((column.name, kind, count) for kind, count in _kinds(text).items() if count)
    return found


def refuse_identifiers(rows: pl.DataFrame, of: str) -> None:
    """Refuse what holds an identifier; the value itself is not repeated.

    Args:
        rows: what is about to reach the lake, as far as no code list and no limit bounds it.
        of: what it is, by name.

    Raises:
        RefusedFileError: some of it looks like an identifier.
    """
    for column, kind, count in identifiers_in(rows):
        raise refusal(
            f"{of}: {count:,} values of {column} look like {kind}.",
            why="Nothing that identifies a person may reach the lake, so the file was kept and nothing of it loaded.",
            fix="Look at that column of the file. If identifiers are in it by mistake, ask the sender for the file "
            "again without them; if a return is meant to have them, name them under `identity` in ingest/datasets/.",
        )


def _text(column: pl.Series) -> pl.Series:
    """Text as it is, with digits and letters of any width in their usual one; of numbers those of ten digits."""
    if column.dtype == pl.String:
        is_wide = column.str.len_bytes() > column.str.len_chars()
        return (
            column.set(is_wide, None).extend(column.filter(is_wide).str.normalize("NFKC")) if is_wide.any() else column
        )
    if column.dtype.is_numeric():
        return column.filter(column >= 10**9).cast(pl.Int64, strict=False).cast(pl.String)
    return pl.Series(dtype=pl.String)


def _kinds(text: pl.Series) -> dict[str, int]:
    """How many rows look like each kind, as a whole or by something in them."""
    # Most text could be none of them, and is passed over at the cost of one pattern.
    suspects = text.filter(text.str.contains(_SUSPECT)).alias("text").to_frame().with_row_index("row")
    if suspects.is_empty():
        return {}
    capitals = suspects.select("row", text=pl.col("text").str.to_uppercase())
    inside = pl.concat(
        (
            capitals.select("row", text=pl.col("text").str.extract_all(_NUMBER)).explode("text"),
            capitals.select("row", text=pl.col("text").str.extract_all(f"{_EDGE}(?:{_WITH_LETTERS}){_EDGE}")).explode(
                "text"
            ),
        )
    ).filter(pl.col("text").str.contains(f"^(?:{_TEN_DIGITS}|{_WITH_LETTERS})$"))
    whole = capitals.filter(pl.col("text").str.contains(_IS_WHOLE))
    tidied = pl.concat((whole, inside)).select("row", text=tidy("text"))
    looks = tidied.select("row", **{kind: test(pl.col("text")).fill_null(value=False) for kind, test in _KINDS.items()})
    return {kind: looks.filter(kind)["row"].n_unique() for kind in _KINDS}
