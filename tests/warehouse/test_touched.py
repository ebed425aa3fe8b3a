"""A build that makes anew only those whom a change touches gives what a build of everything gives."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest import pipeline
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from ingest.withdrawal import withdraw
from pathways.database import Role, connect
from pathways.settings import settings
from tests.warehouse.test_outcomes_as_known_on import council_sent_again, restated_work
from tests.warehouse.truth_links import link_by_truth
from warehouse.build import build

pytestmark = pytest.mark.slow

FIRST_SENT = (
    *("dfe/ks4/2021-22.csv", "dfe/ks4/2022-23.csv", "dfe/ks4/2023-24.csv", "dfe/census/2023-spring.csv"),
    *("dfe/census/2024-spring.csv", "dfe/sen2/2024", "dfe/ilr/2022-23", "dfe/ilr/2023-24", "dfe/ilr/2024-25/r04"),
    *("dfe/nccis/2023-24", "dhsc/cld/cld-r1-2024-03-31.csv", "dwp/leo", "dwp/uc", "dwp/pip", "mhclg"),
)
MONTH = "dfe/nccis/2024-25/nccis-2025-01.xml"
# What comes later, in any order: files, or the name of something else that happens.
CHANGES: dict[str, tuple[str, ...]] = {
    "a month of NCCIS": (MONTH,),
    "two months that end an academic year": (
        "dfe/nccis/2024-25/nccis-2025-07.xml",
        "dfe/nccis/2024-25/nccis-2025-08.xml",
    ),
    "the learner record of the whole year": ("dfe/ilr/2024-25/r14",),
    "the learner record of an earlier year": ("dfe/ilr/2021-22",),
    "a year of social care": ("dhsc/cld/cld-r1-2025-03-31.csv",),
    "an earlier year of key stage 4": ("dfe/ks4/2020-21.csv",),
    "a census": ("dfe/census/2025-spring.csv",),
    "a year of SEN2": ("dfe/sen2/2025",),
    "an extract is withdrawn": (),
    "records are linked otherwise": (),
    "a history of work restated": (),
    "a council sends again": (),
    "nothing": (),
}


class Tracker:
    """A home with made-up people, to which things happen."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.runs = 0
        synthesise(Plan(people=1_500, seed=seed, first=2021, last=2025, defects=False), folder)
        self.receive(*FIRST_SENT)
        link_by_truth(folder / "truth")

    def receive(self, *names: str) -> None:
        outcomes = pipeline.receive([self.folder / name for name in names])
        assert [outcome for outcome in outcomes if outcome.status != "accepted"] == []

    def happens(self, change: str) -> None:
        other: dict[str, Callable[[], object]] = {
            "an extract is withdrawn": self.withdraw,
            "records are linked otherwise": self.link_otherwise,
            "a history of work restated": lambda: pipeline.receive(
                [restated_work(next(self.folder.glob("dwp/leo/employment*.csv")))]
            ),
            "a council sends again": lambda: pipeline.receive(
                [council_sent_again(self.folder / "dfe/nccis/2023-24/nccis-2024-01.xml")]
            ),
        }
        if names := CHANGES[change]:
            self.receive(*names)
        elif change in other:
            other[change]()

    def withdraw(self) -> None:
        with connect(Role.BUILD) as ledger, ledger.cursor() as cursor:
            cursor.execute(
                "select extract_id from ledger.extract"
                " where outcome = 'accepted' and withdrawn_at is null and dataset not like '%identity'"
                " order by known_at"
            )
            extracts = [extract_id for (extract_id,) in cursor.fetchall()]
        withdraw(self.chance.choice(extracts), "sent by mistake")

    def link_otherwise(self) -> None:
        """Some records go to another person, some to nobody, some are less certain; a run of before is often undone."""
        self.runs += 1
        chance = random.Random(self.chance.random())

        def but(links: pl.DataFrame) -> pl.DataFrame:
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

        link_by_truth(self.folder / "truth", f"run {self.runs}", but)


@contextmanager
def fresh_warehouse() -> Iterator[None]:
    """DuckDB with nothing built; what was there comes back."""
    path = settings().duckdb_path
    aside = path.with_suffix(".aside")
    if path.exists():
        path.rename(aside)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        if aside.exists():
            aside.rename(path)


def built_anew(as_known_on: datetime) -> dict[str, str]:
    with fresh_warehouse():
        return build("duckdb", as_known_on).hashes


def built_of_touched(engine: str, as_known_on: datetime) -> dict[str, str]:
    """A build that did not fall back on building everything, which would make the lists anew."""
    said: list[str] = []
    hashes = build(engine, as_known_on, said.append).hashes
    assert said
    assert not any("seed" in line for line in said)
    return hashes


@pytest.mark.parametrize(("engine", "seed", "happenings"), [("duckdb", 2, 5), ("postgres", 3, 3)])
def test_whatever_happens_the_marts_are_those_of_a_build_of_everything(
    home: Path, tmp_path: Path, engine: str, seed: int, happenings: int
):
    tracker = Tracker(tmp_path / "made-up", seed)
    first = datetime.now(UTC)
    at_first = build(engine, first).hashes
    changes = tracker.chance.sample(list(CHANGES), happenings)
    while changes:
        happening = [changes.pop() for _ in range(min(len(changes), tracker.chance.choice([1, 1, 2])))]
        for change in happening:
            tracker.happens(change)
        as_known_on = datetime.now(UTC) + timedelta(days=tracker.chance.choice([0, 0, 45, 400]))
        touched, everything = built_of_touched(engine, as_known_on), built_anew(as_known_on)
        assert {mart for mart in everything if touched[mart] != everything[mart]} == set(), happening
    assert built_of_touched(engine, first) == at_first


def test_after_a_build_that_did_not_end_well_and_where_a_table_is_gone_everything_is_built(home: Path, tmp_path: Path):
    tracker = Tracker(tmp_path / "made-up", 4)
    build("duckdb")
    tracker.happens("a month of NCCIS")

    def stop_at_once(done: str) -> None:
        raise RuntimeError(done)

    with pytest.raises(RuntimeError):
        build("duckdb", progress=stop_at_once)
    said: list[str] = []
    build("duckdb", progress=said.append)
    assert any("seed" in line for line in said)
    tracker.happens("two months that end an academic year")
    with duckdb.connect(str(settings().duckdb_path)) as warehouse:
        warehouse.execute("drop table intermediate.int_activity__report")
    as_known_on = datetime.now(UTC)
    assert build("duckdb", as_known_on).hashes == built_anew(as_known_on)
