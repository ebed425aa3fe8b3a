"""Who is known: one row for each record, from what every extract in place says of it.

A month of NCCIS repeats most of the month before: ten million rows for one million people. So the newest row of each
record is found from numbers alone, and only then are names read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from ingest.linkage.standardise import GROUPS
from ingest.records.check import PERSON_SCHEMA

_UNKNOWN: Final = "unknown"
_CODES: Final = 1 << 16  # more than any group has values


def newest_records(files: Sequence[Path]) -> pl.DataFrame:
    """One row for each record key.

    Args:
        files: the persons of each extract (`ingest.records.check.PERSON_SCHEMA`), the earliest received first.

    Returns:
        Columns as `standardise` takes them: who it is as the last extract that says so has it, and of each group the
        newest that is known, from whatever table of the source tells it.
    """
    # Extracts of before the columns were added have fewer.
    rows = pl.scan_parquet(list(files), schema=PERSON_SCHEMA, missing_columns="insert", row_index_name="row")
    row = pl.col("row").cast(pl.Int64)
    values = {group: _values(rows, group) for group in GROUPS}
    codes = {group: pl.col(group).cast(kind, strict=False).to_physical() for group, kind in values.items()}
    coded = rows.select(
        pl.col("source_record_key").hash(1).alias("key"),
        pl.when(pl.col("says_who").fill_null(value=True)).then(row).alias("row"),
        # The largest of these numbers is the newest row's, and holds its code.
        *((row * _CODES + code.cast(pl.Int64)).alias(group) for group, code in codes.items()),
    )
    newest = coded.group_by("key").max().filter(pl.col("row").is_not_null()).drop("key")
    groups = newest.with_columns(
        (pl.col(group) % _CODES).replace_strict(dict(enumerate(kind.categories)), return_dtype=pl.String)
        for group, kind in values.items()
    )
    return (
        rows.drop(*GROUPS, "says_who")
        .with_columns(row)
        .join(groups.collect(engine="streaming").lazy(), on="row")
        .drop("row")
        .collect(engine="streaming")
    )


def _values(rows: pl.LazyFrame, group: str) -> pl.Enum:
    found = rows.select(pl.col(group).drop_nulls().unique()).collect(engine="streaming")[group]
    return pl.Enum(found.filter(found != _UNKNOWN).sort())
