"""Within a department, its own identifiers say which records are one person; each person becomes one row to compare.

Two records with one identifier but nothing else in common are not joined: an identifier can be mistyped into another
person's. Records that carry no identifier join those that agree with them in name, date of birth and postcode.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from ingest.linkage.identifiers import IDENTIFIERS

# The numbers a department gives out or checks; the others its records may carry are evidence between departments only.
OWN: Final[dict[str, tuple[str, ...]]] = {
    "DfE": ("uln", "upn"),
    "DWP": ("national_insurance_number",),
    "DHSC": ("nhs_number",),
    "MHCLG": ("national_insurance_number",),
}
FULL: Final = ("forename", "surname", "date_of_birth", "postcode")
_SEEN: Final = ("forename_root", "surname_sound", "date_of_birth", "birth_month", "postcode")
_FIRST_KNOWN: Final = (
    "sex", "forename", "forename_first", "forename_root", "forename_sound", "surname", "surname_first", "surname_last",
    "surname_sound", "initials", "initials_exchanged", "date_of_birth", "birth_month", "birth_year",
    "day_and_month_swapped", "postcode", "postcode_sector", "postcode_outward", *IDENTIFIERS,
    "ethnicity_5", "sen", "local_authority_code",
)  # fmt: skip


def bring_together(standardised: pl.DataFrame) -> pl.DataFrame:
    """Which department person each record is.

    Args:
        standardised: as `standardise.standardise` gives it.

    Returns:
        `source_record_key`, `department`, `person_key` (the smallest record key of the person) and `within_tier`: 1
        where an identifier joined the record or it stands alone, 2 where names, birth and postcode did.
    """
    rows = standardised.sort("source_record_key").with_row_index("row")
    by_identifier = [
        _pairs(rows, [column], [name for name, own in OWN.items() if column in own]) for column in IDENTIFIERS
    ]
    sure = pl.concat(by_identifier).filter(~_contradicts()).select("row", "anchor").unique()
    full = _pairs(rows, list(FULL), list(OWN)).filter(~_other_identifier()).select("row", "anchor").unique()
    group = components(rows.height, pl.concat([sure, full]))
    joined_surely = np.isin(np.arange(rows.height), np.unique(sure.to_numpy())) if sure.height else np.zeros(1, bool)
    size = np.bincount(group)[group]
    return rows.select(
        "source_record_key",
        "department",
        pl.col("source_record_key").min().over(pl.Series("group", group)).alias("person_key"),
        pl.Series("within_tier", np.where((size == 1) | joined_surely, 1, 2), dtype=pl.Int8),
    )


def department_persons(standardised: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """One row per department person, of the first known value of each column, records in the order of their keys.

    Returns:
        `person_key`, `department`, the columns that are compared, `postcode_second` (another postcode of the person,
        else null) and `records` (a count).
    """
    rows = together.select("source_record_key", "person_key").join(standardised, on="source_record_key")
    alone = rows.filter(pl.len().over("person_key") == 1)
    several = rows.filter(pl.len().over("person_key") > 1).sort("source_record_key")
    merged = several.group_by("person_key", maintain_order=True).agg(
        pl.col("department").first(),
        *(pl.col(name).drop_nulls().first() for name in _FIRST_KNOWN),
        pl.col("postcode").drop_nulls().unique(maintain_order=True).slice(1, 1).first().alias("postcode_second"),
        pl.len().alias("records").cast(pl.Int32),
    )
    single = alone.select(
        "person_key",
        "department",
        *_FIRST_KNOWN,
        pl.lit(None, pl.String).alias("postcode_second"),
        pl.lit(1, pl.Int32).alias("records"),
    )
    return pl.concat([single, merged]).sort("person_key")


def components(count: int, edges: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The connected component of each of `count` rows, from edges in two columns of row numbers."""
    left, right = (edges.to_series(n).to_numpy().astype(np.int64) for n in (0, 1))
    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _pairs(rows: pl.DataFrame, columns: list[str], departments: list[str]) -> pl.DataFrame:
    """Records that agree in `columns`, each with the first of its group and with the one before it."""
    known = rows.filter(pl.col("department").is_in(departments), *(pl.col(name).is_not_null() for name in columns))
    group = ["department", *columns]
    known = known.filter(pl.len().over(group) > 1)
    linked = [
        known.select("row", row_number.over(group).alias("anchor"))
        for row_number in (pl.col("row").first(), pl.col("row").shift(1))
    ]
    pairs = pl.concat(linked).filter(pl.col("anchor").is_not_null(), pl.col("row") != pl.col("anchor"))
    seen = rows.select("row", *_SEEN, "surname_first", "forename_first", *IDENTIFIERS)
    return pairs.join(seen, on="row").join(seen, left_on="anchor", right_on="row", suffix="_anchor")


def _agree(column: str) -> pl.Expr:
    return (pl.col(column) == pl.col(f"{column}_anchor")).fill_null(value=False)


def _contradicts() -> pl.Expr:
    """Two or more of forename, surname and birth can be compared, and none agrees, nor does the postcode."""
    compared = pl.sum_horizontal(
        pl.col(name).is_not_null() & pl.col(f"{name}_anchor").is_not_null()
        for name in ("forename_root", "surname_sound", "birth_month")
    )
    exchanged = (pl.col("surname_first") == pl.col("forename_first_anchor")).fill_null(value=False)
    any_agrees = pl.any_horizontal(
        _agree(name) for name in ("forename_root", "surname_sound", "birth_month", "postcode")
    )
    return (compared > 1) & ~any_agrees & ~exchanged


def _other_identifier() -> pl.Expr:
    return pl.any_horizontal((pl.col(name) != pl.col(f"{name}_anchor")).fill_null(value=False) for name in IDENTIFIERS)
