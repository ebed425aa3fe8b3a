"""A site over a release of the publishers' own files, then over a correction; one for all tests of this folder."""

from __future__ import annotations

import csv
import io
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.releases import Releases
from ingest import pipeline
from publish.release import publish
from warehouse.build import build

FILES = (
    "dfe/neet-nccis-la-2023.csv",
    "dfe/neet-nccis-la-2025.csv",
    "dfe/ehcp-work-based-placements-202425.csv",
    "dfe/ehcp-sen-needs-all-plans-202425.csv",
    "dfe/ehcp-ceased-plans-2022-2024.csv",
    "dfe/ks4-destinations-national-201011-202223.csv",
    "dfe/lait-post16-send-la-timeseries.csv",
    "dfe/apprenticeships-lldd-all-providers-plus-national.csv",
    "dfe/leo-post16-main-activity-sen.csv",
    "mhclg/indices-of-deprivation-2025-lad.csv",
)


@dataclass(frozen=True)
class Site:
    """Where it is served, its two releases, and how long the second took to be on the page."""

    address: str
    first: str
    second: str
    seconds_to_page: float

    def text(self, path: str) -> str:
        """What the server sends for a path."""
        return text(self.address + path)

    def rows(self, path: str) -> list[dict[str, str]]:
        """The rows of a CSV that it sends."""
        return list(csv.DictReader(io.StringIO(self.text(path))))


@pytest.fixture(scope="package")
def site(new_home, shared_data: Path, serving) -> Iterator[Site]:
    """Served from before the first release; a correction of one figure then makes a second."""
    with new_home() as home, serving() as address:
        assert "No release yet" in text(address)
        pipeline.receive([shared_data / name for name in FILES])
        build()
        first = publish()
        assert (first.state, first.reasons) == ("released", [])
        appears(address, first.release_id)
        pipeline.receive([corrected(shared_data / "dfe" / "neet-nccis-la-2025.csv", home)])
        build()
        second = publish()
        seconds = appears(address, second.release_id)
        yield Site(address, first.release_id, second.release_id, seconds)


@pytest.fixture(scope="package")
def snapshot(site: Site):
    """The latest release as the page holds it."""
    releases = Releases()
    releases.look()
    assert releases.latest is not None
    return releases.snapshot(releases.latest)


def corrected(file: Path, folder: Path) -> Path:
    """The same file with another figure for young people in England with an EHC plan."""
    with file.open(newline="", encoding="utf-8-sig") as source:
        rows = list(csv.DictReader(source))
    (england,) = (row for row in rows if row["geographic_level"] == "National")
    england["NEET_NK_EHCP_percent"] = "10.4"
    with (folder / file.name).open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return folder / file.name


def text(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as response:
        return str(response.read().decode())


def appears(address: str, release_id: str) -> float:
    """Seconds until every worker's page shows a release."""
    start = time.monotonic()
    streak = 0
    while streak < 8:
        streak = streak + 1 if release_id in text(address) else 0
        assert time.monotonic() - start < 20, f"{release_id} is not on the page"
        time.sleep(0.05)
    return time.monotonic() - start
