"""One row for each record, from what every extract in place says of it, and the postcodes that it held before.

A month of NCCIS repeats most of the month before: ten million rows for one million people.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.linkage.standardise import GROUPS
from ingest.records.check import PERSON_SCHEMA
from pathways.errors import LinkageError

KEY: Final = "source_record_key"
_UNKNOWN: Final = "unknown"
_CODES: Final = 1 << 16  # more than any group has values
_ROWS_AT_ONCE: Final = 3_000_000
_TOLD: Final = [name for name in PERSON_SCHEMA if name not in {"coverage", "says_who"}]


def newest_records(rows: pl.LazyFrame) -> pl.DataFrame:
    """Of each key the row that holds, with the newest that any row says of each group.

    Rows that only tell a group (`says_who` false) are of no one by themselves. Who is named every month for ten years
    is found from keys and numbers alone, and only then are names read.

    Args:
        rows: columns of `ingest.records.check.PERSON_SCHEMA` and `source`, a number: of two rows the one of the greater
            number is the newer.

    Returns:
        The columns that tell of the record, unknown groups null, and `former_postcodes`, whatever other postcodes any
        row of the key holds (null: none); in an order that depends on nothing but the rows.

    Raises:
        LinkageError: an extract was taken in before rows said what they replace.
    """
    try:
        values = {group: _values(rows, group) for group in GROUPS}
        rows = rows.with_columns(pl.col("source").cast(pl.Int64), pl.col(KEY).hash(1).alias("key"))
        parts = 1 + rows.select(pl.len()).collect().item() // _ROWS_AT_ONCE
        return pl.concat(_newest(rows.filter(pl.col("key") % parts == part), values) for part in range(parts))
    except pl.exceptions.ColumnNotFoundError as error:
        raise LinkageError(
            "There are extracts about people that an earlier version took in, without what each row replaces.",
            why="It cannot be told which of their records still hold, so the links before stay.",
            fix="Receive the files again into a new PATHWAYS_HOME.",
        ) from error


def _newest(rows: pl.LazyFrame, values: dict[str, pl.Enum]) -> pl.DataFrame:
    """What `newest_records` gives, of rows that hold all of each of their keys; `values` are those of the groups."""
    codes = {group: pl.col(group).cast(kind, strict=False).to_physical() for group, kind in values.items()}
    coded = rows.select(
        "key",
        pl.when(pl.col("says_who")).then("source").alias("source"),
        pl.col("postcode").hash(1).alias("home"),
        # The largest of these numbers is the newest row's, and holds its code.
        *((pl.col("source") * _CODES + code.cast(pl.Int64)).alias(group) for group, code in codes.items()),
    )
    newest = (
        coded.group_by("key")
        .agg(pl.max("source", *codes), (pl.min("home") != pl.max("home")).alias("moved"))
        .filter(pl.col("source").is_not_null())
        .collect(engine="streaming")
    )
    groups = newest.drop("moved").with_columns(
        (pl.col(group) % _CODES).replace_strict(dict(enumerate(kind.categories)), return_dtype=pl.String)
        if len(kind.categories)
        else pl.lit(None, pl.String).alias(group)
        for group, kind in values.items()
    )
    found = (
        rows.filter(pl.col("says_who"))
        .drop(*GROUPS)
        .join(groups.lazy(), on=["key", "source"], maintain_order="left")
        .select(*_TOLD, pl.col("source").cast(pl.get_index_type()))
        .collect(engine="streaming")
    )
    if not found[KEY].is_unique().all():  # filtering is copying
        found = found.filter(pl.col(KEY).is_first_distinct())
    former = _former_postcodes(rows, newest.filter("moved").select("key"), found)
    return found.join(former, on=KEY, how="left", maintain_order="left")


def _former_postcodes(rows: pl.LazyFrame, moved: pl.DataFrame, newest: pl.DataFrame) -> pl.DataFrame:
    """Of the keys that hold several postcodes those that are not the newest row's: `source_record_key` and a list."""
    held = (
        rows.filter(pl.col("postcode").is_not_null())
        .join(moved.lazy(), on="key", how="semi")
        .select(KEY, "postcode")
        .unique()
        .collect(engine="streaming")
    )
    return (
        held.join(newest.select(KEY, "postcode"), on=[KEY, "postcode"], how="anti")
        .sort(KEY, "postcode")
        .group_by(KEY, maintain_order=True)
        .agg(former_postcodes="postcode")
    )


def _values(rows: pl.LazyFrame, group: str) -> pl.Enum:
    found = rows.select(pl.col(group).drop_nulls().unique()).collect(engine="streaming")[group]
    return pl.Enum(found.filter(found != _UNKNOWN).sort())
