"""What the marts say when every published extract has arrived. The slow part, receiving and building, is done once."""

from __future__ import annotations

import polars as pl
import pytest

from warehouse.build import build
from warehouse.marts import MART_KEYS, fingerprint, read_mart
from warehouse.sources import PROJECT

pytestmark = pytest.mark.slow

PUBLISHED = pl.read_csv(PROJECT / "seeds" / "published_england_value.csv", schema_overrides={"value": pl.Float64})
WITH_DATA = {1, 2, 4, 6, 8, 10, 11, 12, 13, 14, 15}


def mart(name: str, engine: str = "postgres") -> pl.DataFrame:
    frame = pl.from_arrow(read_mart(name, engine))
    assert isinstance(frame, pl.DataFrame)
    return frame


def test_every_figure_that_a_publication_prints_is_reproduced(everything):
    """But those of the provisional key stage 4 release, displaced by the revised one; they have a test of their own."""
    used = mart("dim_extract").filter("is_used")["sha256"].to_list()
    expected = PUBLISHED.filter(pl.col("sha256").is_in(used))
    assert PUBLISHED.height - expected.height == 10
    for row in expected.iter_rows(named=True):
        key = "|".join(row[part] for part in ("indicator_id", "area_code", "period_id", "breakdown_topic", "breakdown"))
        assert everything.statistics[key][row["part"]] == pytest.approx(row["value"], abs=row["tolerance"] + 1e-6), key


def test_the_indicators_with_data_are_those_that_the_extracts_can_answer(everything):
    numbered = mart("dim_indicator").filter(pl.col("indicator_number").is_not_null())
    assert set(numbered.filter("has_data")["indicator_number"]) == WITH_DATA
    assert numbered.height == 16
    context = mart("dim_indicator").filter(pl.col("indicator_number").is_null())
    assert context["has_data"].all()


def test_the_latest_release_gives_every_year_and_the_older_one_none(everything):
    """The older names a year by its destinations, the later by its cohort: a mixture would show a cohort twice."""
    extracts = mart("dim_extract").filter(pl.col("dataset") == "dfe__ks4_destinations")
    assert extracts.filter("is_used")["coverage_label"].to_list() == ["2009/10 to 2022/23"]
    assert everything.england("ks4_sustained_destination", "2021/22", "sen_provision|ehc_plan")["value"] == 87.2
    assert (
        everything.england("ks4_sustained_destination", "2022/23", "sen_provision|ehc_plan")["revision"]
        == "provisional"
    )


def test_a_local_figure_comes_from_lait_where_the_release_has_none(everything):
    leeds = everything.statistics["ks4_sustained_destination|E08000035|2022/23|sen_provision|ehc_plan"]
    assert leeds["dataset"] == "dfe__lait_post16_send"
    england = everything.england("ks4_sustained_destination", "2022/23", "sen_provision|ehc_plan")
    assert england["dataset"] == "dfe__ks4_destinations"


def test_a_council_that_only_changed_its_code_has_one_series(everything):
    """Every file here names Barnsley by its code of before 2025."""
    assert everything.statistics["supported_internships|E08000038|2024/25|total|total"]["value"] is not None
    assert not [key for key in everything.statistics if "|E08000016|" in key]


def test_a_county_that_was_split_keeps_its_figures_to_itself(everything):
    assert (
        everything.statistics["learning_disability_paid_employment|E10000006|2018-19|total|total"]["value"] is not None
    )
    assert "learning_disability_paid_employment|E06000063|2018-19|total|total" not in everything.statistics


def test_a_withheld_figure_is_absent_and_says_why(everything):
    withheld = [row for row in everything.statistics.values() if row["value_status"] == "confidential"]
    assert len(withheld) > 20
    assert all(row["value"] is None for row in withheld)


def test_every_statistic_names_the_published_cells_it_is_made_of(everything):
    sources = mart("fct_statistic_source")
    assert set(sources["statistic_id"]) == set(everything.statistics)
    share = sources.filter(pl.col("statistic_id") == "ehc_plan_ended_in_paid_work|E92000001|2024|total|total")
    assert share.group_by("role").len().sort("role").rows() == [("denominator", 10), ("numerator", 5)]
    assert share["source_row"].min() >= 2


def test_a_statistic_names_the_column_that_stands_in_its_file(everything):
    sources = mart("fct_statistic_source")
    total = sources.filter(pl.col("statistic_id") == "supported_internships|E92000001|2024/25|total|total")
    assert total["source_column"].to_list() == ["open_supp_intern"]


def test_each_authority_of_today_has_ten_neighbours(everything):
    neighbours = mart("dim_area_neighbour")
    assert neighbours["area_code"].n_unique() == 153
    assert neighbours.group_by("area_code").len()["len"].unique().to_list() == [10]
    assert (neighbours["area_code"] != neighbours["neighbour_area_code"]).all()
    nearest = neighbours.sort("neighbour_rank").group_by("area_code", maintain_order=True).agg("distance")
    assert nearest["distance"].list.eval(pl.element().diff().fill_null(0) >= 0).list.all().all()


def test_the_marts_are_the_same_on_both_engines_and_when_built_again(everything):
    first = everything.built
    again = build("postgres", first.as_known_on)
    duckdb = build("duckdb", first.as_known_on)
    assert again.hashes == first.hashes
    assert duckdb.hashes == first.hashes
    assert set(first.hashes) == set(MART_KEYS)
    assert again.extracts_loaded == 0


def test_a_changed_figure_changes_the_fingerprint(everything):
    table = read_mart("dim_period", "postgres")
    assert fingerprint(table) == everything.built.hashes["dim_period"]
    assert fingerprint(table.slice(1)) != fingerprint(table)
