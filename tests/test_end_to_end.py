"""A file is dropped, and its figure is on the page: with the real Airflow, PostgreSQL, dashboard and Chromium.

One `pathways up` serves all these tests, which follow each other as a data engineer's day would.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from playwright.sync_api import Page, sync_playwright

from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise

pytestmark = [pytest.mark.airflow, pytest.mark.slow, pytest.mark.browser]

DERBY = "E06000015"
LONGEST_START = 400.0  # seconds
LONGEST_WAIT = 240.0
AIM = 15.0  # seconds from drop to page on two cores that do nothing else


@dataclass
class Tracker:
    """A running `pathways up`, and what can be seen of it from outside."""

    home: Path
    dashboard: str
    page: Page

    def ask(self, role: str, database: str, question: str) -> list[tuple]:
        connection = psycopg2.connect(host=str(self.home / "postgres"), user=role, dbname=database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(question)
                return cursor.fetchall()
        finally:
            connection.close()

    def releases(self) -> list[str]:
        rows = self.ask(
            "pathways_dashboard", "pathways", "select release_id from published.release order by released_at"
        )
        return [release_id for (release_id,) in rows]

    def arrival(self, file_name: str) -> tuple[str | None, str | None, str | None]:
        """Its state, what came of it and who works on it."""
        rows = self.ask(
            "pathways_ingest",
            "pathways",
            f"select state, outcome, claimed_by from ledger.arrival where file_name = '{file_name}'",
        )
        return rows[0] if rows else (None, None, None)

    def drop(self, name: str, content: bytes) -> float:
        """Put a file into the inbox as a careful sender does; the moment it was whole."""
        part = self.home / "inbox" / f"{name}.part"
        part.write_bytes(content)
        part.rename(part.with_suffix(""))
        return time.monotonic()

    def sees(self, address: str, text: str) -> bool:
        self.page.goto(self.dashboard + address)
        return text in self.page.inner_text("main")

    def stages(self, since: float) -> str:
        """What Airflow spent the seconds on, told from the drop on."""
        began = time.time() - (time.monotonic() - since)
        rows = self.ask(
            "pathways_airflow",
            "airflow",
            "select dag_id || '.' || task_id, extract(epoch from start_date)::float8,"
            " extract(epoch from end_date)::float8"
            f" from task_instance where start_date > to_timestamp({began}) order by start_date",
        )
        return "\n".join(
            f"  {name:28} {start - began:5.1f} to {(end or 0) - began:5.1f} s" for name, start, end in rows
        )


def until(condition: Callable[[], object], what: str, seconds: float = LONGEST_WAIT) -> float:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.1)
    return time.monotonic()


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture(scope="module")
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Write lines for whoever watches the tests run, also of tests that pass."""
    plugins = request.config.pluginmanager
    reporter, capture = plugins.getplugin("terminalreporter"), plugins.getplugin("capturemanager")

    def write(text: str) -> None:
        with capture.global_and_fixture_disabled():
            reporter.write("\n" + text.strip("\n") + "\n")

    return write


@pytest.fixture(scope="module")
def tracker(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory, tell: Callable[[str], None]
) -> Iterator[Tracker]:
    home = Path(os.path.realpath(subprocess.check_output(["mktemp", "-d", "/tmp/pw-XXXXXX"], text=True).strip()))
    first = tmp_path_factory.mktemp("first")
    (first / "neet-2023.csv").write_bytes((shared_data / "dfe" / "neet-nccis-la-2023.csv").read_bytes())
    dashboard_port, airflow_port = free_ports(2)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PATHWAYS_")} | {
        "PATHWAYS_HOME": str(home),
        "PATHWAYS_DASHBOARD_PORT": str(dashboard_port),
        "PATHWAYS_AIRFLOW_PORT": str(airflow_port),
    }
    printed = home / "up.txt"
    with printed.open("wb") as output:
        up = subprocess.Popen(
            [sys.executable, "-m", "pathways.cli", "up", "--extracts", str(first)],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until(
            lambda: b"The dashboard:" in printed.read_bytes() or up.poll() is not None, "`pathways up`", LONGEST_START
        )
        assert up.poll() is None, printed.read_text()
        tell(printed.read_text())
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium",
                args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
            )
            yield Tracker(home, f"http://127.0.0.1:{dashboard_port}", browser.new_page())
            browser.close()
    finally:
        if up.poll() is None:
            up.send_signal(signal.SIGTERM)
        up.wait(90)
        left = [line for line in _processes() if str(home) in line]
        subprocess.run(["rm", "-rf", str(home)], check=True)
    assert left == [], "`pathways up` left processes behind"
    assert up.returncode == 0


def _processes() -> list[str]:
    """The command line and environment of every process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes() + b" " + (folder / "environ").read_bytes()
            if folder.name != str(os.getpid()):
                found.append(words.replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.fixture(scope="module")
def neet_2025(shared_data: Path) -> bytes:
    return (shared_data / "dfe" / "neet-nccis-la-2025.csv").read_bytes()


def test_a_dropped_file_is_on_the_page_within_seconds(tracker: Tracker, neet_2025: bytes, tell):
    before = tracker.releases()
    assert len(before) == 1, "the first extracts made one release"
    assert not tracker.sees(f"/local-areas?area={DERBY}", "18.1%")
    dropped = tracker.drop("neet-2025.csv", neet_2025)
    until(lambda: len(tracker.releases()) > 1, "a release")
    released = time.monotonic() - dropped
    seen = until(lambda: tracker.sees(f"/local-areas?area={DERBY}", "18.1%"), "the figure") - dropped
    tell(f"drop to release {released:.1f} s, to page {seen:.1f} s (aim: {AIM:.0f})\n{tracker.stages(dropped)}")


def test_the_same_file_again_makes_no_second_release(tracker: Tracker, neet_2025: bytes):
    before = tracker.releases()
    tracker.drop("neet-2025-again.csv", neet_2025)
    until(lambda: tracker.arrival("neet-2025-again.csv")[0] == "done", "the arrival")
    assert tracker.arrival("neet-2025-again.csv")[1] == "duplicate"
    until(lambda: not runs_under_way(tracker), "Airflow to be at rest")
    assert tracker.releases() == before


def test_a_correction_makes_a_release_and_the_one_before_stays_readable(tracker: Tracker, neet_2025: bytes):
    before = tracker.releases()
    corrected, changes = re.subn(rb"(831,E06000015,Derby,.*?,7\.2,)18\.1(,)", rb"\g<1>17.1\g<2>", neet_2025)
    assert changes == 1
    tracker.drop("neet-2025-corrected.csv", corrected)
    until(lambda: len(tracker.releases()) > len(before), "a release")
    until(lambda: tracker.sees(f"/local-areas?area={DERBY}", "17.1%"), "the corrected figure")
    assert tracker.sees(f"/local-areas?area={DERBY}&release={before[-1]}", "18.1%")
    assert not tracker.sees(f"/local-areas?area={DERBY}&release={before[-1]}", "17.1%")


def test_a_broken_file_is_refused_and_changes_nothing_else(tracker: Tracker):
    before = tracker.releases()
    tracker.drop("neet-2026.csv", b"<!doctype html><html><body>503 Service Unavailable</body></html>")
    until(lambda: tracker.arrival("neet-2026.csv")[0] == "done", "the arrival")
    assert tracker.arrival("neet-2026.csv")[1] == "refused"
    until(lambda: not runs_under_way(tracker), "Airflow to be at rest")
    assert tracker.releases() == before
    assert tracker.sees(f"/local-areas?area={DERBY}", "17.1%")


def test_the_work_of_a_killed_worker_is_taken_up(tracker: Tracker, shared_data: Path, tell):
    name = "care-leavers.csv"
    before = tracker.releases()
    tracker.drop(name, (shared_data / "dfe" / "care-leavers-activity-la-2025.csv").read_bytes())
    until(lambda: tracker.arrival(name)[0] in ("claimed", "done"), "a worker to begin")
    state, _, worker = tracker.arrival(name)
    assert state == "claimed"
    os.kill(int(worker.split(":")[1]), signal.SIGKILL)
    killed = time.monotonic()
    assert tracker.arrival(name)[0] == "claimed", "the worker ended before it was killed"
    taken_up = until(lambda: tracker.arrival(name)[0] == "done", "another worker to take it up") - killed
    assert tracker.arrival(name)[1] == "accepted"
    tell(f"taken up and done {taken_up:.1f} s after its worker was killed")
    until(lambda: len(tracker.releases()) > len(before), "its release")


def test_dropped_records_of_people_are_linked_behind_the_wall_and_their_link_rates_shown(
    tracker: Tracker, tmp_path: Path, tell
):
    until(lambda: not runs_under_way(tracker), "Airflow to be at rest")
    before = tracker.releases()
    synthesise(Plan(people=2_000, seed=5, first=2024, last=2025, defects=False), tmp_path / "made-up")
    with zipfile.ZipFile(tmp_path / "linker.zip", "w") as container:
        for part in ("dfe/census/identity.csv", "dwp/leo/identity.csv"):
            for name in (part, f"{part}.manifest.json"):
                container.write(tmp_path / "made-up" / name, name)
    dropped = tracker.drop("linker.zip", (tmp_path / "linker.zip").read_bytes())
    runs = "select records, persons from identity.linkage_run"
    linked = until(lambda: tracker.ask("pathways_identity", "pathways", runs), "the records to be linked") - dropped
    ((records, persons),) = tracker.ask("pathways_identity", "pathways", runs)
    assert 1_900 < persons < 2_100 < records
    assert {path.name for path in (tracker.home / "landing").rglob("*.csv")}.isdisjoint({"identity.csv"})
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        tracker.ask("pathways_dashboard", "pathways", runs)
    shown = until(lambda: tracker.sees("/records", "DfE to DWP: "), "the link rates") - dropped
    assert "Made-up data." in tracker.page.inner_text("main")
    until(lambda: not runs_under_way(tracker), "Airflow to be at rest")
    assert len(tracker.releases()) == len(before) + 1, "the build waited for the links, and one release shows both"
    tell(
        f"{records:,} records linked to {persons:,} persons {linked:.1f} s after they were dropped, shown {shown:.1f} s"
    )


def runs_under_way(tracker: Tracker) -> bool:
    ((under_way,),) = tracker.ask(
        "pathways_airflow",
        "airflow",
        "select exists (select from dag_run where state in ('queued', 'running'))"
        " or exists (select from asset_dag_run_queue)",
    )
    return under_way
