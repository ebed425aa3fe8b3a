"""A build that makes anew only those whom a change touches gives what a build of everything gives.

One home and one story, for a build of everything takes as long as all the rest. What a later change touches again would
hide what an earlier build got wrong about it, so what touches everyone comes first, and all is undone at the end.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb
import polars as pl
import pytest

from ingest import pipeline
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from ingest.withdrawal import withdraw
from pathways.database import Role, connect
from pathways.errors import BuildError
from pathways.settings import settings
from tests.warehouse.test_outcomes_as_known_on import council_sent_again, restated_work
from tests.warehouse.truth_links import link_by_truth
from warehouse import dbt
from warehouse.build import build

pytestmark = pytest.mark.slow

FIRST_SENT: Final = (
    *("dfe/ks4/2021-22.csv", "dfe/ks4/2022-23.csv", "dfe/ks4/2023-24.csv", "dfe/census/2023-spring.csv"),
    *("dfe/census/2024-spring.csv", "dfe/sen2/2024", "dfe/ilr/2022-23", "dfe/ilr/2023-24", "dfe/ilr/2024-25/r04"),
    *("dfe/nccis/2023-24", "dhsc/cld/cld-r1-2024-03-31.csv", "dwp/leo", "dwp/uc", "dwp/pip", "mhclg"),
)
NEXT_YEAR: Final = 400  # days: an academic year is over by then, and SEN status is another


@dataclass(frozen=True)
class Story:
    """The hashes of the marts, build by build.

    Attributes:
        at_first: of a build of everything, before anything happened, on each engine.
        touched: after all that happened, each time of the touched alone, on DuckDB.
        at_once: the same in one build, on PostgreSQL.
        everything: the same, of a build of everything.
        undone: of a build of the touched as known at first.
        said: what the build of everything said that it made; one that was stopped came before it.
    """

    at_first: dict[str, dict[str, str]]
    touched: dict[str, str]
    at_once: dict[str, str]
    everything: dict[str, str]
    undone: dict[str, str]
    said: list[str]


@pytest.fixture(scope="module")
def story(module_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("made-up")
    synthesise(Plan(people=1_000, seed=2, first=2021, last=2025, defects=False), folder)

    def sent(*names: str) -> None:
        outcomes = pipeline.receive([folder / name for name in names])
        assert [outcome for outcome in outcomes if outcome.status != "accepted"] == []

    sent(*FIRST_SENT)
    link_by_truth(folder / "truth")
    first = datetime.now(UTC)
    at_first = {engine: build(engine, first).hashes for engine in ("duckdb", "postgres")}

    # A year ends, and a year of SEN2 begins, by which schools are believed of anybody.
    sent("dfe/nccis/2024-25/nccis-2025-07.xml", "dfe/nccis/2024-25/nccis-2025-08.xml", "dfe/sen2/2025")
    known_on = datetime.now(UTC) + timedelta(days=NEXT_YEAR)
    built_of_touched("duckdb", known_on)
    # The learner record of the whole year, that of an earlier year, key stage 4 of an earlier year.
    sent("dfe/ilr/2024-25/r14", "dfe/ilr/2021-22", "dfe/ks4/2020-21.csv")
    link_by_truth(folder / "truth", "otherwise", linked_otherwise)
    built_of_touched("duckdb", known_on)
    # A month of NCCIS, a council that sends another one again, and a census and a year of social care, a month later.
    sent("dfe/nccis/2024-25/nccis-2025-01.xml", "dfe/census/2025-spring.csv", "dhsc/cld/cld-r1-2025-03-31.csv")
    pipeline.receive([council_sent_again(folder / "dfe/nccis/2023-24/nccis-2024-01.xml")])
    known_on += timedelta(days=31)
    built_of_touched("duckdb", known_on)
    # Work is restated, a census was sent by mistake, and links are as they were.
    pipeline.receive([restated_work(next(folder.glob("dwp/leo/employment*.csv")))])
    withdraw(extract_of("dfe__school_census__pupil"), "sent by mistake")
    link_by_truth(folder / "truth", "as before")
    touched, at_once = built_of_touched("duckdb", known_on), built_of_touched("postgres", known_on)

    def stop_at_once(done: str) -> None:
        raise RuntimeError(done)

    with pytest.raises(RuntimeError):
        build("duckdb", known_on, stop_at_once)
    said: list[str] = []
    everything = build("duckdb", known_on, said.append).hashes
    return Story(at_first, touched, at_once, everything, built_of_touched("duckdb", first), said)


def built_of_touched(engine: str, as_known_on: datetime) -> dict[str, str]:
    """A build that did not fall back on building everything, which would make the lists anew."""
    said: list[str] = []
    hashes = build(engine, as_known_on, said.append).hashes
    assert said
    assert not any("seed" in line for line in said)
    return hashes


def linked_otherwise(links: pl.DataFrame) -> pl.DataFrame:
    """Some records go to another person, some to nobody, some are less certain."""
    chance = random.Random(2)
    drawn = pl.Series([chance.random() for _ in range(links.height)])
    return links.with_columns(
        person_id=pl.when(drawn < 0.01)
        .then(pl.col("person_id").shift(1, fill_value=links["person_id"][0]))
        .when(drawn < 0.015)
        .then(None)
        .otherwise("person_id"),
        link_tier=pl.when(drawn.is_between(0.02, 0.03)).then(3).otherwise("link_tier").cast(pl.Int8),
        match_probability=pl.when(drawn.is_between(0.02, 0.04)).then(0.9).otherwise("match_probability"),
    )


def extract_of(dataset: str) -> str:
    """The extract that came first."""
    with connect(Role.BUILD) as ledger, ledger.cursor() as cursor:
        cursor.execute("select extract_id from ledger.extract where dataset = %s order by known_at", (dataset,))
        return str((cursor.fetchone() or ("",))[0])


def differing(one: dict[str, str], other: dict[str, str]) -> set[str]:
    return {mart for mart in one if one[mart] != other[mart]}


def test_whatever_happens_the_marts_are_those_of_a_build_of_everything(story: Story):
    assert differing(story.touched, story.everything) == set()


def test_what_happened_changed_most_marts_about_people(story: Story):
    about_people = {"dim_young_person", "fct_activity_spell", "fct_person_year", "fct_outcome", "fct_indicator"}
    assert differing(story.everything, story.at_first["duckdb"]) >= about_people


def test_all_that_happened_in_one_build_on_the_other_engine_gives_the_same(story: Story):
    assert differing(*story.at_first.values()) == set()
    assert differing(story.at_once, story.everything) == set()


def test_a_build_as_known_before_it_happened_gives_the_marts_of_then(story: Story):
    assert differing(story.undone, story.at_first["duckdb"]) == set()


def test_after_a_build_that_did_not_end_well_everything_is_built(story: Story):
    assert any("seed" in line for line in story.said)


def test_where_a_table_is_gone_its_rows_alone_are_not_made(story: Story):
    assert story.undone
    with duckdb.connect(str(settings().duckdb_path)) as warehouse:
        warehouse.execute("drop table intermediate.int_activity__report")
    with pytest.raises(BuildError, match="is not there, so everything has to be built"):
        dbt.run("build", "duckdb", "--select", "int_activity__report")
