"""Ethnic groups: every published label has a place, and groups add up to the publisher's own."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ingest.area_lists import seeds_folder

LABELS = pl.read_csv(seeds_folder() / "breakdown_label.csv", infer_schema=False)
GROUPS = pl.read_csv(seeds_folder() / "ethnicity.csv", infer_schema=False)


@pytest.mark.parametrize(
    ("file", "topic", "label"),
    [
        ("ehcp-work-based-placements-202425.csv", "breakdown_topic", "breakdown"),
        ("ehcp-ceased-plans-2022-2024.csv", "breakdown_topic", "breakdown"),
        ("ehcp-sen-needs-all-plans-202425.csv", "breakdown_topic", "breakdown"),
        ("ks4-destinations-national-201011-202223.csv", "breakdown_topic", "breakdown"),
        ("ks4-destinations-national-202122-prov.csv", "breakdown_topic", "breakdown"),
        ("apprenticeships-lldd-all-providers-plus-national.csv", "characteristic_type", "characteristic"),
    ],
)
def test_every_published_ethnicity_label_has_a_group(shared_data: Path, file: str, topic: str, label: str):
    published = (
        pl.read_csv(shared_data / "dfe" / file, infer_schema=False)
        .select(published_topic=pl.col(topic).str.to_lowercase(), published_label=pl.col(label).str.to_lowercase())
        .unique()
        .filter(pl.col("published_topic").str.starts_with("ethnicity"))
    )
    assert published.height >= 6
    without = published.join(LABELS, on=["published_topic", "published_label"], how="anti")
    assert without.is_empty()


def test_every_detailed_group_belongs_to_one_of_the_five_and_one_of_the_eighteen():
    used = set(LABELS.filter(pl.col("breakdown_topic") == "ethnicity_minor")["breakdown"])
    assert used == set(GROUPS["ethnicity_minor"])
    known = GROUPS.filter(pl.col("ethnicity_minor") != "unknown")
    assert set(known["ethnicity_major"]) == {"asian", "black", "mixed", "white", "other"}
    # nineteen less Unclassified, with Gypsy/Roma and Irish Traveller on one line; Arab cannot be told from other
    assert known["gss_18"].n_unique() == 17


def test_what_nobody_recorded_is_unknown_and_not_dropped():
    unclassified = LABELS.filter(
        pl.col("published_label") == "unclassified", pl.col("breakdown_topic").str.starts_with("ethnicity")
    )
    assert set(unclassified["breakdown"]) == {"unknown"}


def test_detailed_groups_add_up_to_the_publishers_own_broad_groups(shared_data: Path):
    """In every cohort of key stage 4 destinations; so Chinese is Asian there, as in this list."""
    published = (
        pl.read_csv(shared_data / "dfe/ks4-destinations-national-201011-202223.csv", infer_schema=False)
        .filter(
            pl.col("data_type") == "Number of students",
            pl.col("institution_group") == "State-funded mainstream schools",
            pl.col("institution_type") == "Total",
        )
        .select(
            "time_period",
            published_topic=pl.col("breakdown_topic").str.to_lowercase(),
            published_label=pl.col("breakdown").str.to_lowercase(),
            cohort=pl.col("cohort").cast(pl.Int64, strict=False),
        )
        .join(LABELS, on=["published_topic", "published_label"])
    )
    broad = published.filter(breakdown_topic="ethnicity_major").select("time_period", "breakdown", "cohort")
    detailed = (
        published.filter(breakdown_topic="ethnicity_minor")
        .join(GROUPS, left_on="breakdown", right_on="ethnicity_minor")
        .group_by("time_period", breakdown="ethnicity_major")
        .agg(added=pl.col("cohort").sum())
    )
    both = broad.join(detailed, on=["time_period", "breakdown"])
    assert both.height >= 6 * 10
    assert both.filter(pl.col("cohort") != pl.col("added")).is_empty()


def test_the_race_disparity_units_look_up_says_the_same(shared_data: Path):
    lookup = pl.read_csv(shared_data / "reference/rdu-ethnicity-classification-lookup.csv", infer_schema=False).rename(
        {"Ethnicity": "published_label"}
    )
    ours = LABELS.filter(breakdown_topic="ethnicity_minor").join(
        GROUPS, left_on="breakdown", right_on="ethnicity_minor"
    )
    both = ours.join(lookup, on="published_label")
    assert both.height >= 30
    assert both.filter(pl.col("Standard Ethnicity") != pl.col("rdu_standard")).is_empty()
