"""The next file of a series, from the file to the marts: real rows under the words of a later year."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from tests.warehouse.conftest import Warehouse, read_warehouse
from warehouse.build import build
from warehouse.marts import read_mart

pytestmark = pytest.mark.slow

Row = dict[str, str]


def rewritten(source: Path, target: Path, change: Callable[[Row], Row | None], encoding: str = "utf-8-sig") -> Path:
    """A copy of a file with each row changed, or left out."""
    with source.open(encoding=encoding, newline="") as file:
        rows = [row for row in map(change, csv.DictReader(file)) if row]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return target


def adult_social_care(row: Row) -> Row | None:
    if row["Return.Year"] != "2018-19":
        return None
    new = {"1G": "2E", "1GF": "2EF", "1GM": "2EM"}
    code = row["ASCOF.Measure.Code"]
    group = "2E" if code in new else row["Measure.Group"]
    return row | {"Return.Year": "2023-24", "ASCOF.Measure.Code": new.get(code, code), "Measure.Group": group}


def employment(row: Row) -> Row | None:
    return row | {"period": "2024-07-01/P1Y"} if row["period"] == "2023-01-01/P1Y" else None


def with_local_areas(source: Path, target: Path) -> Path:
    """National destinations of 2022/23 as 2023/24, and the same again for Leeds."""
    leeds = {"region_code": "E12000003", "old_la_code": "383", "new_la_code": "E08000035", "la_name": "Leeds"}
    rows: list[Row] = []
    with source.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["time_period"] == "202223":
                nation = row | {"time_period": "202324"}
                rows += [nation | dict.fromkeys(leeds, ""), nation | leeds | {"geographic_level": "Local authority"}]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return target


@pytest.fixture(scope="module")
def next_files(module_home: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    folder = tmp_path_factory.mktemp("next")
    files = [
        shared_data / "dhsc/ascof-1e-1f-1g-1h-2014-15-to-2018-19.csv",
        rewritten(
            shared_data / "dhsc/ascof-1e-1f-1g-1h-2014-15-to-2018-19.csv",
            folder / "ascof.csv",
            adult_social_care,
            "cp1252",
        ),
        rewritten(
            shared_data / "dfe/ehcp-work-based-placements-202425.csv",
            folder / "placements.csv",
            lambda row: row | {"time_period": "2026", "time_identifier": "January"},
        ),
        rewritten(
            shared_data / "dfe/neet-nccis-la-2025.csv",
            folder / "neet.csv",
            lambda row: row | {"time_period": "202526", "time_identifier": "Academic year"},
        ),
        with_local_areas(shared_data / "dfe/ks4-destinations-national-201011-202223.csv", folder / "destinations.csv"),
        rewritten(
            shared_data / "dwp/employment-rate-inactivity-la-aps-ons-els.csv", folder / "employment.csv", employment
        ),
    ]
    assert {outcome.status for outcome in pipeline.receive(files)} == {"accepted"}
    return read_warehouse(build("postgres"))


def periods() -> dict[str, dict[str, object]]:
    return {row["period_id"]: row for row in read_mart("dim_period").to_pylist()}


def test_a_measure_under_its_new_code_goes_on_with_its_indicator(next_files: Warehouse):
    assert next_files.england("learning_disability_settled_home", "2018-19")["value"] == pytest.approx(77.4)
    assert next_files.england("learning_disability_settled_home", "2023-24")["value"] == pytest.approx(77.4)
    breaks = pl.from_arrow(read_mart("dim_indicator_break"))
    assert isinstance(breaks, pl.DataFrame)
    assert breaks.filter(indicator_id="learning_disability_settled_home")["period_id"].to_list() == ["2024-25"]


def test_the_kind_of_a_period_is_what_the_file_says(next_files: Warehouse):
    assert next_files.england("supported_internships", "2025/26")["value"] == 2673
    assert next_files.england("neet_or_not_known", "2025/26")["value"] == 5.6
    assert periods()["2025/26"]["period_kind"] == "academic_year"


def test_a_rolling_year_says_which_months_it_is_of(next_files: Warehouse):
    assert next_files.england("employment_rate_all", "2024-07 to 2025-06")["value"] is not None
    period = periods()["2024-07 to 2025-06"]
    assert (period["period_kind"], period["label"]) == ("rolling_year", "July 2024 to June 2025")


def test_rows_of_local_areas_add_nothing_to_the_nation_s(next_files: Warehouse):
    nation = next_files.england("ks4_sustained_destination", "2023/24", "sen_provision|ehc_plan")
    leeds = next_files.statistics["ks4_sustained_destination|E08000035|2023/24|sen_provision|ehc_plan"]
    assert nation["denominator"] == leeds["denominator"]
    assert nation["value"] == leeds["value"] == pytest.approx(87.2, abs=1)


def test_what_a_file_does_not_say_is_not_put_down_as_its_publisher_s_word(next_files: Warehouse):
    assert next_files.england("neet_or_not_known", "2025/26")["revision"] == "not marked"
    assert (
        next_files.england("ks4_sustained_destination", "2023/24", "sen_provision|ehc_plan")["revision"]
        == "provisional"
    )


def test_both_engines_say_the_same_of_it(next_files: Warehouse):
    assert build("duckdb", next_files.built.as_known_on).hashes == next_files.built.hashes
