"""Who is known to which department: of whom link rates that can be protected are counted."""

from __future__ import annotations

import dataclasses

import polars as pl

from ingest.linkage.department_links import GROUPS, department_links
from ingest.linkage.link import link
from ingest.linkage.standardise import standardise
from tests.ingest.linkage.test_spine import spine_of

SURE = 0.99


def both(known: pl.DataFrame) -> pl.DataFrame:
    """By two departments, how many persons both know, and how many of these by sure links alone."""
    pairs = known.join(known, on="person_id", suffix="_other").filter(
        pl.col("department") != pl.col("department_other")
    )
    least = pl.min_horizontal("link_probability", "link_probability_other")
    return pairs.group_by("department", other_department="department_other").agg(
        linked=pl.len(), strict=(least.fill_null(1.0) >= SURE).sum()
    )


def test_everyone_is_there_once_for_each_department_that_knows_them(linked):
    known = linked.department_person
    assert not known.select("person_id", "department").is_duplicated().any()
    records = linked.state.standardised.select("source_record_key", pl.col("department").cast(pl.String))
    of_records = linked.person_link.drop_nulls("person_id").join(records, on="source_record_key")
    pairs = of_records.select("person_id", "department").unique()
    assert set(known.select("person_id", "department").rows()) == set(pairs.rows())


def test_a_group_is_what_the_department_itself_says(linked):
    told = linked.department_person.group_by("department").agg(pl.col(GROUPS).is_not_null().any())
    knows = {row["department"]: row for row in told.iter_rows(named=True)}
    assert all(knows["DfE"][name] for name in GROUPS)
    assert not knows["DWP"]["ethnicity_5"]
    own = linked.persons.filter(pl.col("department") == "DfE")
    for name in GROUPS:
        counted, true = (
            dict(rows.group_by(pl.col(name).cast(pl.String)).len().iter_rows())
            for rows in (linked.department_person.filter(department="DfE"), own)
        )
        assert counted == true, name


def test_as_many_are_linked_as_have_a_link_or_are_joined_by_way_of_a_third(linked):
    quality = linked.link_quality.filter(group_kind="everyone")
    found = quality.join(both(linked.department_person), on=["department", "other_department"], suffix="_by_person")
    assert found.height == quality.height
    assert (found["linked_by_person"] >= found["linked"]).all()
    assert (found["linked_by_person"] <= 1.02 * found["linked"] + 2).all()
    assert (found["strict"] <= found["linked_by_person"]).all()
    strict = found["persons"] * found["strict_link_rate"] / 100
    assert ((found["strict"] - strict).abs() <= 0.02 * found["linked"] + 2).all()


def test_whom_only_a_trusted_linker_knows_and_whom_it_does_not_know_are_there_too(run, people):
    some = people[0].filter(pl.col("department").is_in(["DfE", "DWP"])).sort("source_record_key").head(800)
    dfe = some.filter(department="DfE")["source_record_key"].to_list()
    spine = spine_of((dfe[0], "S1", "DfE", 1), ("elsewhere", "S1", "DHSC", 1), datasets=tuple(some["dataset"].unique()))
    got = link(dataclasses.replace(run, spine=spine), standardise(some))
    person = dict(got.person_link.select("source_record_key", "person_id").iter_rows())
    known = got.department_person
    assert set(known.filter(person_id=person[dfe[0]])["department"]) == {"DfE", "DHSC"}
    assert known["person_id"].n_unique() == got.person_link["person_id"].n_unique()
    assert known.filter(person_id=person[dfe[1]])["sex"].item() in ("F", "M")


def test_of_several_records_the_least_sure_counts_and_a_record_of_nobody_is_left_out():
    links = pl.DataFrame(
        {
            "source_record_key": ["a", "b", "c", "d"],
            "person_id": ["p", "p", "p", None],
            "match_probability": [0.999, 0.7, None, None],
            "run_id": ["first"] * 4,
        }
    )
    records = pl.DataFrame(
        {
            "source_record_key": ["a", "b", "c", "d"],
            "department": ["DfE", "DfE", "DWP", "DWP"],
            **{name: [None, "x", None, "y"] for name in GROUPS},
        }
    )
    rows = department_links(links, records).rows(named=True)
    assert [(row["department"], row["sex"], row["link_probability"]) for row in rows] == [
        ("DWP", None, None),
        ("DfE", "x", 0.7),
    ]


def test_the_first_record_of_a_person_in_a_department_tells_of_all_of_them(linked):
    of_record = linked.state.standardised.select("source_record_key", "department")
    links = linked.person_link.drop_nulls("person_id").join(of_record, on="source_record_key")
    least = links.group_by("person_id", pl.col("department").cast(pl.String)).agg(pl.col("match_probability").min())
    both = linked.department_person.join(least, on=["person_id", "department"])
    assert both.height == linked.department_person.height
    assert both["link_probability"].equals(both["match_probability"])
