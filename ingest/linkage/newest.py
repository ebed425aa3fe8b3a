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


def newest_records(rows: pl.LazyFrame) -> pl.DataFrame:
    """Of each key the row that holds, with the newest that any row says of each group.

    Rows that only tell a group (`says_who` false) are of no one by themselves. Who is named every month for ten years
    is found from keys and numbers alone, and only then are names read.

    Args:
        rows: columns of `ingest.records.check.PERSON_SCHEMA` and `source`, a number: of two rows the one of the greater
            number is the newer.

    Returns:
        The same columns but for unknown groups, which are null, and `former_postcodes`, whatever other postcodes any
        row of the key holds (null: none); in order of the keys.

    Raises:
        LinkageError: an extract was taken in before rows said what they replace.
    """
    try:
        values = {group: _values(rows, group) for group in GROUPS}
        codes = {group: pl.col(group).cast(kind, strict=False).to_physical() for group, kind in values.items()}
        rows = rows.with_columns(pl.col("source").cast(pl.Int64))
        coded = rows.select(
            pl.col(KEY).hash(1).alias("key"),
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
            .with_columns(pl.col(KEY).hash(1).alias("key"))
            .join(groups.lazy(), on=["key", "source"], maintain_order="left")
            .select(*PERSON_SCHEMA, pl.col("source").cast(pl.get_index_type()))
            .collect(engine="streaming")
        )
        found = found.filter(pl.col(KEY).is_first_distinct()).sort(KEY)
        former = _former_postcodes(rows, newest.filter("moved").select("key"), found)
        return found.join(former, on=KEY, how="left", maintain_order="left")
    except pl.exceptions.ColumnNotFoundError as error:
        raise LinkageError(
            "There are extracts about people that an earlier version took in, without what each row replaces.",
            why="It cannot be told which of their records still hold, so the links before stay.",
            fix="Receive the files again into a new PATHWAYS_HOME.",
        ) from error


def _former_postcodes(rows: pl.LazyFrame, moved: pl.DataFrame, newest: pl.DataFrame) -> pl.DataFrame:
    """Of the keys that hold several postcodes those that are not the newest row's: `source_record_key` and a list."""
    held = (
        rows.filter(pl.col("postcode").is_not_null())
        .select(KEY, "postcode")
        .join(moved.lazy(), left_on=pl.col(KEY).hash(1), right_on="key", how="semi")
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
