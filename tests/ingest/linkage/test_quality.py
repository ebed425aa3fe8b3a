"""How well each pair of departments is linked, and for whom less well."""

from __future__ import annotations

import polars as pl
import pytest

from ingest.linkage.quality import against_truth, link_quality

NAMELESS = 0.97


def test_every_person_of_a_department_is_counted_once_in_every_kind_of_group(linked):
    quality = link_quality(linked.persons, linked.link_edge, "first", NAMELESS)
    totals = quality.group_by("department", "other_department", "group_kind").agg(
        pl.col("persons").sum(), pl.col("linked").sum()
    )
    assert totals.group_by("department", "other_department").agg(pl.col("persons", "linked").n_unique()).select(
        pl.col("persons", "linked").max()
    ).row(0) == (1, 1)


def test_the_tiers_add_up_to_the_links(linked):
    quality = link_quality(linked.persons, linked.link_edge, "first", NAMELESS)
    assert (quality["tier_1"] + quality["tier_2"] + quality["tier_3"] == quality["linked"]).all()


def test_the_strict_rate_leaves_out_what_is_less_sure_than_99_percent(linked):
    quality = link_quality(linked.persons, linked.link_edge, "first", NAMELESS)
    assert (quality["strict_link_rate"] <= quality["link_rate"]).all()
    pair = ("DfE", "DHSC")
    edges = linked.link_edge.filter("linked", "accepted", department_left=pair[0], department_right=pair[1])
    told = quality.filter(group_kind="everyone", department=pair[0], other_department=pair[1])
    strict = edges.filter(pl.col("match_probability") >= 0.99).height
    assert told["strict_link_rate"].item() == pytest.approx(100 * strict / told["persons"].item())


def test_a_range_stands_where_uncertain_links_move_the_rate_by_more_than_a_point(linked):
    # The synthetic links are surer than real ones: those of one department are made to be doubted.
    doubted = pl.when(pl.col("department_right") == "MHCLG").then(0.9).otherwise("match_probability")
    edges = linked.link_edge.with_columns(match_probability=doubted)
    quality = link_quality(linked.persons, edges, "first", NAMELESS)
    moved = (quality["link_rate"] - quality["strict_link_rate"]) > 1
    assert 0 < moved.sum() < quality.height
    assert (quality["imputed_link_rate"].is_not_null() == moved).all()
    ranges = quality.filter(moved)
    assert (ranges["imputed_link_rate_low"] < ranges["imputed_link_rate"]).all()
    assert (ranges["imputed_link_rate"] < ranges["imputed_link_rate_high"]).all()


def test_the_thresholds_stand_beside_the_rates(linked):
    quality = link_quality(linked.persons, linked.link_edge, "first", NAMELESS)
    thresholds = quality.select("named_threshold", "nameless_threshold", "strict_threshold").unique()
    assert thresholds.rows() == [(0.5, NAMELESS, 0.99)]


def test_links_are_counted_alike_from_both_sides(linked):
    everyone = link_quality(linked.persons, linked.link_edge, "first", NAMELESS).filter(group_kind="everyone")
    count = {
        (row[0], row[1]): row[2] for row in everyone.select("department", "other_department", "linked").iter_rows()
    }
    assert all(count[a, b] == count[b, a] for a, b in count)


def test_persons_whose_group_is_not_known_are_named_so(linked):
    first = linked.persons.filter(department="DfE").head(1)["person_key"].item()
    known = pl.when(pl.col("person_key") == first).then(pl.lit("ehc_plan"))
    quality = link_quality(linked.persons.with_columns(sen=known), linked.link_edge, "first", NAMELESS)
    assert set(quality.filter(group_kind="sen")["group_value"]) == {"ehc_plan", "not known"}


def test_links_by_a_group_that_a_department_never_knows_are_told_from_the_other_side_alone(linked):
    ethnicity = pl.when(pl.col("department") != "DWP").then("ethnicity_5")
    quality = link_quality(linked.persons.with_columns(ethnicity), linked.link_edge, "first", NAMELESS)
    told = quality.filter(group_kind="ethnicity_5").select("department", "other_department").unique().rows()
    assert ("DfE", "DWP") in told
    assert not [pair for pair in told if pair[0] == "DWP"]


def test_against_a_truth_each_pair_of_records_counts():
    records = pl.DataFrame({"source_record_key": ["a", "b", "c"], "department": ["DfE", "DfE", "DWP"]})
    truth = records.select("source_record_key", person=pl.lit(1))
    found = pl.DataFrame({"source_record_key": ["a", "b", "c"], "person_id": ["p", "q", "p"]})
    got = against_truth(records, found, truth, ("DfE", "DWP"))
    assert (got["precision"], got["recall"], got["pairs"]) == (1.0, 0.5, 2.0)
    assert got["f1"] == pytest.approx(2 / 3)
