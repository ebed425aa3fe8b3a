"""What was known when: a correction changes the figures from its arrival on, and none before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.withdrawal import withdraw
from warehouse.build import build, read_as_known_on
from warehouse.marts import read_mart

pytestmark = pytest.mark.slow

EHC_PLAN = "|E92000001|2021/22|sen_provision|ehc_plan"


def value(statistic_id: str) -> object:
    rows = read_mart("fct_official_statistic", "duckdb").to_pylist()
    return next((row["value"], row["revision"]) for row in rows if row["statistic_id"] == statistic_id)


def test_a_later_release_displaces_a_provisional_one_but_not_what_was_known_before(home: Path, shared_data: Path):
    """Published provisional figures for 2021/22: 90.1, 88.5 and 94.4 per cent."""
    pipeline.receive([shared_data / "dfe/ks4-destinations-national-202122-prov.csv"])
    before = build("duckdb")
    assert before.hashes
    assert value("ks4_sustained_destination" + EHC_PLAN) == (90.1, "provisional")
    assert value("ks4_sustained_destination" + EHC_PLAN.replace("ehc_plan", "sen_support"))[0] == 88.5
    assert value("ks4_sustained_destination" + EHC_PLAN.replace("ehc_plan", "no_identified_sen"))[0] == 94.4

    pipeline.receive([shared_data / "dfe/ks4-destinations-national-201011-202223.csv"])
    build("duckdb")
    assert value("ks4_sustained_destination" + EHC_PLAN) == (87.2, "revised")

    rebuilt = build("duckdb", before.as_known_on)
    assert rebuilt.hashes == before.hashes
    assert value("ks4_sustained_destination" + EHC_PLAN) == (90.1, "provisional")


def test_what_a_sender_takes_back_is_gone_from_then_on_and_still_there_as_it_was_known(home: Path, shared_data: Path):
    pipeline.receive([shared_data / "dfe/ks4-destinations-national-202122-prov.csv"])
    (later,) = pipeline.receive([shared_data / "dfe/ks4-destinations-national-201011-202223.csv"])
    before = build("duckdb")
    assert before.hashes
    assert value("ks4_sustained_destination" + EHC_PLAN) == (87.2, "revised")

    withdraw(str(later.extract_id), "sent by mistake")
    build("duckdb")
    assert value("ks4_sustained_destination" + EHC_PLAN) == (90.1, "provisional")

    assert build("duckdb", before.as_known_on).hashes == before.hashes


@pytest.mark.parametrize("sent", [("all", "no_councils"), ("no_councils", "all")])
def test_a_file_of_england_and_its_regions_leaves_the_local_authorities_as_they_were(
    home: Path, shared_data: Path, sent: tuple[str, str]
):
    """DfE's table tool gives any selection of levels as a file of the same layout."""
    neet = shared_data / "dfe/neet-nccis-la-2025.csv"
    header, *lines = neet.read_text(encoding="utf-8-sig").splitlines()
    files = {"all": neet, "no_councils": home / "no-councils.csv"}
    chosen = [line for line in lines if ",Local authority," not in line]
    assert len(chosen) == 10
    files["no_councils"].write_text("\n".join([header, *chosen, ""]))
    for name in sent:
        (outcome,) = pipeline.receive([files[name]])
        assert outcome.status == "accepted"
    build("duckdb")
    figures = pl.DataFrame(read_mart("fct_official_statistic", "duckdb")).filter(
        indicator_id="neet_or_not_known", period_id="2025", breakdown="ehc_plan"
    )
    assert figures.height == 161
    by_file = dict(figures["extract_id"].value_counts().iter_rows())
    assert sorted(by_file.values()) == ([161] if sent[1] == "all" else [10, 151])


def test_a_date_means_the_end_of_that_day():
    assert read_as_known_on("2025-06-30") == datetime(2025, 6, 30, 23, 59, 59, 999_999, tzinfo=UTC)
    assert read_as_known_on("2025-06-30T17:00:00+01:00") == datetime(2025, 6, 30, 16, tzinfo=UTC)
    assert read_as_known_on("2025-06-30T17:00:00") == datetime(2025, 6, 30, 17, tzinfo=UTC)
