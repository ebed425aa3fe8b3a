"""Extracts that come one after the other, in any order, end in the persons that all of them at once end in."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.linkage import files, runs
from ingest.linkage.person_ids import Carried, unexplained_changes
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways import kept_secrets

pytestmark = pytest.mark.slow
FIRST = ("dfe/census/identity.csv", "dwp/leo/identity.csv")
LATER = (
    "dfe/sen2/2025/sen2-2025-person.csv",
    "dfe/nccis/2024-25/nccis-2025-07.xml",
    "dfe/nccis/2024-25/nccis-2025-08.xml",
    "dfe/nccis/2024-25/nccis-2025-08-late.xml",
    "dfe/nccis/2024-25/nccis-2025-08-resubmitted.xml",
    "dfe/ilr/2024-25/r04/learner.csv",
    "dfe/ilr/2024-25/r14/learner.csv",
    "dwp/pip/identity.csv",
)
PEOPLE = Plan(people=3_000, seed=11, first=2024, last=2025, defects=True)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up") / "out"
    synthesise(PEOPLE, folder)
    return folder


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home's secrets, for all: so that a record has one key in each."""
    return tmp_path_factory.mktemp("secrets") / "kept"


@pytest.fixture
def started(home: Path, made_up: Path, secrets: Path) -> Path:
    """A home that knows education and benefits, and has linked them."""
    if secrets.exists():
        shutil.copytree(secrets, kept_secrets.folder(), dirs_exist_ok=True)
    receive(made_up, *FIRST)
    result = runs.link_known()
    assert result is not None
    assert result.anew_because == "nothing was linked before"
    if not secrets.exists():
        shutil.copytree(kept_secrets.folder(), secrets)
    return home


def receive(folder: Path, *parts: str) -> None:
    outcomes = pipeline.receive([folder / part for part in parts])
    assert {outcome.status for outcome in outcomes} == {"accepted"}


def links() -> pl.DataFrame:
    tables = runs.current_tables()
    assert tables is not None
    return pl.read_parquet(tables["person_link"])


def persons(of: pl.DataFrame) -> set[frozenset[str]]:
    return {
        frozenset(keys) for keys in of.group_by("person_id").agg("source_record_key")["source_record_key"].to_list()
    }


@pytest.fixture(scope="module")
def persons_of_the_first_order() -> list[set[frozenset[str]]]:
    return []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_the_order_the_persons_are_those_of_all_extracts_at_once(
    started: Path, made_up: Path, persons_of_the_first_order: list[set[frozenset[str]]], seed: int
):
    order = list(LATER)
    random.Random(seed).shuffle(order)
    for parts in (order[start : start + 3] for start in range(0, len(order), 3)):
        before = links()
        receive(made_up, *parts)
        result = runs.link_known()
        assert result is not None
        assert result.anew_because is None
        events = pl.read_parquet(runs.current_tables()["person_event"])
        ids = links().select("source_record_key", "person_id")
        assert unexplained_changes(before, Carried(ids, events)).is_empty()
    step_by_step = links()

    shutil.rmtree(files.state_folder("any").parent)
    anew = runs.link_known()
    assert anew is not None
    assert "cannot be read" in (anew.anew_because or "")
    assert anew.events == {}
    assert links().drop("run_id").equals(step_by_step.drop("run_id"))

    persons_of_the_first_order.append(persons(step_by_step))
    assert persons(step_by_step) == persons_of_the_first_order[0]
