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
KEY: Final = "source_record_key"
Rows = np.ndarray[tuple[int], np.dtype[np.uint32]]
FULL: Final = ("forename", "surname", "date_of_birth", "postcode")
_SEEN: Final = ("forename_root", "surname_sound", "birth_month", "forename_first", "surname_first", *IDENTIFIERS)
_FIRST_KNOWN: Final = (
    "sex", "forename", "forename_first", "forename_root", "forename_sound", "surname", "surname_first", "surname_sound",
    "date_of_birth", "birth_month", "postcode", *IDENTIFIERS, "ethnicity_5", "sen", "local_authority_code",
)  # fmt: skip
# All that a comparison can see of a person, or that follows from it.
COMPARED: Final = ("department", *_FIRST_KNOWN[:-3], "other_postcodes")


def bring_together(standardised: pl.DataFrame) -> pl.DataFrame:
    """Which department person each record is.

    Args:
        standardised: as `standardise.standardise` gives it.

    Returns:
        In the order of their keys `source_record_key`, `row` (its number in `standardised`), `department`, `person_key`
        (the smallest record key of the person) and `within_tier`: 1 where an identifier joined the record or it stands
        alone, 2 where names, birth and postcode did.
    """
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    rows = standardised.select(row.alias("place"), KEY, "department", *_numbers(_SEEN, FULL)).sort(KEY)
    own = {name: [who for who, numbers in OWN.items() if name in numbers] for name in IDENTIFIERS}
    sure = pl.concat(
        _pairs(rows, [name], departments).filter(~_contradicts()).select("row", "anchor")
        for name, departments in own.items()
    )
    full = _pairs(rows, list(FULL), list(OWN)).filter(~_other_identifier()).select("row", "anchor")
    group = components(rows.height, pl.concat([sure, full]))
    numbers, first, size = np.unique(group, return_index=True, return_counts=True)
    place = np.searchsorted(numbers, group)
    surely = np.zeros(rows.height, dtype=bool)
    surely[sure.to_numpy().ravel()] = True
    return rows.select(
        KEY,
        pl.col("place").alias("row"),
        "department",
        pl.col(KEY).gather(first[place]).alias("person_key"),
        pl.Series("within_tier", np.where((size[place] == 1) | surely, 1, 2), dtype=pl.Int8),
    )


def department_persons(standardised: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
    """One row per department person, of the first known value of each column, records in the order of their keys.

    Column by column, since a copy of the records would be most of the memory that linkage takes.

    Args:
        standardised: as `standardise.standardise` gives it.
        together: as `bring_together` gives it from these, all of it or the records of some persons.

    Returns:
        `person_key`, `department`, the columns that are compared, `other_postcodes` (a list of whatever else any
        record of the person holds or once held, else null) and `records` (a count).
    """
    persons = together.select(pl.col("person_key").unique().sort()).with_row_index("person")
    of = together.join(persons, on="person_key", maintain_order="left")
    row, person = (of[name].to_numpy() for name in ("row", "person"))
    # Who is without a postcode now goes by a former one.
    former = standardised["former_postcodes"]
    home = standardised.select(pl.coalesce("postcode", pl.col("former_postcodes").list.first())).to_series()
    columns = {name: home if name == "postcode" else standardised[name] for name in ("department", *_FIRST_KNOWN)}
    persons = persons.with_columns(
        *(column.gather(_first_known(column, row, person, persons.height)) for column in columns.values()),
        pl.Series("records", np.bincount(person, minlength=persons.height), dtype=pl.Int32),
    )
    held = pl.DataFrame({"person": of["person"], "postcode": home.gather(row)})
    before = pl.DataFrame({"person": of["person"], "postcode": former.gather(row)}).drop_nulls().explode("postcode")
    others = (
        pl.concat([held, before])
        .filter(pl.col("postcode") != persons["postcode"].gather(pl.concat([held["person"], before["person"]])))
        .unique()
        .sort("person", "postcode")
        .group_by("person", maintain_order=True)
        .agg(other_postcodes="postcode")
    )
    return persons.join(others, on="person", how="left", maintain_order="left").drop("person")


def _first_known(column: pl.Series, row: Rows, person: Rows, count: int) -> pl.Series:
    """For each of `count` persons the first of their rows that holds a value; null where none does."""
    known = column.is_not_null().to_numpy()[row]
    first = np.full(count, len(column), dtype=np.int64)
    # Of several the one written last stands.
    first[person[known][::-1]] = row[known][::-1]
    return pl.Series(first).set(pl.Series(first == len(column)), None)


def renewed(
    persons: pl.DataFrame, standardised: pl.DataFrame, before: pl.DataFrame, together: pl.DataFrame
) -> pl.DataFrame:
    """The persons of a department after some of its records went to other persons: only these are made again.

    Args:
        persons: as `department_persons` made them from `before`.
        standardised: as it was then.
        before: as `bring_together` gives it.
        together: the same records in the same order, some with another `person_key`.
    """
    moved = before["person_key"] != together["person_key"]
    keys = pl.concat([before["person_key"].filter(moved), together["person_key"].filter(moved)]).unique()
    concerned = together.filter(pl.col("person_key").is_in(keys.implode()))
    if concerned.is_empty():
        return persons
    own = concerned.filter(pl.col("department").is_in(persons["department"].unique().implode()))
    others = persons.filter(~pl.col("person_key").is_in(keys.implode()))
    return pl.concat([others, department_persons(standardised, own)]).sort("person_key")


def components(count: int, edges: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The connected component of each of `count` rows, from edges in two columns of row numbers."""
    left, right = (edges.to_series(n).to_numpy().astype(np.int64) for n in (0, 1))
    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _pairs(rows: pl.DataFrame, columns: list[str], departments: list[str]) -> pl.DataFrame:
    """Records that agree in `columns`, each with the first of its group and with the one before it."""
    held = rows.with_row_index("row").filter(
        pl.col("department").is_in(departments), *(pl.col(name).is_not_null() for name in columns)
    )
    # Sorted by a hash of what must agree, groups lie together; windows over texts would take many times the memory.
    keyed = held.select("row", pl.struct("department", *columns).hash(1).alias("key")).sort("key", "row")
    starts = (pl.col("key") != pl.col("key").shift(1)).fill_null(value=True)
    keyed = keyed.with_columns(
        pl.when(starts).then("row").forward_fill().alias("first"),
        pl.when(~starts).then(pl.col("row").shift(1)).alias("before"),
    )
    linked = [keyed.select("row", pl.col(name).alias("anchor")) for name in ("first", "before")]
    pairs = pl.concat(linked).filter(pl.col("anchor").is_not_null(), pl.col("row") != pl.col("anchor")).unique()
    seen = rows.drop(KEY, "place", "department")
    others = seen[pairs["anchor"]].rename(lambda name: f"{name}_anchor")
    return pl.concat([pairs, seen[pairs["row"]], others], how="horizontal")


def _numbers(*columns: tuple[str, ...]) -> list[pl.Expr]:
    """Each column as a number that stands for its value, as they are only asked whether they are the same."""
    names = dict.fromkeys(name for some in columns for name in some)
    return [pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash(1)).alias(name) for name in names]


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
