"""PostgreSQL: the rows of every accepted extract in unlogged tables, filled by `COPY`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from pathways.database import Role, connect, dsn
from warehouse.lake import PERSON_LINK, InLake, files_by_table, known_in_lake
from warehouse.load import copy_parquet
from warehouse.person_keys import PERSON_KEY
from warehouse.project import KEPT, LAST_BUILT
from warehouse.register import (
    LEDGER,
    Registered,
    await_extracts,
    fingerprint_of_published,
    fingerprint_of_records,
    keys_of_persons,
    run_that_holds,
    told,
)
from warehouse.relinked import relinked_persons
from warehouse.sources import ARROW_TYPES, RawTable, raw_tables
from warehouse.unload import copied_out

if TYPE_CHECKING:
    from psycopg2.extensions import cursor

    from warehouse.project import Part


def register(as_known_on: datetime) -> Registered:
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
        await_extracts(cursor)
        for name, query in LEDGER.items():
            cursor.execute(sql.SQL("truncate raw.{}").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("insert into raw.{} ").format(sql.Identifier(name)) + sql.SQL(query),
                told(as_known_on),
            )
        known = known_in_lake(cursor, as_known_on)
        records = fingerprint_of_records(cursor, as_known_on)
        run = run_that_holds(known)
        published = fingerprint_of_published(cursor, as_known_on)
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
        for name in sorted({table.name for extract in missing for table in extract.tables} | _changed(cursor)):
            cursor.execute(sql.SQL("analyze raw.{}").format(sql.Identifier(name)))
        relinked = relinked_persons(last_built().get("linkage_run") or None, run)
        _replace(cursor, "relinked_person", relinked)
        links = files_by_table(extract for extract in known if extract.dataset == PERSON_LINK)
        keys = keys_of_persons(links, relinked)
        _replace(cursor, PERSON_KEY, keys.rows)
    return Registered(len(known), len(missing), rows, records, run, published, keys.person_key)


def dbt() -> list[str]:
    """This interpreter's dbt, which looks for nothing beside the file that starts it."""
    return [sys.executable, "-P", str(Path(__file__).with_name("dbt_job.py"))]


def environment() -> dict[str, str]:
    """The address and login of the role that builds."""
    login = parse_dsn(dsn(Role.BUILD))
    return {
        "PATHWAYS_DBT_HOST": login["host"],
        "PATHWAYS_DBT_PORT": str(login.get("port", 5432)),
        "PATHWAYS_DBT_USER": login["user"],
        "PATHWAYS_DBT_DATABASE": login["dbname"],
        "PATHWAYS_DBT_SSLMODE": login.get("sslmode", "prefer"),
        "DBT_ENV_SECRET_PASSWORD": login.get("password", ""),
    }


def read_mart(name: str) -> pa.Table | None:
    """One mart; none where it was not built."""
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = 'marts' and table_name = %s order by ordinal_position",
            (name,),
        )
        schema = pa.schema([(column, ARROW_TYPES[data_type]) for column, data_type in cursor.fetchall()])
        if not schema.names:
            return None
        return copied_out(cursor, sql.SQL("select * from {}").format(sql.Identifier("marts", name)), schema)


def count_rows(names: list[str]) -> dict[str, int]:
    """How many rows each of these marts has."""
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        counts = [f"select '{name}', count(*) from marts.{name}" for name in names]  # noqa: S608  # of our own
        cursor.execute(" union all ".join(counts))
        return dict(cursor.fetchall())


def first_rows(query: str, rows: int) -> list[dict[str, object]]:
    """The first rows of a query."""
    with connect(Role.BUILD) as connection, connection.cursor() as found:
        found.execute(f"select * from ({query}) as found limit {rows}")  # noqa: S608  # dbt's own SQL
        columns = [column.name for column in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


# Unlogged, as the raw and intermediate tables are: what a crash empties, it empties with them.
_LAST_BUILD = "create unlogged table if not exists raw.last_build (part text not null, fingerprint text not null)"


def last_built() -> dict[Part, str]:
    """What the last build here was of."""
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute(_LAST_BUILD)
        cursor.execute(LAST_BUILT)
        return dict(cursor.fetchall())


def remember_built(fingerprints: Mapping[Part, str]) -> None:
    """Note what was built."""
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute(_LAST_BUILD)
        cursor.execute("delete from raw.last_build")
        cursor.executemany("insert into raw.last_build values (%s, %s)", list(fingerprints.items()))
        for table, query in KEPT.items() if fingerprints else ():
            cursor.execute(f"truncate raw.{table}")
            cursor.execute(f"insert into raw.{table} {query}")  # of our own


def version() -> str:
    """The server's version."""
    with connect(Role.BUILD) as connection:
        return str(connection.info.parameter_status("server_version"))


def _replace(cursor: cursor, name: str, rows: pa.Table) -> None:
    """Take these rows of a raw table for those that are there."""
    table = sql.Identifier("raw", name)
    cursor.execute(sql.SQL("truncate {}").format(table))
    text = io.BytesIO()
    pyarrow.csv.write_csv(rows, text, pyarrow.csv.WriteOptions(include_header=False))
    text.seek(0)
    cursor.copy_expert(sql.SQL("copy {} from stdin with (format csv)").format(table).as_string(cursor), text)
    cursor.execute(sql.SQL("analyze {}").format(table))


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


def _changed(cursor: cursor) -> set[str]:
    """Tables of `raw` whose rows the planner has not looked at since they changed: a load that died left them so."""
    cursor.execute("select relname from pg_stat_user_tables where schemaname = 'raw' and n_mod_since_analyze > 0")
    return {name for (name,) in cursor.fetchall()}


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
