"""What was known when: a correction changes the figures from its arrival on, and none before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest import pipeline
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
    assert value("ks4_sustained_destination" + EHC_PLAN) == (90.1, "provisional")
    assert value("ks4_sustained_destination" + EHC_PLAN.replace("ehc_plan", "sen_support"))[0] == 88.5
    assert value("ks4_sustained_destination" + EHC_PLAN.replace("ehc_plan", "no_identified_sen"))[0] == 94.4

    pipeline.receive([shared_data / "dfe/ks4-destinations-national-201011-202223.csv"])
    build("duckdb")
    assert value("ks4_sustained_destination" + EHC_PLAN) == (87.2, "revised")

    rebuilt = build("duckdb", before.as_known_on)
    assert rebuilt.hashes == before.hashes
    assert value("ks4_sustained_destination" + EHC_PLAN) == (90.1, "provisional")


def test_a_date_means_the_end_of_that_day():
    assert read_as_known_on("2025-06-30") == datetime(2025, 6, 30, 23, 59, 59, 999_999, tzinfo=UTC)
    assert read_as_known_on("2025-06-30T17:00:00+01:00") == datetime(2025, 6, 30, 16, tzinfo=UTC)
    assert read_as_known_on("2025-06-30T17:00:00") == datetime(2025, 6, 30, 17, tzinfo=UTC)
