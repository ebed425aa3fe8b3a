"""The whole project on Spark: the same marts as elsewhere, whatever becomes of a machine."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from pathways.errors import BuildError
from pathways.settings import settings
from warehouse import dbt
from warehouse.build import Built, build
from warehouse.engines import spark
from warehouse.marts import MART_KEYS

pytestmark = pytest.mark.spark


def test_a_cluster_that_loses_a_worker_gives_the_marts_of_duckdb(on_duckdb: Built, cluster, on_cluster):
    lost, stays = cluster.workers

    def lose_one(done: str) -> None:
        if "int_extract__best" in done and lost.poll() is None:
            lost.kill()

    built = build("spark", on_duckdb.as_known_on, lose_one)
    assert lost.wait(timeout=10) == -signal.SIGKILL
    assert stays.poll() is None
    assert all(list(folder.glob("app-*/*/stderr")) for folder in cluster.folders)  # both were at work
    assert built.hashes == on_duckdb.hashes


def test_one_machine_gives_the_marts_of_duckdb(on_duckdb: Built):
    left_behind = settings().spark / "warehouse" / "marts.db" / "of_a_build_that_died"
    left_behind.mkdir(parents=True, exist_ok=True)
    spark.remember_built({})  # so that nothing is taken from an earlier test
    built = build("spark", on_duckdb.as_known_on)
    assert built.hashes == on_duckdb.hashes
    assert set(built.hashes) == set(MART_KEYS)
    assert built.tests_passed == on_duckdb.tests_passed
    assert built.rows["fct_official_statistic"] > 10_000
    assert not left_behind.exists()


def test_nothing_new_gives_the_same_marts_without_building_the_lists_again(on_duckdb: Built):
    said: list[str] = []
    assert build("spark", on_duckdb.as_known_on, said.append).hashes == on_duckdb.hashes
    assert said
    assert not any("seed" in line for line in said)


def test_every_rule_of_the_models_holds_on_rows_made_to_break_it(on_duckdb: Built):
    assert dbt.run("test", "spark", "--resource-type", "unit_test").tests_passed >= 16


def test_the_first_rows_of_a_query_name_their_columns(on_duckdb: Built):
    assert spark.first_rows("select 1 as one, cast(null as date) as never", 5) == [{"one": 1, "never": None}]


def test_without_its_environment_the_fix_is_named(on_duckdb: Built, tmp_path: Path):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PATHWAYS_SPARK_ENVIRONMENT", str(tmp_path))
        settings.cache_clear()
        with pytest.raises(BuildError) as raised:
            build("spark")
    settings.cache_clear()
    assert str(tmp_path) in raised.value.what
    assert "make spark" in raised.value.fix
