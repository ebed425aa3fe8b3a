"""How the lake becomes plain tables: loaded once, loaded again after a loss, and never short of an extract."""

from __future__ import annotations

import math
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from psycopg2 import sql

from ingest import pipeline
from pathways.database import Role, connect
from pathways.errors import BuildError
from pathways.settings import settings
from warehouse.engines import duckdb as on_duckdb
from warehouse.engines import postgres as on_postgres
from warehouse.load import copy_parquet
from warehouse.sources import raw_tables

NOW = datetime(2030, 1, 1, tzinfo=UTC)
NEET = "dfe__neet_and_participation"


@pytest.fixture
def neet_2025(home: Path, shared_data: Path) -> str:
    """The NEET file of 2025, received; its extract's id."""
    [outcome] = pipeline.receive([shared_data / "dfe/neet-nccis-la-2025.csv"])
    return str(outcome.extract_id)


def query(statement: str) -> list[tuple[object, ...]]:
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_an_extract_is_loaded_once(neet_2025: str, shared_data: Path):
    first = on_postgres.register(NOW)
    assert (first.extracts, first.extracts_loaded, first.rows_loaded) == (1, 1, 161)
    again = on_postgres.register(NOW)
    assert (again.extracts, again.extracts_loaded, again.rows_loaded) == (1, 0, 0)
    pipeline.receive([shared_data / "dfe/neet-nccis-la-2023.csv"])
    assert on_postgres.register(NOW).extracts_loaded == 1
    assert query(f"select count(distinct extract_id) from raw.{NEET}") == [(2,)]


def test_a_feed_that_never_came_is_an_empty_table(neet_2025: str):
    on_postgres.register(NOW)
    assert query("select count(*) from raw.dhsc__ascof") == [(0,)]
    on_duckdb.register(NOW)
    with duckdb.connect(str(settings().duckdb_path)) as warehouse:
        assert warehouse.execute("select count(*) from raw.dhsc__ascof").fetchall() == [(0,)]
        assert warehouse.execute(f"select count(*) from raw.{NEET}").fetchall() == [(161,)]
        columns = [name for name, *_ in warehouse.execute("describe raw.dhsc__ascof").fetchall()]
    assert columns == list(raw_tables()["dhsc__ascof"].columns)


def test_what_a_crash_of_postgresql_empties_is_loaded_again(neet_2025: str):
    """PostgreSQL empties every unlogged table then; `loaded_extract` is one, so it cannot claim what is lost."""
    on_postgres.register(NOW)
    unlogged = query("select relname from pg_class where relpersistence = 'u' and relkind = 'r'")
    assert ("loaded_extract",) in unlogged
    query("truncate " + ", ".join(f"raw.{name}" for (name,) in unlogged))
    assert on_postgres.register(NOW).rows_loaded == 161


def test_the_planner_learns_of_rows_that_a_load_left_before_it_died(neet_2025: str):
    on_postgres.register(NOW)
    query(f"insert into raw.{NEET} select * from raw.{NEET}")
    query("select pg_stat_force_next_flush()")
    assert on_postgres.register(NOW).extracts_loaded == 0
    assert query(f"select reltuples from pg_class where oid = 'raw.{NEET}'::regclass") == [(322,)]


def test_rows_of_an_extract_that_the_ledger_no_longer_holds_go(neet_2025: str):
    on_postgres.register(NOW)
    query(f"insert into raw.{NEET} (extract_id) values ('gone')")
    query(f"insert into raw.loaded_extract values ('{NEET}', 'gone')")
    on_postgres.register(NOW)
    assert query(f"select distinct extract_id from raw.{NEET}") == [(neet_2025,)]


def test_a_column_that_a_contract_gains_is_filled_for_extracts_loaded_before(neet_2025: str):
    on_postgres.register(NOW)
    query(f"alter table raw.{NEET} drop column notknown_percent cascade")
    assert on_postgres.register(NOW).rows_loaded == 161
    england = query(f"select notknown_percent from raw.{NEET} where area_code = 'E92000001'")
    assert england == [(2.2,)]


def test_an_extract_missing_from_the_lake_stops_the_build(neet_2025: str):
    shutil.rmtree(settings().lake / NEET / neet_2025)
    with pytest.raises(BuildError) as raised:
        on_postgres.register(NOW)
    assert neet_2025 in raised.value.what
    assert str(settings().lake) in raised.value.fix


def test_every_value_survives_the_load(home: Path, tmp_path: Path):
    """An empty text is not an absent one, and a double comes back as the same bits."""
    rows = pl.DataFrame(
        {
            "words": ["", None, 'a "quoted", word', "two\nlines", "\\N", "Ynys Môn"],
            "number": [0.1, -0.0, 1e-300, 17.381883885983783, None, math.pi],
            "whole": [0, None, 2**62, -1, 5, 6],
            "flag": [True, False, None, True, True, False],
        }
    )
    rows.write_parquet(tmp_path / "rows.parquet")
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute("create temporary table kept (words text, number double precision, whole bigint, flag boolean)")
        loaded = copy_parquet(cursor, sql.Identifier("kept"), [tmp_path / "rows.parquet"], rows.columns)
        cursor.execute("select * from kept")
        kept = cursor.fetchall()
    assert loaded == rows.height
    assert [repr(row) for row in kept] == [repr(row) for row in rows.rows()]
