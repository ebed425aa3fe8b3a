from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from random import Random

import pytest

from ingest.check import check
from ingest.datasets import DATASETS
from ingest.recognise import recognise
from ingest.samples import write_samples
from ingest.samples.destinations import tables
from ingest.samples.england import england


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("samples")


@pytest.fixture(scope="module")
def samples(folder):
    return {file.name: file for file in write_samples(folder)}


@pytest.fixture(scope="module")
def placements(samples):
    return rows(samples["made-up-ehc-plans-work-based-placements.csv"])


def rows(file):
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def cells(samples, name):
    return {cell for row in rows(samples[name]) for cell in row.values()}


def test_every_file_says_that_it_is_made_up(folder, samples):
    for name, file in samples.items():
        assert name.startswith("made-up-")
        content = file.read_bytes()
        assert json.loads((folder / f"{name}.manifest.json").read_text()) == {
            "synthetic": True,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
        }
    assert len(list(folder.iterdir())) == 2 * len(samples)


def test_the_same_seed_gives_the_same_bytes(samples, tmp_path):
    again = write_samples(tmp_path / "again")
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in samples.values()]


def test_another_seed_gives_other_figures():
    one, other = ([table.rows for table in tables(england(Random(0)), Random(seed))] for seed in (1, 2))
    assert all(first != second for first, second in zip(one, other, strict=True))


def test_every_dataset_has_a_sample_that_its_contract_takes_whole(samples):
    recognised = {}
    for name, file in samples.items():
        found = recognise(file, name)
        recognised[found.dataset.name] = name
        quarantined = [row for batch in check(file, found) for row in batch.quarantined.rows()]
        assert quarantined == [], name
    assert set(recognised) == set(DATASETS)


def test_the_symbols_of_the_publishers_are_met(samples, placements):
    assert {"c", "z"} <= cells(samples, "made-up-neet-and-participation-2025.csv")
    assert {"c", "z", "low"} <= cells(samples, "made-up-ks4-destinations-national.csv")
    assert {"c", "z"} <= cells(samples, "made-up-care-leavers-activity.csv")
    assert "low" in cells(samples, "made-up-apprenticeships-demographics.csv")
    assert "-" in cells(samples, "made-up-lait-post-16-send.csv")
    assert "u" in cells(samples, "made-up-employment-rate.csv")
    assert "x" in {row["open_wbp"] for row in placements}


def test_the_files_have_the_publishers_ways_with_bytes(samples):
    start = {name: file.read_bytes()[:4000] for name, file in samples.items()}
    marked = {name for name, content in start.items() if content.startswith(b"\xef\xbb\xbf")}
    assert "made-up-ehc-plans-work-based-placements.csv" in marked
    assert "made-up-neet-and-participation-2025.csv" not in marked
    assert b"\r\n" in start["made-up-leo-main-activity-sen.csv"]


def test_england_is_the_sum_of_its_regions_and_authorities(placements):
    sums = defaultdict(int)
    for row in placements:
        if row["breakdown_topic"] == "All work based placements":
            sums[row["time_period"], row["geographic_level"]] += int(row["open_supp_intern"])
    for year in {row["time_period"] for row in placements}:
        assert len({sums[year, level] for level in ("National", "Regional", "Local authority")}) == 1


@pytest.mark.parametrize("topic", ["Sex", "Ethnicity", "Young persons age", "Type of placement"])
def test_a_breakdown_adds_up_to_its_total(placements, topic):
    national = [row for row in placements if row["geographic_level"] == "National" and row["time_period"] == "202425"]
    parts = [int(row["open_supp_intern"]) for row in national if row["breakdown_topic"] == topic]
    (total,) = (int(row["open_supp_intern"]) for row in national if row["breakdown_topic"].startswith("All"))
    assert sum(parts) == total


def test_a_destination_is_one_of_its_parts_and_no_other(samples):
    for row in rows(samples["made-up-ks4-destinations-national.csv"]):
        if row["data_type"] == "Number of students" and "c" not in row.values():
            outcomes = sum(int(row[name]) for name in ("overall", "all_notsust", "all_unknown"))
            assert outcomes == int(row["cohort"])


def test_what_people_do_after_ks4_makes_a_hundred(samples):
    shares = defaultdict(float)
    for row in rows(samples["made-up-leo-main-activity-sen.csv"]):
        shares[row["Years after KS4"], row["SEN_status"]] += float(row["Percentage"])
    assert all(abs(share - 100) < 1e-9 for share in shares.values())
