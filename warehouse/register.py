"""The lake and the ledger made readable as plain tables of schema `raw`, on either engine.

PostgreSQL keeps the rows of every accepted extract in unlogged tables, filled by `COPY`; DuckDB reads the lake in place
through views. The tables of the ledger are snapshots, so that one build sees one state of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from psycopg2 import sql

from pathways.database import Role, connect
from warehouse.lake import InLake, files_by_table, known_in_lake
from warehouse.load import copy_parquet
from warehouse.sources import RECORDS, RawTable, raw_tables

if TYPE_CHECKING:
    import duckdb
    from psycopg2.extensions import cursor

# The ledger as the warehouse needs it; both engines are filled from this. `record_table` is the raw table that rows of
# an extract are in: of a return in XML every table of the return.
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
    "record_extract": """
        select record_table, extract.extract_id, coverage, revision, published_on, received_at, known_at, is_synthetic
        from ledger.extract
        join ledger.extract_coverage using (extract_id)
        join unnest(%(record_tables)s::text[]) as record_table
          on record_table = dataset or starts_with(record_table, dataset || '__')
        where known_at <= %(as_known_on)s""",
    "linkage_run": """
        select run_id, model_version, finished_at, known_until, records, persons,
               finished_at = max(finished_at) over () as holds
        from ledger.linkage_run where finished_at <= %(as_known_on)s""",
}


@dataclass(frozen=True)
class Registered:
    """What was made readable.

    Attributes:
        extracts: how many are there.
        extracts_loaded: how many had to be loaded for it, which DuckDB never has to.
        rows_loaded: their rows.
        records: changes when the record-level extracts or the links that the build may read do.
    """

    extracts: int
    extracts_loaded: int
    rows_loaded: int
    records: str


def register_postgres(as_known_on: datetime) -> Registered:
    """Bring schema `raw` of PostgreSQL up to date: load what is new, drop what the ledger no longer holds.

    Safe to repeat. After a crash PostgreSQL empties every unlogged table, the list of what is loaded among them, so
    everything is loaded again.

    Each extract is committed on its own.

    Args:
        as_known_on: the instant the build speaks of; dbt chooses among extracts by it.

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
                _told(as_known_on),
            )
        known = known_in_lake(cursor, as_known_on)
        records = _records(cursor, as_known_on)
        cursor.execute("select dataset, extract_id from raw.loaded_extract")
        loaded = {InLake(*row) for row in cursor.fetchall()}
        for extract in sorted(loaded - set(known)):
            _unload(cursor, extract)
    missing = [extract for extract in known if extract not in loaded]
    rows = 0
    for extract in missing:
        with connect(Role.BUILD) as build, build.cursor() as cursor:
            rows += _load(cursor, extract)
    with connect(Role.BUILD) as build, build.cursor() as cursor:
        for name in sorted({table.name for extract in missing for table in extract.tables}):
            cursor.execute(sql.SQL("analyze raw.{}").format(sql.Identifier(name)))
    return Registered(extracts=len(known), extracts_loaded=len(missing), rows_loaded=rows, records=records)


def register_duckdb(warehouse: duckdb.DuckDBPyConnection, as_known_on: datetime) -> Registered:
    """Point views of schema `raw` at the lake's files and copy the ledger beside them.

    Raises:
        BuildError: an accepted extract is not in the lake.
    """
    warehouse.execute("create schema if not exists raw")
    with connect(Role.BUILD) as build, build.cursor() as cursor:
        _create_tables(cursor)
        _await_extracts(cursor)
        for name, query in _LEDGER.items():
            cursor.execute(sql.SQL(query), _told(as_known_on))
            _replace_duckdb_table(warehouse, raw_tables()[name], cursor.fetchall())
        known = known_in_lake(cursor, as_known_on)
        records = _records(cursor, as_known_on)
    files = files_by_table(known)
    for table in raw_tables().values():
        if table.is_dataset:
            warehouse.execute(_lake_view(table, files.get(table.name, [])))
    return Registered(extracts=len(known), extracts_loaded=0, rows_loaded=0, records=records)


def _told(as_known_on: datetime) -> dict[str, object]:
    tables = [table.name for table in raw_tables().values() if table.source == RECORDS and table.is_dataset]
    return {"as_known_on": as_known_on, "record_tables": tables}


def _records(cursor: cursor, as_known_on: datetime) -> str:
    query = (
        "select md5(string_agg(told, ' ' order by told)) from ("  # noqa: S608  # queries of our own
        f"select distinct extract_id as told from ({_LEDGER['record_extract']}) as extract"
        f" union all select run_id from ({_LEDGER['linkage_run']}) as run"
        " union all select 'and nothing else') as told"
    )
    cursor.execute(query, _told(as_known_on))
    (fingerprint,) = cursor.fetchone() or ("",)
    return str(fingerprint)


def _await_extracts(cursor: cursor) -> None:
    """Wait for extracts that are being recorded, so that none can appear later with an earlier `known_at`."""
    cursor.execute("select pg_advisory_xact_lock(hashtext('extracts'))")


def _load(cursor: cursor, extract: InLake) -> int:
    """Load one extract, unless another build does: the row that says so is written first, and a second writer waits."""
    cursor.execute(
        "insert into raw.loaded_extract (dataset, extract_id) values (%s, %s) on conflict do nothing",
        (extract.dataset, extract.extract_id),
    )
    if cursor.rowcount == 0:
        return 0
    rows = 0
    for table in extract.tables:
        if files := extract.files(table):
            present = pq.read_schema(files[0]).names
            columns = [column for column in table.columns if column in present]
            rows += copy_parquet(cursor, sql.Identifier("raw", table.name), files, columns)
    return rows


def _unload(cursor: cursor, extract: InLake) -> None:
    for table in extract.tables:
        cursor.execute(
            sql.SQL("delete from raw.{} where {} = %s").format(
                sql.Identifier(table.name), sql.Identifier(table.extract_column)
            ),
            (extract.extract_id,),
        )
    cursor.execute(
        "delete from raw.loaded_extract where dataset = %s and extract_id = %s", (extract.dataset, extract.extract_id)
    )


def _create_tables(cursor: cursor) -> None:
    """Tables and columns that dbt declares and PostgreSQL does not have yet; datasets without an extract stay empty."""
    cursor.execute("select pg_advisory_xact_lock(hashtext('raw'))")
    cursor.execute(
        "create unlogged table if not exists raw.loaded_extract (dataset text not null, extract_id text not null)"
    )
    cursor.execute("alter table raw.loaded_extract drop constraint if exists loaded_extract_pkey")  # of the id alone
    cursor.execute("create unique index if not exists loaded_extract_once on raw.loaded_extract (dataset, extract_id)")
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
        cursor.execute("select dataset, extract_id from raw.loaded_extract")
        for extract in (InLake(*row) for row in cursor.fetchall()):
            if table in extract.tables:
                _unload(cursor, extract)


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
    columns = zip(*rows, strict=True) if rows else ([] for _ in table.columns)
    told = pa.table(dict(zip(table.columns, map(list, columns), strict=True)))
    warehouse.register("told", told)
    selected = ", ".join(
        f"cast({_quoted(column)} as {data_type}) as {_quoted(column)}" for column, data_type in table.columns.items()
    )
    warehouse.execute(f"create or replace table raw.{_quoted(table.name)} as select {selected} from told")  # noqa: S608  # as above
    warehouse.unregister("told")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
