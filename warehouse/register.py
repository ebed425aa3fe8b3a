"""The lake and the ledger made readable as plain tables of schema `raw`, on either engine.

PostgreSQL keeps the rows of every accepted extract in unlogged tables, filled by `COPY`; DuckDB reads the lake in place
through views. The tables of the ledger are snapshots, so that one build sees one state of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.csv
import pyarrow.parquet as pq
from psycopg2 import sql

from pathways.database import Role, connect
from pathways.errors import BuildError
from pathways.settings import settings
from warehouse.sources import RawTable, raw_tables

if TYPE_CHECKING:
    import duckdb
    from psycopg2.extensions import cursor

BATCH_ROWS = 65_536
_CSV = pyarrow.csv.WriteOptions(include_header=False, batch_size=BATCH_ROWS)

# The ledger as the warehouse needs it; both engines are filled from this.
_LEDGER = {
    "ledger_extract": """
        select extract.extract_id, extract.dataset, extract.variant, arrival.file_name, extract.sha256,
               extract.received_at, extract.known_at, extract.supersedes, extract.is_synthetic, extract.outcome,
               extract.rows_received, extract.rows_accepted, extract.rows_quarantined, extract.rows_duplicate,
               extract.notes::text as notes
        from ledger.extract join ledger.arrival using (arrival_id)""",
    "ledger_coverage": """
        select extract_id, coverage, revision, published_on, rows_accepted from ledger.extract_coverage""",
    "ledger_quarantine": """
        select extract_id, rule, reason, rows_quarantined from ledger.quarantine_reason""",
    "build": "select %(as_known_on)s::timestamptz as as_known_on",
}


@dataclass(frozen=True)
class Registered:
    """What was made readable: how many extracts are there, and what had to be loaded for it."""

    extracts: int
    extracts_loaded: int
    rows_loaded: int


def register_postgres(as_known_on: datetime) -> Registered:
    """Bring schema `raw` of PostgreSQL up to date: load what is new, drop what the ledger no longer holds.

    Safe to repeat. After a crash PostgreSQL empties every unlogged table, the list of what is loaded among them, so
    everything is loaded again.

    Each extract is committed on its own.

    Args:
        as_known_on: the instant the build speaks of; only recorded here, dbt selects by it.

    Raises:
        BuildError: an accepted extract is not in the lake.
    """
    with connect(Role.BUILD) as build, build.cursor() as cursor:
        _create_tables(cursor)
        _await_extracts(cursor)
        for name, query in _LEDGER.items():
            cursor.execute(sql.SQL("truncate raw.{}").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("insert into raw.{} ").format(sql.Identifier(name)) + sql.SQL(query),
                {"as_known_on": as_known_on},
            )
        cursor.execute("select dataset, extract_id from raw.ledger_extract where outcome = 'accepted' order by 2")
        accepted = [(dataset, extract_id) for dataset, extract_id in cursor.fetchall() if dataset in raw_tables()]
        cursor.execute("select dataset, extract_id from raw.loaded_extract")
        loaded = set(cursor.fetchall())
        for dataset, extract_id in sorted(loaded - set(accepted)):
            cursor.execute(
                sql.SQL("delete from raw.{} where extract_id = %s").format(sql.Identifier(dataset)), (extract_id,)
            )
            cursor.execute("delete from raw.loaded_extract where extract_id = %s", (extract_id,))
    rows = 0
    missing = [pair for pair in accepted if pair not in loaded]
    for dataset, extract_id in missing:
        with connect(Role.BUILD) as build, build.cursor() as cursor:
            rows += _load_extract(cursor, raw_tables()[dataset], extract_id)
    with connect(Role.BUILD) as build, build.cursor() as cursor:
        for dataset in sorted({dataset for dataset, _ in missing}):
            cursor.execute(sql.SQL("analyze raw.{}").format(sql.Identifier(dataset)))
    return Registered(extracts=len(accepted), extracts_loaded=len(missing), rows_loaded=rows)


def register_duckdb(warehouse: duckdb.DuckDBPyConnection, as_known_on: datetime) -> Registered:
    """Point views of schema `raw` at the lake's files and copy the ledger beside them.

    Raises:
        BuildError: an accepted extract is not in the lake.
    """
    warehouse.execute("create schema if not exists raw")
    with connect(Role.BUILD) as build, build.cursor() as cursor:
        _await_extracts(cursor)
        for name, query in _LEDGER.items():
            cursor.execute(sql.SQL(query), {"as_known_on": as_known_on})
            _replace_duckdb_table(warehouse, raw_tables()[name], cursor.fetchall())
        cursor.execute("select dataset, extract_id from ledger.extract where outcome = 'accepted' order by 2")
        accepted = cursor.fetchall()
    for table in raw_tables().values():
        if table.is_dataset:
            extracts = [extract_id for dataset, extract_id in accepted if dataset == table.name]
            files = [file for extract_id in extracts for file in lake_files(table.name, extract_id)]
            warehouse.execute(_lake_view(table, files))
    return Registered(extracts=len(accepted), extracts_loaded=0, rows_loaded=0)


def _await_extracts(cursor: cursor) -> None:
    """Wait for extracts that are being recorded, so that none can appear later with an earlier `known_at`."""
    cursor.execute("select pg_advisory_xact_lock(hashtext('extracts'))")


def lake_files(dataset: str, extract_id: str) -> list[Path]:
    """The Parquet files of one extract, in order.

    Raises:
        BuildError: there are none.
    """
    folder = settings().lake / dataset / extract_id
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise BuildError(
            f"The lake holds no rows of extract {extract_id} of {dataset}.",
            why="The ledger says that it was accepted, so figures built without it would be wrong.",
            fix=f"Put {folder} back from a backup; or restore the landing folder and receive its file again.",
        )
    return files


def copy_parquet(cursor: cursor, target: sql.Composable, files: Iterable[Path], columns: list[str]) -> int:
    """Load Parquet files into a table with `COPY`, as CSV made by Arrow in chunks; gives the number of rows."""
    chunks = _CsvChunks(files, columns)
    cursor.copy_expert(
        sql.SQL("copy {} ({}) from stdin with (format csv)")
        .format(target, sql.SQL(", ").join(map(sql.Identifier, columns)))
        .as_string(cursor),
        chunks,
    )
    return chunks.rows


class _CsvChunks(io.BufferedIOBase):
    """The rows of Parquet files as a stream of CSV text, one batch in memory at a time.

    Arrow quotes every text and leaves nulls bare, which is how `COPY` tells an empty text from none.
    """

    def __init__(self, files: Iterable[Path], columns: list[str]) -> None:
        self.rows = 0
        self._chunks = _one_ahead(self._make(files, columns))

    def read(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002  # psycopg2 takes a chunk of any size
        return next(self._chunks, b"")

    def _make(self, files: Iterable[Path], columns: list[str]) -> Iterator[bytes]:
        for file in files:
            with pq.ParquetFile(file) as parquet:
                for batch in parquet.iter_batches(batch_size=BATCH_ROWS, columns=columns):
                    self.rows += batch.num_rows
                    buffer = io.BytesIO()
                    pyarrow.csv.write_csv(batch.select(columns), buffer, _CSV)
                    yield buffer.getvalue()


def _one_ahead(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, each made while PostgreSQL still takes in the one before."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        pending = worker.submit(next, chunks, b"")
        while chunk := pending.result():
            pending = worker.submit(next, chunks, b"")
            yield chunk


def _load_extract(cursor: cursor, table: RawTable, extract_id: str) -> int:
    """Load one extract, unless another build does: the row that says so is written first, and a second writer waits."""
    cursor.execute(
        "insert into raw.loaded_extract (dataset, extract_id) values (%s, %s) on conflict do nothing",
        (table.name, extract_id),
    )
    if cursor.rowcount == 0:
        return 0
    files = lake_files(table.name, extract_id)
    present = pq.read_schema(files[0]).names
    return copy_parquet(
        cursor,
        sql.Identifier("raw", table.name),
        files,
        [column for column in table.columns if column in present],
    )


def _create_tables(cursor: cursor) -> None:
    """Tables and columns that dbt declares and PostgreSQL does not have yet; datasets without an extract stay empty."""
    cursor.execute("select pg_advisory_xact_lock(hashtext('raw'))")
    cursor.execute(
        "create unlogged table if not exists raw.loaded_extract (dataset text not null, extract_id text primary key)"
    )
    cursor.execute("select table_name, column_name from information_schema.columns where table_schema = 'raw'")
    existing: dict[str, set[str]] = {}
    for table_name, column_name in cursor.fetchall():
        existing.setdefault(table_name, set()).add(column_name)
    for table in raw_tables().values():
        if table.name not in existing:
            columns = sql.SQL(", ").join(
                sql.SQL("{} " + data_type).format(sql.Identifier(column)) for column, data_type in table.columns.items()
            )
            cursor.execute(sql.SQL("create unlogged table raw.{} ({})").format(sql.Identifier(table.name), columns))
        elif table.columns.keys() - existing[table.name]:
            _add_columns(cursor, table, table.columns.keys() - existing[table.name])


def _add_columns(cursor: cursor, table: RawTable, names: Iterable[str]) -> None:
    """Add columns; extracts loaded before may hold them in the lake, so they are loaded again."""
    for name in sorted(names):
        cursor.execute(
            sql.SQL("alter table raw.{} add column {} " + table.columns[name]).format(
                sql.Identifier(table.name), sql.Identifier(name)
            )
        )
    if table.is_dataset:
        cursor.execute(sql.SQL("truncate raw.{}").format(sql.Identifier(table.name)))
        cursor.execute("delete from raw.loaded_extract where dataset = %s", (table.name,))


def _lake_view(table: RawTable, files: list[Path]) -> str:
    """A view with the declared columns over these files; a column that no file has is null."""
    present = {name for file in files for name in pq.read_schema(file).names}
    columns = ", ".join(
        f"cast({_quoted(column) if column in present else 'null'} as {data_type}) as {_quoted(column)}"
        for column, data_type in table.columns.items()
    )
    if not files:
        return f"create or replace view raw.{_quoted(table.name)} as select {columns} where false"
    listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    return (
        f"create or replace view raw.{_quoted(table.name)} as "  # noqa: S608  # names of our own declaration
        f"select {columns} from read_parquet([{listed}], union_by_name = true)"
    )


def _replace_duckdb_table(
    warehouse: duckdb.DuckDBPyConnection, table: RawTable, rows: list[tuple[object, ...]]
) -> None:
    columns = ", ".join(f"{_quoted(column)} {data_type}" for column, data_type in table.columns.items())
    warehouse.execute(f"create or replace table raw.{_quoted(table.name)} ({columns})")
    if rows:
        marks = ", ".join("?" for _ in table.columns)
        warehouse.executemany(f"insert into raw.{_quoted(table.name)} values ({marks})", rows)  # noqa: S608  # as above


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
