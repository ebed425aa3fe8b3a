"""DuckDB: views over the lake's own files, in a file of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from pathways.settings import settings
from warehouse.lake import columns_of
from warehouse.person_keys import PERSON_KEY
from warehouse.project import KEPT, LAST_BUILT
from warehouse.register import Registered, keys_of_persons, read_known
from warehouse.relinked import relinked_persons
from warehouse.sources import LAST_BUILD, RawTable, raw_tables

if TYPE_CHECKING:
    from warehouse.project import Part

_LAST_BUILD = "create table if not exists raw.last_build (part text not null, fingerprint text not null)"


def register(as_known_on: datetime) -> Registered:
    """Point views of schema `raw` at the lake's files and copy the ledger beside them.

    Raises:
        BuildError: an accepted extract is not in the lake.
    """
    known = read_known(as_known_on)
    with _warehouse() as warehouse:
        warehouse.execute("create schema if not exists raw")
        for name, rows in known.ledger.items():
            warehouse.register("told", rows)
            warehouse.execute(f"create or replace table raw.{_quoted(name)} as select * from told")  # noqa: S608  # of our own
            warehouse.unregister("told")
        for name, files in known.files.items():
            warehouse.execute(_lake_view(raw_tables()[name], files))
        for table in (table for table in raw_tables().values() if table.source == LAST_BUILD):
            columns = ", ".join(f"{_quoted(column)} {kind}" for column, kind in table.columns.items())
            warehouse.execute(f"create table if not exists raw.{_quoted(table.name)} ({columns})")
    relinked = relinked_persons(last_built().get("linkage_run") or None, known.registered.linkage_run)
    with _warehouse() as warehouse:
        warehouse.register("told", relinked)
        warehouse.execute("create or replace table raw.relinked_person as select * from told")
        warehouse.unregister("told")
        keys = keys_of_persons(known.files, relinked)
        warehouse.register("told", keys.rows)
        warehouse.execute(f"create or replace table raw.{PERSON_KEY} as select * from told")  # noqa: S608  # of our own
    return replace(known.registered, person_key=keys.person_key)


def dbt() -> list[str]:
    """This interpreter's dbt, which looks for nothing beside the file that starts it."""
    return [sys.executable, "-P", str(Path(__file__).with_name("dbt_job.py"))]


def environment() -> dict[str, str]:
    """Where the warehouse is, how much memory it may use, and where what does not fit goes."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 3
    return {
        "PATHWAYS_DBT_DUCKDB": str(settings().duckdb_path),
        "PATHWAYS_DBT_DUCKDB_MEMORY": settings().duckdb_memory or f"{memory // 2**20}MiB",
        "PATHWAYS_DBT_DUCKDB_TEMPORARY": str(settings().home / "dbt" / "duckdb-temporary"),
    }


def read_mart(name: str) -> pa.Table | None:
    """One mart; none where it was not built."""
    try:
        with _warehouse(read_only=True) as warehouse:
            warehouse.execute("set timezone = 'UTC'")
            table = warehouse.table(f"marts.{name}").to_arrow_table()
    except (duckdb.CatalogException, duckdb.IOException):
        return None
    schema = pa.schema(
        [
            pa.field(field.name, pa.timestamp("us", "UTC") if pa.types.is_timestamp(field.type) else field.type)
            for field in table.schema
        ]
    )
    return table.cast(schema)


def count_rows(names: list[str]) -> dict[str, int]:
    """How many rows each of these marts has."""
    with _warehouse(read_only=True) as warehouse:
        counts = [f"select '{name}', count(*) from marts.{name}" for name in names]  # noqa: S608  # of our own
        return dict(warehouse.execute(" union all ".join(counts)).fetchall())


def first_rows(query: str, rows: int) -> list[dict[str, object]]:
    """The first rows of a query."""
    with _warehouse(read_only=True) as warehouse:
        cursor = warehouse.execute(f"select * from ({query}) as found limit {rows}")  # noqa: S608  # dbt's own SQL
        columns = [column[0] for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def last_built() -> dict[Part, str]:
    """What the last build here was of."""
    with _warehouse() as warehouse:
        warehouse.execute(_LAST_BUILD)
        return dict(warehouse.execute(LAST_BUILT).fetchall())


def remember_built(fingerprints: Mapping[Part, str]) -> None:
    """Note what was built."""
    with _warehouse() as warehouse:
        warehouse.execute(_LAST_BUILD)
        warehouse.execute("delete from raw.last_build")
        for row in fingerprints.items():
            warehouse.execute("insert into raw.last_build values (?, ?)", row)
        for table, query in KEPT.items() if fingerprints else ():
            warehouse.execute(f"delete from raw.{table}")  # noqa: S608  # of our own
            warehouse.execute(f"insert into raw.{table} {query}")  # of our own


def version() -> str:
    """The library's version."""
    return metadata.version("duckdb")


def _warehouse(*, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(settings().duckdb_path), read_only=read_only)


def _lake_view(table: RawTable, files: list[Path]) -> str:
    """A view with the declared columns over these files; a column that no file has is null."""
    present = columns_of(files)
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


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
