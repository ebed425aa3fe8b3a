"""Linkage as a step: from extracts in the identity zone to links in the lake, the same again, and never half."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.linkage import files, runs
from ingest.linkage.state import code_version
from ingest.records.pseudonyms import pseudonyms
from ingest.scan import identifiers_in
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.database import Role, connect
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
    assert (first.anew_because, again.anew_because) == ("nothing was linked before", None)
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


def kept_state() -> Path:
    [state] = files.state_folder("any").parent.iterdir()
    return state


def test_a_later_run_reads_only_what_came_since_and_leaves_one_state(first: runs.RunResult, made_up: Path):
    receive(made_up, "dwp/pip/identity.csv")
    assert runs.is_due()
    result = runs.link_known()
    assert (result.anew_because, result.records_read) == (None, pl.read_csv(made_up / "dwp/pip/identity.csv").height)
    assert kept_state().name == result.run_id


def test_a_link_that_stays_as_it_was_keeps_its_first_day(first: runs.RunResult):
    with connect(Role.IDENTITY) as identity, identity.cursor() as cursor:
        cursor.execute("select run_id from identity.linkage_run order by finished_at desc limit 1")
        [(last,)] = cursor.fetchall()
    table = files.in_lake("person_link", last)
    earlier = pl.read_parquet(table).with_columns(valid_from=pl.lit(date(2025, 1, 1)))
    earlier.write_parquet(table)
    runs.link_known()
    links = pl.read_parquet(runs.current_tables()["person_link"])
    assert links["valid_from"].unique().to_list() == [date(2025, 1, 1)]
    assert links["valid_to"].null_count() == links.height
    assert pl.read_parquet(table).height == links.height, "an earlier run's table stays readable"


def test_a_state_that_cannot_be_read_links_everyone_anew_and_changes_no_id(first: runs.RunResult):
    before = kept_state()
    (before / "standardised.parquet").write_bytes(b"not a table")
    result = runs.link_known()
    assert result.anew_because == f"The state of the linkage run {before.name} cannot be read."
    assert result.events == {}


def test_a_state_that_other_code_left_links_everyone_anew(first: runs.RunResult):
    before = kept_state()
    made_with = before / "made_with.json"
    made_with.write_text(made_with.read_text().replace(code_version(), "0" * 12))
    assert runs.link_known().anew_because == f"records are compared otherwise than by run {before.name}"


def test_a_new_model_links_everyone_anew(first: runs.RunResult):
    result = runs.link_known(retrain=True)
    assert result.anew_because == "a new model is trained"
    assert result.is_new_model
    assert runs.link_known().model_version == result.model_version


def test_no_run_of_a_day_is_named_as_a_person_might_be(first: runs.RunResult):
    day, name = first.run_id.split(".")
    assert name == "run1"
    named = pl.DataFrame({"run_id": [f"{day}.run{number}" for number in range(1, 500)]})
    assert list(identifiers_in(named)) == []


def test_links_that_are_gone_from_the_lake_stop_the_run_and_say_where_they_belong(first: runs.RunResult):
    table = runs.current_tables()["person_link"]
    aside = table.rename(table.with_name("aside"))
    with pytest.raises(LinkageError, match="cannot be read from the lake") as stopped:
        runs.link_known()
    assert str(table.parent) in stopped.value.fix
    aside.rename(table)
    assert runs.link_known().anew_because is None
