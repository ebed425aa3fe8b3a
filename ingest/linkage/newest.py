"""One row for each record, from what every extract in place says of it, and the postcodes that it held before.

A month of NCCIS repeats most of the month before: sixteen million rows for one million people. Who is named every month
for ten years is found from keys and numbers alone, in one pass; then each extract gives the rows that hold of it.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

import polars as pl

from ingest.linkage.standardise import GROUPS, RECORD
from ingest.records.check import PERSON_SCHEMA
from pathways.errors import LinkageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEY: Final = "source_record_key"
_UNKNOWN: Final = "unknown"
_CODES: Final = 1 << 16  # more than any group has values
_TOLD: Final = [name for name in PERSON_SCHEMA if name not in {"coverage", "says_who", *GROUPS}]
_FEW_VALUED: Final = {name: RECORD[name] for name in ("department", "dataset")}


def newest_records(extracts: Sequence[pl.LazyFrame]) -> pl.DataFrame:
    """Of each key the row that holds, with the newest that any row says of each group.

    Rows that only tell a group (`says_who` false) are of no one by themselves.

    Args:
        extracts: the rows of each, columns of `ingest.records.check.PERSON_SCHEMA` and `source`, a number: of two rows
            the one of the greater number is the newer. The rows of one source are in one of them.

    Returns:
        The columns that tell of the record, unknown groups null, and `former_postcodes`, whatever other postcodes any
        row of the key holds (null: none); in an order that depends on nothing but the rows.

    Raises:
        LinkageError: an extract was taken in before rows said what they replace.
    """
    if not extracts:
        return newest_records([pl.LazyFrame(schema={**PERSON_SCHEMA, "source": pl.Int64})])
    keyed = [rows.with_columns(pl.col("source").cast(pl.Int64), pl.col(KEY).hash(1).alias("key")) for rows in extracts]
    rows = pl.concat(keyed)
    try:
        values = {group: _values(rows, group) for group in GROUPS}
        newest = _newest(rows, values)
        holding = pl.concat(pl.read_parquet(each) for each in _holding(keyed, newest.select("key", "source")))
        former = _former_postcodes(rows, newest.filter("moved").select("key"), holding)
    except pl.exceptions.ColumnNotFoundError as error:
        raise LinkageError(
            "There are extracts about people that an earlier version took in, without what each row replaces.",
            why="It cannot be told which of their records still hold, so the links before stay.",
            fix="Receive the files again into a new PATHWAYS_HOME.",
        ) from error
    for told in (_groups(newest, values), former):
        holding = holding.join(told, on="key", how="left", maintain_order="left")
    return holding.drop("key")


def _newest(rows: pl.LazyFrame, values: dict[str, pl.Enum]) -> pl.DataFrame:
    """Of each `key` that any row says who it is the `source` that holds, and whether it `moved`.

    Each group is the largest of numbers that hold the source and the code, so the code is the newest source's.
    """
    codes = {group: pl.col(group).cast(kind, strict=False).to_physical() for group, kind in values.items()}
    coded = rows.select(
        "key",
        pl.when(pl.col("says_who")).then("source").alias("source"),
        pl.col("postcode").hash(1).alias("home"),
        *((pl.col("source") * _CODES + code.cast(pl.Int64)).alias(group) for group, code in codes.items()),
    )
    return (
        coded.group_by("key")
        .agg(pl.max("source", *codes), (pl.min("home") != pl.max("home")).alias("moved"))
        .filter(pl.col("source").is_not_null())
        .collect(engine="streaming")
    )


def _holding(extracts: Sequence[pl.LazyFrame], newest: pl.DataFrame) -> Iterator[BytesIO]:
    """Of each extract the rows that hold, as Parquet in memory.

    As frames they would keep all that was read of their extract alive, which is three times as much.
    """
    of_source = newest.partition_by("source", as_dict=True)
    for extract in extracts:
        sources = extract.select(pl.col("source").unique()).collect().rows()
        winners = pl.concat([newest.head(0), *(of_source[source] for source in sources if source in of_source)])
        rows = (
            extract.filter(pl.col("says_who"))
            .select(*(pl.col(name).cast(_FEW_VALUED.get(name, kind)) for name, kind in _kinds()), "source", "key")
            .join(winners.lazy(), on=["key", "source"], how="semi", maintain_order="left")
            .with_columns(pl.col("source").cast(pl.get_index_type()))
            .collect(engine="streaming")
        )
        kept = BytesIO()
        rows.unique(KEY, keep="first", maintain_order=True).write_parquet(kept, compression="lz4")
        kept.seek(0)
        yield kept


def _kinds() -> Iterator[tuple[str, pl.DataType]]:
    return ((name, PERSON_SCHEMA[name]) for name in _TOLD)


def _groups(newest: pl.DataFrame, values: dict[str, pl.Enum]) -> pl.DataFrame:
    """Of each `key` its groups in words."""
    codes = {group: pl.col(group) % _CODES for group in values}
    return newest.select(
        "key",
        *(
            code.replace_strict(dict(enumerate(values[group].categories)), return_dtype=GROUPS[group])
            if len(values[group].categories)
            else pl.lit(None, GROUPS[group]).alias(group)
            for group, code in codes.items()
        ),
    )


def _former_postcodes(rows: pl.LazyFrame, moved: pl.DataFrame, newest: pl.DataFrame) -> pl.DataFrame:
    """Of the keys that hold several postcodes those that are not the newest row's: `key` and a list."""
    return (
        rows.filter(pl.col("postcode").is_not_null())
        .join(moved.lazy(), on="key", how="semi")
        .select("key", "postcode")
        .unique()
        .collect(engine="streaming")
        .join(newest.select("key", "postcode"), on=["key", "postcode"], how="anti")
        .sort("key", "postcode")
        .group_by("key", maintain_order=True)
        .agg(former_postcodes="postcode")
    )


def _values(rows: pl.LazyFrame, group: str) -> pl.Enum:
    found = rows.select(pl.col(group).drop_nulls().unique()).collect(engine="streaming")[group]
    return pl.Enum(found.filter(found != _UNKNOWN).sort())
