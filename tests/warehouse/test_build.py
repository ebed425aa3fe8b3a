"""One build: what it gives, what it leaves alone, and what it says when it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import pipeline
from pathways.database import Role, connect
from pathways.errors import BuildError
from pathways.settings import settings
from warehouse import build as building
from warehouse import dbt
from warehouse.build import Built, build
from warehouse.engines import postgres
from warehouse.marts import MART_KEYS, read_mart

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(module_home: Path, shared_data: Path) -> Built:
    """Built on PostgreSQL from one file, with every other feed absent."""
    pipeline.receive([shared_data / "dfe/neet-nccis-la-2025.csv"])
    made = build("postgres")
    assert made.hashes  # while the marts are this build's
    return made


def execute(statement: str) -> None:
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


def test_any_set_of_feeds_is_enough_to_build(built: Built):
    assert set(built.hashes) == set(MART_KEYS)
    assert built.rows["fct_official_statistic"] > 1000
    assert built.tests_passed > 50
    with_data = [row["indicator_id"] for row in read_mart("dim_indicator").to_pylist() if row["has_data"]]
    assert "neet_or_not_known" in with_data
    assert "supported_internships" not in with_data


def test_nothing_new_gives_the_same_marts_without_building_the_lists_again(built: Built):
    said: list[str] = []
    again = build("postgres", built.as_known_on, said.append)
    assert again.hashes == built.hashes
    assert said
    assert not any("seed" in line for line in said)


def test_what_was_dropped_is_built_again(built: Built):
    execute("drop schema seeds cascade")
    assert build("postgres", built.as_known_on).hashes == built.hashes


@pytest.mark.parametrize("engine", ["postgres", "duckdb"])
def test_every_rule_of_the_models_holds_on_rows_made_to_break_it(built: Built, engine: str):
    """dbt's unit tests; the marts must exist, for it takes the types of their columns from them."""
    build(engine, built.as_known_on)
    assert dbt.run("test", engine, "--resource-type", "unit_test").tests_passed >= 16


def test_a_test_that_fails_says_which_and_shows_rows(built: Built):
    execute("update marts.fct_official_statistic set value = 0 where value_status = 'confidential'")
    with pytest.raises(dbt.FailedTestError) as raised:
        dbt.run("test", "postgres", "--select", "a_value_is_there_exactly_when_it_is_published")
    assert "a_value_is_there_exactly_when_it_is_published" in raised.value.what
    assert "value 0.0, value_status confidential" in raised.value.what
    postgres.remember_built({})  # no build can know what somebody changed by hand
    assert build("postgres", built.as_known_on).hashes == built.hashes


def test_a_model_that_fails_says_which(built: Built):
    execute("alter table raw.dhsc__ascof rename column measure_value to something_else")
    try:
        with pytest.raises(BuildError) as raised:
            dbt.run("build", "postgres", "--select", "stg_dhsc__ascof")
        assert "stg_dhsc__ascof" in raised.value.what
        assert "measure_value" in raised.value.what
    finally:
        execute("alter table raw.dhsc__ascof rename column something_else to measure_value")


def test_a_build_is_told_in_one_sentence(built: Built):
    assert building.sentence(built).startswith("Built on postgres from 1 extracts, 1 of them new, in ")


def test_too_little_memory_is_said_with_the_setting_that_gives_more(built: Built, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATHWAYS_DUCKDB_MEMORY", "2MB")
    settings.cache_clear()
    try:
        with pytest.raises(BuildError, match="not enough memory") as raised:
            build("duckdb", built.as_known_on)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert "PATHWAYS_DUCKDB_MEMORY" in raised.value.fix
