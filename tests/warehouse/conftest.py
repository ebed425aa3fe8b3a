"""A warehouse built from every published extract, once for the tests that only read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from warehouse.build import Built, build
from warehouse.marts import read_mart

ENGLAND = "E92000001"
DATASETS = (
    "dfe/ehcp-*.csv",
    "dfe/neet-nccis-la-*.csv",
    "dfe/ks4-destinations-national-*.csv",
    "dfe/lait-post16-send-la-timeseries.csv",
    "dfe/apprenticeships-lldd-all-providers-plus-national.csv",
    "dfe/leo-post16-main-activity-sen.csv",
    "dfe/care-leavers-activity-la-2025.csv",
    "dhsc/ascof-1e-1f-1g-1h-2014-15-to-2018-19.csv",
    "dwp/employment-rate-inactivity-la-aps-ons-els.csv",
    "dwp/statxplore-uc-households-by-la-202505.xlsx",
    "mhclg/statutory-homelessness-A3-support-needs-england.csv",
    "mhclg/indices-of-deprivation-2025-lad.csv",
)


@dataclass(frozen=True)
class Warehouse:
    """What was built, and its statistics by id."""

    built: Built
    statistics: dict[str, dict[str, object]]

    def england(self, indicator: str, period: str, breakdown: str = "total|total") -> dict[str, object]:
        return self.statistics[f"{indicator}|{ENGLAND}|{period}|{breakdown}"]


@pytest.fixture(scope="module")
def everything(module_home: Path, shared_data: Path) -> Warehouse:
    """Every published extract received, and built on PostgreSQL."""
    files = [file for pattern in DATASETS for file in sorted(shared_data.glob(pattern))]
    pipeline.receive(files)
    return read_warehouse(build("postgres"))


def read_warehouse(built: Built) -> Warehouse:
    assert built.hashes  # worked out while the marts are those of this build
    statistics = pl.from_arrow(read_mart("fct_official_statistic", built.engine))
    assert isinstance(statistics, pl.DataFrame)
    return Warehouse(built, {row["statistic_id"]: row for row in statistics.iter_rows(named=True)})
