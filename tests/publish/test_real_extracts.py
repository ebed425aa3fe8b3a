"""From two of the publishers' own files to a release, a correction and a look back: the whole way, nothing made up."""

import csv
import json
import time
from pathlib import Path

import pytest

from ingest import pipeline
from publish import files, release
from publish.explain import explain
from publish.folders import release_folder
from publish.release import Published, publish
from warehouse.build import Built, build

pytestmark = pytest.mark.slow
NEET = "neet-nccis-la-2025.csv"
ENGLAND = "E92000001"


def build_and_publish() -> tuple[Built, Published]:
    return build(), publish()


@pytest.fixture(scope="module")
def first(module_home: Path, shared_data: Path) -> tuple[Built, Published]:
    outcomes = pipeline.receive(
        [shared_data / "dfe" / NEET, shared_data / "dfe" / "ehcp-work-based-placements-202425.csv"]
    )
    assert [outcome.status for outcome in outcomes] == ["accepted", "accepted"]
    return build_and_publish()


@pytest.fixture(scope="module")
def corrected(first, module_home: Path, shared_data: Path) -> tuple[Built, Published]:
    """The NEET file again, with another figure for young people in England with an EHC plan."""
    with (shared_data / "dfe" / NEET).open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    (england,) = (row for row in rows if row["geographic_level"] == "National")
    england["NEET_NK_EHCP_percent"] = "10.4"
    with (module_home / "corrected.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    time.sleep(0.1)  # the look back is to an instant before it came
    (outcome,) = pipeline.receive([module_home / "corrected.csv"])
    assert outcome.status == "accepted"
    return build_and_publish()


def neet(release_id: str | None = None) -> float | None:
    return explain("4", ENGLAND, "2025", "ehc_plan", release_id).value


def test_the_published_figures_pass_the_gates_and_are_released(first):
    _, published = first
    assert (published.state, published.reasons) == ("released", [])
    assert explain("6", "England", "2024/25", "total/total").value == 2673
    assert neet(published.release_id) == pytest.approx(10.1, abs=0.05)


def test_the_lineage_leads_to_the_very_cell_of_the_publishers_file(first, shared_data: Path):
    figure = explain("4", ENGLAND, "2025", "ehc_plan")
    (cell,) = figure.lineage
    path = shared_data / "dfe" / cell.file
    assert files.sha256_of(path)[0] == cell.sha256
    with path.open(newline="", encoding="utf-8-sig") as file:
        row = dict(enumerate(csv.DictReader(file), start=2))[cell.row]
    by_lower_case = {name.lower(): value for name, value in row.items()}
    assert float(by_lower_case[cell.column.lower()]) == figure.value


def test_building_again_without_anything_new_makes_no_second_release(first):
    _, published = first
    _, again = build_and_publish()
    assert (again.release_id, again.changed) == (published.release_id, False)


def test_a_correction_is_released_and_the_figure_before_stays_readable(first, corrected):
    _, before = first
    _, after = corrected
    assert (after.state, after.changed) == ("released", True)
    assert neet() == pytest.approx(10.4)
    assert neet(before.release_id) == pytest.approx(10.1, abs=0.05)


def test_a_look_back_gives_the_earlier_release_to_the_byte(first, corrected):
    """How a figure told to Parliament is defended: what was known then is built again, from the lake and the ledger."""
    built, before = first
    build(as_known_on=built.as_known_on)
    back = publish()
    assert (back.state, back.changed) == ("candidate", True), "a look back is no new release"
    then, now = release_folder(before.release_id), release_folder(back.release_id)
    for file in sorted(then.glob("*.csv")):
        assert file.read_text().splitlines() == (now / file.name).read_text().splitlines(), file.name
    hashes = [json.loads((folder / "manifest.json").read_text())["content_sha256"] for folder in (then, now)]
    assert hashes[0] == hashes[1]
    assert release.find(release.list_releases(), back.release_id).state == "candidate"
    assert neet() == pytest.approx(10.4)
