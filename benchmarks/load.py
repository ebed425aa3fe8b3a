"""The load into PostgreSQL, against `COPY` of the same rows from a file that is ready."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from psycopg2 import sql
from psycopg2.extensions import cursor

from pathways.database import Role, connect
from warehouse.load import copy_parquet

ROWS = 1_000_000
ROUNDS = 5
TABLE = sql.Identifier("raw", "benchmark_load")


def made_up_rows(rows: int = ROWS) -> pl.DataFrame:
    """Rows of the lake's usual shape: labels, an area, a period, two measures with their status."""
    number = pl.int_range(rows, eager=True)
    return pl.DataFrame({"source_row": number + 2}).with_columns(
        extract_id=pl.lit("benchmark-000000000000"),
        area_code="E0" + (6_000_000 + number % 400).cast(pl.String),
        coverage=pl.lit("2024/25"),
        breakdown_topic=pl.lit("Ethnicity"),
        breakdown="Label number " + (number % 900).cast(pl.String),
        people=pl.when(number % 7 != 0).then(number % 5000),
        people_status=pl.when(number % 7 != 0).then(pl.lit("published")).otherwise(pl.lit("confidential")),
        percentage=pl.when(number % 7 != 0).then((number % 1000) / 10),
        percentage_status=pl.when(number % 7 != 0).then(pl.lit("published")).otherwise(pl.lit("confidential")),
    )


def run() -> dict[str, float]:
    """Median seconds of each, in turn, and the ratio; needs a prepared database."""
    rows = made_up_rows()
    columns = {
        name: {pl.Int64: "bigint", pl.Float64: "double precision"}.get(kind, "text")
        for name, kind in rows.schema.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        parquet, csv = Path(folder) / "rows.parquet", Path(folder) / "rows.csv"
        rows.write_parquet(parquet)
        rows.write_csv(csv, include_header=False, quote_style="non_numeric")
        ours, raw = [], []
        for _ in range(ROUNDS):
            ours.append(_seconds(columns, lambda into: copy_parquet(into, TABLE, [parquet], list(columns))))
            raw.append(_seconds(columns, lambda into: _copy_file(into, csv)))
    ratio = statistics.median(a / b for a, b in zip(ours, raw, strict=True))
    return {
        "rows": ROWS,
        "load_seconds": statistics.median(ours),
        "copy_seconds": statistics.median(raw),
        "ratio": ratio,
    }


def _copy_file(into: cursor, csv: Path) -> None:
    with csv.open("rb") as stream:
        into.copy_expert(sql.SQL("copy {} from stdin with (format csv)").format(TABLE).as_string(into), stream)


def _seconds(columns: dict[str, str], load: Callable[..., object]) -> float:
    with connect(Role.BUILD) as build, build.cursor() as open_cursor:
        listed = sql.SQL(", ").join(
            sql.SQL("{} " + kind).format(sql.Identifier(name)) for name, kind in columns.items()
        )
        open_cursor.execute(sql.SQL("create unlogged table {} ({})").format(TABLE, listed))
        started = time.perf_counter()
        load(open_cursor)
        seconds = time.perf_counter() - started
        build.rollback()
    return seconds
