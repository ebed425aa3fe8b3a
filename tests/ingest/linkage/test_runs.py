"""Linkage as a step: from extracts in the identity zone to links in the lake, the same again, and never half."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.linkage import files, runs
from ingest.records.pseudonyms import pseudonyms
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.errors import LinkageError
from pathways.settings import settings

pytestmark = pytest.mark.slow
WHO = ("dfe/census/identity.csv", "dwp/leo/identity.csv")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up") / "out"
    synthesise(Plan(people=3_000, seed=11, first=2024, last=2025, defects=False), folder)
    return folder


def receive(folder: Path, *parts: str) -> None:
    outcomes = pipeline.receive([folder / part for part in parts])
    assert {outcome.status for outcome in outcomes} == {"accepted"}


def test_nothing_is_linked_before_anything_has_come(module_home):
    assert runs.link_known() is None
    assert not runs.is_due()


def test_records_of_one_department_alone_train_no_model(module_home, made_up: Path):
    receive(made_up, WHO[0])
    with pytest.raises(LinkageError, match="records of both DfE and DWP"):
        runs.link_known()
    assert runs.current_tables() is None
    assert runs.is_due()


@pytest.fixture(scope="module")
def first(module_home, made_up: Path) -> runs.RunResult:
    receive(made_up, WHO[1])
    return runs.link_known()


def test_two_departments_records_of_one_person_are_one_person(first: runs.RunResult, made_up: Path):
    links = pl.read_parquet(runs.current_tables()["person_link"]).select("source_record_key", "person_id")
    truth = pl.read_parquet(made_up / "truth" / "records.parquet")
    of = {
        source: truth.filter(source=source)
        .with_columns(source_record_key=pseudonyms(domain + truth.filter(source=source)["record_id"]))
        .join(links, on="source_record_key", suffix="_found")
        for source, domain in (("census", "pupil|"), ("leo", "leo|"))
    }
    assert first.records == sum(records.height for records in of.values())
    made = of["census"].join(of["leo"], on="person_id_found", suffix="_other")
    right = made.filter(pl.col("person_id") == pl.col("person_id_other")).height
    possible = of["census"].join(of["leo"], on="person_id").height
    assert right / made.height > 0.995
    assert right / possible > 0.98


def test_what_leaves_the_zone_names_nobody(first: runs.RunResult, made_up: Path):
    people = pl.read_parquet(made_up / "truth" / "people.parquet")
    identifiers = {text for kind in ("upn", "uln", "nino", "surname", "postcode") for text in people[kind].drop_nulls()}
    for table in files.TABLES:
        for column in pl.read_parquet(runs.current_tables()[table]).select(pl.col(pl.String)):
            assert identifiers.isdisjoint(column.drop_nulls().unique()), (table, column.name)


def test_the_same_records_again_keep_every_person_s_id(first: runs.RunResult):
    assert not runs.is_due()
    before = pl.read_parquet(runs.current_tables()["person_link"])
    again = runs.link_known()
    after = pl.read_parquet(runs.current_tables()["person_link"])
    assert (again.model_version, again.is_new_model, again.events) == (first.model_version, False, {})
    assert after.select("source_record_key", "person_id").equals(before.select("source_record_key", "person_id"))


def test_a_run_that_fails_halfway_leaves_the_links_before_in_place(first: runs.RunResult):
    before = runs.current_tables()
    lake = settings().lake / "linkage__link_quality"
    aside = lake.rename(lake.with_name("aside"))
    lake.write_text("no folder can be made here")
    with pytest.raises(OSError, match="linkage__link_quality"):
        runs.link_known()
    lake.unlink()
    aside.rename(lake)
    assert runs.current_tables() == before
    assert runs.link_known().events == {}
