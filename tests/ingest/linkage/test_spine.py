"""A trusted linker's spine arrives as any file does, and its links take the place of ours."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.linkage import known
from ingest.linkage.link import link
from ingest.linkage.person_ids import unexplained_changes
from ingest.linkage.spine import LINKS, Spine
from ingest.linkage.standardise import standardise
from ingest.records.pseudonyms import pseudonyms
from pathways.settings import settings

HEAD = "spine_id,dataset,source_token,match_pass,match_score,linked_at"


def spine_of(*rows: tuple[str, str, str, int], datasets: tuple[str, ...]) -> Spine:
    """`(record key, spine id, department, tier)` for each record."""
    table = [(key, spine_id, department, "1", None, tier) for key, spine_id, department, tier in rows]
    return Spine(pl.DataFrame(table, schema=LINKS, orient="row"), frozenset(datasets))


def sent(folder: Path, *rows: str, head: str = HEAD) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "spine-2025-08.csv"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def key(reference: str) -> str:
    return str(pseudonyms(pl.Series([reference])).item())


def test_a_spine_is_kept_in_the_identity_zone_and_its_tokens_are_the_lake_s_keys(home: Path):
    rows = "S1,dwp__leo,K1,1,,2025-08-01", "S1,dfe__nccis,383|Y1,4,0.97,2025-08-01"
    [outcome] = pipeline.receive([sent(home / "a", *rows)])
    assert (outcome.status, outcome.dataset, outcome.rows_accepted) == ("accepted", "linker__spine__link", 2), outcome
    assert not (settings().lake / "linker__spine__link").exists()
    spine = known.spine(known.known())
    assert spine is not None
    assert set(spine.links.select("source_record_key", "department", "link_tier", "match_score").rows()) == {
        (key("leo|K1"), "DWP", 1, None),
        (key("nccis|383|Y1"), "DfE", 3, 0.97),
    }
    assert {"dwp__leo__identity", "dfe__nccis__young_person"} <= spine.datasets
    assert "dfe__sen2__person" not in spine.datasets


def test_rows_that_cannot_be_used_are_set_aside_and_the_others_count(home: Path):
    rows = (
        "S1,dwp__leo,K1,1,,2025-08-01",
        "S2,dwp__leo,K2,9,,2025-08-01",  # a pass of unknown meaning
        "S3,dwp__pensions,K3,1,,2025-08-01",  # of a dataset that nobody sends
        "S4,dwp__leo,K4,4,1.2,2025-08-01",  # not a probability
        "S5,dwp__leo,K5,1,,2025-08-01",
        "S6,dwp__leo,K5,1,,2025-08-01",  # one record given to two persons
    )
    [outcome] = pipeline.receive([sent(home / "a", *rows)])
    assert (outcome.rows_accepted, outcome.rows_quarantined) == (1, 5)


def test_a_later_spine_of_a_dataset_takes_the_place_of_the_earlier_and_leaves_other_datasets_alone(home: Path):
    pipeline.receive([sent(home / "a", "S1,dwp__leo,K1,1,,2025-02-01", "S1,dfe__nccis,383|Y1,1,,2025-02-01")])
    pipeline.receive([sent(home / "b", "S9,dwp__leo,K1,1,,2025-08-01")])
    spine = known.spine(known.known())
    assert spine is not None
    assert dict(spine.links.select("source_record_key", "spine_id").iter_rows()) == {
        key("leo|K1"): "S9",
        key("nccis|383|Y1"): "S1",
    }


def test_without_a_spine_there_is_none(home: Path):
    assert known.spine(known.known()) is None


@pytest.fixture(scope="module")
def some(people) -> pl.DataFrame:
    return people[0].filter(pl.col("department").is_in(["DfE", "DWP", "MHCLG"])).sort("source_record_key").head(1500)


def test_what_the_linker_brings_together_is_one_person_and_what_it_does_not_know_stands_alone(run, some, linked):
    alike = linked.person_link.join(some.select("source_record_key", "department"), on="source_record_key")
    of_two = alike.group_by("person_id").agg(pl.col("source_record_key"), pl.col("department").n_unique())
    dfe = some.filter(department="DfE")["source_record_key"].to_list()
    dwp = some.filter(department="DWP")["source_record_key"].to_list()
    assert of_two.filter(pl.col("department") > 1).height > 0
    datasets = tuple(some["dataset"].unique())
    spine = spine_of((dfe[0], "S1", "DfE", 1), (dwp[5], "S1", "DWP", 3), (dfe[1], "S2", "DfE", 1), datasets=datasets)
    got = link(dataclasses.replace(run, spine=spine), standardise(some))
    person = dict(got.person_link.select("source_record_key", "person_id").iter_rows())
    assert person[dfe[0]] == person[dwp[5]] != person[dfe[1]]
    assert len(set(person.values())) == some.height - 1
    told = got.person_link.filter(source_record_key=dwp[5]).row(0, named=True)
    assert (told["link_tier"], told["method"], told["match_key"]) == (3, "probabilistic", "spine pass 1")


def test_records_that_only_the_linker_knows_get_their_person_too(run, some):
    spine = spine_of(("u1", "S1", "DHSC", 1), ("u2", "S1", "DWP", 2), datasets=("dhsc__cld_person__identity",))
    got = link(dataclasses.replace(run, spine=spine), standardise(some))
    person = dict(got.person_link.select("source_record_key", "person_id").iter_rows())
    assert person["u1"] == person["u2"] is not None
    pair = got.link_quality.filter(department="DHSC", other_department="DWP", group_kind="everyone")
    assert pair.select("persons", "linked", "tier_2", "strict_link_rate").row(0) == (1, 1, 1, 100.0)


def test_records_of_other_datasets_go_with_the_linker_s_person_and_are_counted_once(run, some):
    alone = link(run, standardise(some))
    dfe = standardise(some).filter(department="DfE")
    spine = spine_of(
        *((record, f"S{record}", "DfE", 1) for record in dfe["source_record_key"]),
        datasets=tuple(dfe["dataset"].unique()),
    )
    got = link(dataclasses.replace(run, spine=spine), standardise(some), alone.person_link.lazy())
    persons = got.link_quality.filter(group_kind="everyone", department="DWP", other_department="DfE")
    before = alone.link_quality.filter(group_kind="everyone", department="DWP", other_department="DfE")
    assert persons["persons"].item() == before["persons"].item()
    assert persons["linked"].item() == before["linked"].item() > 0
    own = alone.person_link.join(dfe, on="source_record_key", how="anti").select("source_record_key")
    kept = got.person_link.join(own, on="source_record_key")["person_id"]
    assert kept.null_count() == 0


def test_ids_live_on_when_a_spine_comes_and_every_change_is_explained(run, some):
    alone = link(run, standardise(some))
    ids = alone.person_link.drop_nulls("person_id")
    departments = some.select("source_record_key", "department")
    same = ids.join(departments, on="source_record_key")
    rows = same.select("source_record_key", "person_id", "department").rows()
    spine = spine_of(
        *((record, f"S-{person}", department, 1) for record, person, department in rows),
        datasets=tuple(some["dataset"].unique()),
    )
    later = dataclasses.replace(run, spine=spine)
    got = link(later, standardise(some), alone.person_link.lazy())
    assert got.carried.events.is_empty()
    assert unexplained_changes(alone.person_link, got.carried).is_empty()
    again = link(later, standardise(some), got.person_link.lazy())
    assert again.person_link.equals(got.person_link)
