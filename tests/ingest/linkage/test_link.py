"""From records to persons: how good, in any order, and the same whether all at once or extract by extract."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl
import pytest

from benchmarks import febrl
from ingest.linkage.department_persons import bring_together, department_persons
from ingest.linkage.link import link, link_extract
from ingest.linkage.person_ids import unexplained_changes
from ingest.linkage.quality import against_truth
from ingest.linkage.standardise import standardise
from ingest.linkage.teach import teach


def same_persons(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether two tables of ids make the same persons of the records, by whatever ids."""
    both = one.join(other, on="source_record_key", suffix="_other").select("person_id", "person_id_other").unique()
    return both["person_id"].is_unique().all() and both["person_id_other"].is_unique().all()


@pytest.fixture(scope="module")
def in_two_extracts(run, people):
    records, _ = people
    new = records.sample(300, seed=4)
    earlier = link(run, standardise(records.join(new, on="source_record_key", how="anti")))
    later = dataclasses.replace(run, run_id="second", on=dt.date(2026, 2, 1))
    return earlier, link_extract(later, earlier.state, standardise(new), earlier.person_link.lazy()), new


def test_febrl_4_is_linked_to_f1_of_99_percent_without_the_social_security_number(run):
    records, truth = febrl.records()
    standardised = standardise(records)
    persons = department_persons(standardised, bring_together(standardised))
    model = teach(run.connection, persons.filter(department="DfE"), persons.filter(department="DWP"))
    found = link(dataclasses.replace(run, model=model), standardised)
    assert against_truth(records, found.person_link, truth, ("DfE", "DWP"))["f1"] >= 0.99


def test_education_and_benefits_are_linked_within_the_bars(linked, people):
    got = against_truth(people[0], linked.person_link, people[1], ("DfE", "DWP"))
    assert got["f1"] >= 0.99
    assert got["precision"] >= 0.999


def test_nameless_social_care_is_linked_within_the_bars(linked, people):
    records, truth = people
    nameless = records.filter((pl.col("department") == "DfE") | pl.col("surname").is_null())
    got = against_truth(nameless, linked.person_link, truth, ("DfE", "DHSC"))
    assert got["precision"] >= 0.98
    assert got["f1"] >= 0.88


def test_the_order_of_the_records_changes_nothing(run, linked, people):
    other = link(run, standardise(people[0].sample(fraction=1, shuffle=True, seed=3)))
    assert other.person_link.equals(linked.person_link)


def test_linking_the_same_again_changes_no_id(run, linked, people):
    again = link(run, standardise(people[0]), linked.person_link.lazy())
    assert again.carried.events.is_empty()
    assert again.person_link.equals(linked.person_link)


def test_a_new_extract_gives_what_linking_everything_would_give(in_two_extracts, linked):
    _, later, _ = in_two_extracts
    assert same_persons(later.carried.ids, linked.carried.ids)


def test_a_new_extract_costs_what_it_changes(in_two_extracts, linked):
    _, later, _ = in_two_extracts
    assert later.pairs_scored < linked.pairs_scored / 5


def test_after_a_new_extract_every_changed_id_is_explained(in_two_extracts):
    earlier, later, _ = in_two_extracts
    assert unexplained_changes(earlier.person_link, later.carried).is_empty()
    assert set(later.person_event["event"]) <= {"new", "merged", "split"}
    assert later.person_event["run_id"].unique().to_list() == ["second"]


def test_records_that_are_no_longer_sent_lose_their_link(run, in_two_extracts):
    _, later, new = in_two_extracts
    gone = link_extract(
        run, later.state, standardise(new.head(0)), later.person_link.lazy(), superseded=new["source_record_key"]
    )
    assert gone.person_link.join(new, on="source_record_key", how="semi").is_empty()


def test_records_of_one_department_alone_are_brought_together_and_no_more(run, people):
    alone = link(run, standardise(people[0].filter(department="DfE").head(500)))
    assert alone.link_edge.is_empty()
    assert alone.person_link["person_id"].null_count() == 0


def test_records_that_carry_no_key_are_known_by_area_only(run, people, identity):
    bare = {
        "forename": None,
        "surname": None,
        "date_of_birth": None,
        "sex": None,
        "department": "MHCLG",
        "dataset": "core",
    }
    letting = identity(bare | {"source_record_key": "letting-1"})
    got = link(run, standardise(pl.concat([people[0].head(500), letting], how="diagonal_relaxed"))).person_link
    row = got.filter(source_record_key="letting-1").row(0, named=True)
    assert (row["person_id"], row["link_tier"], row["method"]) == (None, 4, "area only")


def test_no_edge_is_below_2_bits_and_every_taken_pair_is_mutual_best(linked):
    assert linked.link_edge["match_weight"].min() >= 2
    assert linked.link_edge.filter("accepted")["best"].all()


def test_lettings_alone_make_no_person(run, identity):
    bare = {
        "forename": None,
        "surname": None,
        "date_of_birth": None,
        "sex": None,
        "department": "MHCLG",
        "dataset": "core",
    }
    alone = link(run, standardise(identity(bare)))
    assert alone.person_link.select("person_id", "link_tier").rows() == [(None, 4)]
    assert alone.person_event.is_empty()
