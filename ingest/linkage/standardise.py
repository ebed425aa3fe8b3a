"""Identity records in one form, so that what is the same can look the same.

One row per source record goes in and comes out; values that cannot be what they claim (a postcode without shape, an
identifier with a wrong check digit, a birth in 1890) become null, because they are evidence of nothing.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.linkage.identifiers import IDENTIFIERS, only_usable
from ingest.linkage.names import standardise_names
from pathways.errors import LinkageError

DEPARTMENTS: Final = ("DfE", "DWP", "DHSC", "MHCLG")
# A text is 16 bytes a row, so what has few values is not held as text.
RECORD: Final[dict[str, pl.DataType]] = {
    "source_record_key": pl.String(),
    "department": pl.Enum(DEPARTMENTS),
    "dataset": pl.Categorical(),
    "forename": pl.String(),
    "surname": pl.String(),
    "date_of_birth": pl.Date(),
    "birth_month": pl.Date(),
    "sex": pl.String(),
    "postcode": pl.String(),
    "former_postcodes": pl.List(pl.String()),
    **{name: pl.String() for name in IDENTIFIERS},
}
GROUPS: Final[dict[str, pl.DataType]] = {
    "ethnicity_5": pl.Categorical(),
    "sen": pl.Categorical(),
    "local_authority_code": pl.Categorical(),
}
# Which extract told a record, by number, for `known` alone.
_SOURCE: Final[dict[str, pl.DataType]] = {"source": pl.UInt32()}
OPTIONAL: Final = ("birth_month", "former_postcodes", *IDENTIFIERS)
_COLUMNS: Final = RECORD | GROUPS | _SOURCE

_POSTCODE: Final = r"^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
# Shapes that stand for "no fixed abode" or "not known" in ILR (ZZ99) and elsewhere.
_NO_POSTCODE: Final = r"^ZZ99|^XX"
_MONTHS: Final = 12
_EARLIEST_BIRTH: Final = pl.date(1900, 1, 1)


def standardise(records: pl.DataFrame) -> pl.DataFrame:
    """Identity records as they are compared.

    Args:
        records: one row per source record with the columns of `RECORD` (those in `OPTIONAL` may be absent) and, if
            they are there, of `GROUPS`, for quality only, and `source`.

    Returns:
        The same rows in the order of their keys, names in their several forms (see `names`), `postcode` and
        `former_postcodes` without a space, `birth_month` (first of the month) and identifiers only where valid.

    Raises:
        LinkageError: a needed column is absent, a key is absent or comes twice, or a department is not known.
    """
    missing = [name for name in RECORD if name not in records.columns and name not in OPTIONAL]
    if missing:
        raise LinkageError(
            f"Identity records have no column {', '.join(missing)}.",
            why="Nothing was linked.",
            fix="Give the columns of ingest.linkage.standardise.RECORD.",
        )
    _refuse_what_cannot_be_told_apart(records)
    # One name for all of it, so that what was replaced is not kept beside it.
    records = records.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in _COLUMNS.items() if name not in records.columns
    ).select(pl.col(name).cast(kind) for name, kind in _COLUMNS.items())
    records = records.sort("source_record_key")  # while there are the fewest columns to move
    records = standardise_names(records)
    records = only_usable(records)
    records = _with_postcodes(records)
    sex = pl.col("sex").str.to_uppercase()
    return records.with_columns(*_born(), pl.when(sex.is_in(["F", "M"])).then(sex))


def expand(persons: pl.DataFrame) -> pl.DataFrame:
    """Add what follows from the rest; a column of texts is 16 bytes a row, so these are made only while they are used.

    Returns:
        The rows with `homes` (all known postcodes in a list), `surname_last`, `initials`, `initials_exchanged`,
        `postcode_sector`, `postcode_outward`, `birth_year` and `day_and_month_swapped` (the date of birth with day and
        month exchanged, null where that is no other date).
    """
    first, last = pl.col("forename").str.head(1), pl.col("surname").str.head(1)
    return persons.with_columns(
        pl.when(pl.col("postcode").is_not_null())
        .then(pl.concat_list("postcode", pl.col("other_postcodes").fill_null([])))
        .alias("homes"),
        pl.col("surname").str.extract(r"(\S+)$").alias("surname_last"),
        (first + last).alias("initials"),
        (last + first).alias("initials_exchanged"),
        pl.col("postcode").str.head(-2).alias("postcode_sector"),
        pl.col("postcode").str.head(-3).alias("postcode_outward"),
        pl.col("birth_month").dt.year().alias("birth_year"),
        _swapped().alias("day_and_month_swapped"),
    )


def linkable(standardised: pl.DataFrame) -> pl.DataFrame:
    """The rows that say something of one person: an identifier, or two of birth month, a name and postcode.

    The rest (CORE lettings carry no key) can be known by area only.
    """
    any_identifier = pl.any_horizontal(pl.col(name).is_not_null() for name in IDENTIFIERS)
    name = pl.col("surname").is_not_null() | pl.col("forename").is_not_null()
    told = pl.sum_horizontal(pl.col("birth_month").is_not_null(), pl.col("postcode").is_not_null(), name)
    says_something = standardised.select(any_identifier | (told > 1)).to_series()
    # Mostly all do, and a copy of them would be a third of the memory that linkage takes.
    return standardised if says_something.all() else standardised.filter(says_something)


def _refuse_what_cannot_be_told_apart(records: pl.DataFrame) -> None:
    keys = records["source_record_key"]
    if keys.null_count() or keys.n_unique() != records.height:
        raise LinkageError(
            f"{records.height - keys.drop_nulls().n_unique():,} records have no source_record_key of their own.",
            why="Their links could not be told apart, so nothing was linked.",
            fix="Give each source record one key, never null, never twice.",
        )
    unknown = records["department"].drop_nulls().unique().to_list()
    unknown = sorted(set(unknown) - set(DEPARTMENTS))
    if unknown or records["department"].null_count():
        raise LinkageError(
            f"Identity records come from {', '.join(unknown) or 'no department'}.",
            why="Departments are linked pair by pair, so each record must be one's.",
            fix=f"Use one of {', '.join(DEPARTMENTS)}.",
        )


def _born() -> list[pl.Expr]:
    told = pl.col("date_of_birth")
    date = pl.when(told >= _EARLIEST_BIRTH).then(told)
    month = pl.coalesce(date, pl.when(pl.col("birth_month") >= _EARLIEST_BIRTH).then(pl.col("birth_month")))
    return [date.alias("date_of_birth"), month.dt.month_start().alias("birth_month")]


def _swapped() -> pl.Expr:
    told = pl.col("date_of_birth")
    other = pl.when(told.dt.day() <= _MONTHS).then(pl.date(told.dt.year(), told.dt.day(), told.dt.month()))
    return pl.when(other != told).then(other)


def _with_postcodes(records: pl.DataFrame) -> pl.DataFrame:
    # There are fewer postcodes than records: each is worked out once.
    known = records.select(pl.col("postcode").drop_nulls().unique()).with_columns(_postcode().alias("tidy"))
    found = records.select("postcode").join(known, on="postcode", how="left", maintain_order="left")
    former = (
        records.select("source_record_key", postcode="former_postcodes")
        .drop_nulls()
        .explode("postcode")
        .with_columns(_postcode())
        .drop_nulls()
        .group_by("source_record_key")
        .agg(former_postcodes=pl.col("postcode").unique().sort())
    )
    return (
        records.with_columns(found["tidy"].alias("postcode"))
        .drop("former_postcodes")
        .join(former, on="source_record_key", how="left", maintain_order="left")
    )


def _postcode() -> pl.Expr:
    text = pl.col("postcode").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    # The last three are a digit and two letters: O for 0 and I for 1 there is a slip of the hand.
    third = text.str.tail(3).str.slice(0, 1).str.replace_many({"O": "0", "I": "1", "S": "5"})
    text = text.str.head(-3) + third + text.str.tail(2)
    return pl.when(text.str.contains(_POSTCODE) & ~text.str.contains(_NO_POSTCODE)).then(text)
