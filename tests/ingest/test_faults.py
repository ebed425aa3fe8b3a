"""What survives a killed worker, a full disk, a cut connection and two workers at once: the same lake and ledger."""

import hashlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import make_dsn
from psycopg2.extras import RealDictCursor

from ingest import pipeline
from pathways.database import Role, connect
from pathways.errors import DatabaseError, PathwaysError
from pathways.settings import settings

Placements = Callable[..., Path]
ROWS = 300_000

WORKER = """
import sys
from pathlib import Path
from ingest import pipeline
print("ready", flush=True)
for outcome in pipeline.ingest_pending():
    print(outcome.file, outcome.status, flush=True)
"""


def start_worker(**limits: object) -> "subprocess.Popen[str]":
    """A worker of its own that takes in all that waits; `ready` once it is about to start."""
    worker = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True, **limits)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def finished(worker: "subprocess.Popen[str]") -> list[str]:
    output, _ = worker.communicate(timeout=120)
    assert worker.returncode == 0
    return output.splitlines()


def lake_and_quarantine() -> dict[str, str]:
    """Every file that a reader may see, with its hash."""
    return {
        str(file.relative_to(settings().home)): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in (settings().lake, settings().quarantine)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".incoming" not in file.parts
    }


def what_the_ledger_says() -> list[dict[str, object]]:
    with connect(Role.INGEST) as connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(
            "select extract_id, sha256, extract.outcome, rows_received, extract.rows_accepted, rows_quarantined,"
            " rows_duplicate, coverage, revision, coverage.rows_accepted as covered, arrival.outcome as arrival, state"
            " from ledger.extract full join ledger.extract_coverage as coverage using (extract_id)"
            " full join ledger.arrival using (arrival_id, sha256) order by extract_id, coverage"
        )
        return [dict(row) for row in cursor.fetchall()]


def let_leases_run_out() -> None:
    with connect(Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute("update ledger.arrival set lease_expires_at = now() - interval '1 s' where state = 'claimed'")


@pytest.fixture
def waiting(home: Path, placements: Placements) -> Path:
    """A large file, a few of its rows bad, that waits to be taken in."""
    bad = ["many" if row % 50_000 == 7 else "9" for row in range(ROWS)]
    file = placements(home / "large.csv", rows=ROWS, open_wbp=bad)
    pipeline.receive([file], queue_only=True)
    return file


@pytest.mark.slow
def test_a_worker_killed_at_any_point_leaves_the_same_lake_and_ledger(waiting: Path):
    killed_while_claimed = 0
    for delay in (0.05, 0.3, 0.5, 0.8, 1.1, 1.6):
        worker = start_worker()
        time.sleep(delay)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        for extract in what_the_ledger_says():
            if extract["extract_id"]:  # what the ledger names is there whole
                part = settings().lake / "dfe__work_based_placements" / str(extract["extract_id"]) / "part-0.parquet"
                assert part.exists()
        killed_while_claimed += what_the_ledger_says()[0]["state"] == "claimed"
        with connect(Role.INGEST) as connection, connection.cursor() as cursor:  # each kill is a first one
            cursor.execute("update ledger.arrival set attempts = 0")
        let_leases_run_out()
    assert killed_while_claimed >= 2
    finished(start_worker())
    files, records = lake_and_quarantine(), what_the_ledger_says()

    assert not list((settings().lake / ".incoming").iterdir())
    assert not list((settings().quarantine / ".incoming").iterdir())
    with connect(Role.OWNER) as connection, connection.cursor() as cursor:
        cursor.execute("truncate ledger.arrival cascade")
    for file in (*settings().lake.rglob("*.parquet"), *settings().quarantine.rglob("*.parquet")):
        file.unlink()
    pipeline.receive([waiting], queue_only=True)
    finished(start_worker())
    assert what_the_ledger_says() == records
    assert lake_and_quarantine() == files


@pytest.mark.parametrize("files_are_placed", [1, 2])
def test_a_crash_between_the_files_and_the_ledger_leaves_orphans_that_the_next_run_replaces(
    files_are_placed: int, home: Path, placements: Placements, monkeypatch: pytest.MonkeyPatch
):
    file = placements(home / "a.csv", rows=100, open_wbp=["many"] + ["9"] * 99)
    stop_at = ["ingest.quarantine.QuarantineWriter.place", "ingest.extracts.record_extract"][files_are_placed - 1]
    with monkeypatch.context() as crash:
        crash.setattr(stop_at, _interrupt)
        with pytest.raises(KeyboardInterrupt):
            pipeline.receive([file])
    assert len(lake_and_quarantine()) == files_are_placed
    [outcome] = pipeline.ingest_pending()
    assert (outcome.status, outcome.rows_accepted, outcome.rows_quarantined) == ("accepted", 99, 1)
    assert len(lake_and_quarantine()) == 2


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.slow
def test_two_workers_on_the_same_arrivals_do_each_once(home: Path, placements: Placements):
    for number in range(12):
        pipeline.receive([placements(home / f"{number}.csv", year=f"20{10 + number}{11 + number}")], queue_only=True)
    workers = [start_worker(), start_worker()]
    lines = [line for worker in workers for line in finished(worker)]
    assert sorted(lines) == sorted(f"{number}.csv accepted" for number in range(12))


@pytest.mark.slow
def test_the_same_bytes_at_two_workers_make_one_extract(home: Path, placements: Placements):
    for name in ("a.csv", "b.csv", "c.csv", "d.csv"):
        pipeline.receive([placements(home / name, rows=30_000)], queue_only=True)
    workers = [start_worker(), start_worker()]
    lines = [line.split()[1] for worker in workers for line in finished(worker)]
    assert sorted(lines) == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert len(lake_and_quarantine()) == 1


@pytest.mark.slow
def test_a_disk_that_is_full_leaves_the_file_waiting_and_nothing_half_written(waiting: Path):
    def small_files() -> None:  # in the worker alone: no file may grow beyond 100 kB
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    [line] = finished(start_worker(preexec_fn=small_files))
    assert line == "large.csv pending"
    assert lake_and_quarantine() == {}
    assert not list((settings().lake / ".incoming").iterdir())
    assert [outcome.status for outcome in pipeline.ingest_pending()] == ["accepted"]


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A lake on a filesystem of 256 kB."""
    settings().lake.mkdir(exist_ok=True)
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(settings().lake)], check=False
        ).returncode
    ):
        pytest.skip("needs root and the right to mount a small filesystem")
    yield settings().lake
    subprocess.run(["umount", str(settings().lake)], check=True)


def test_no_space_left_is_said_in_words_and_tried_again(small_disk: Path, waiting: Path):
    [outcome] = pipeline.ingest_pending()
    assert outcome.status == "pending"
    assert "is full" in outcome.problem["what"]
    assert "pathways ingest" in outcome.problem["fix"]
    assert [file for file in small_disk.rglob("*") if file.is_file()] == []
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk)], check=True)
    assert [outcome.status for outcome in pipeline.ingest_pending()] == ["accepted"]


def test_a_full_disk_while_landing_leaves_the_file_in_the_inbox(home: Path, placements: Placements):
    settings().inbox.mkdir()
    file = placements(settings().inbox / "a.csv", rows=20_000)

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(PathwaysError, match="does not take files this large"):
            pipeline.collect_inbox()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.exists()
    assert [outcome.status for outcome in pipeline.ingest_pending()] == ["accepted"]


def test_a_connection_cut_in_the_middle_leaves_the_file_waiting(waiting: Path, home: Path):
    [arrival_id] = pipeline.pending_arrivals()
    failures: list[DatabaseError] = []

    def work() -> None:
        try:
            pipeline.ingest(arrival_id, on_rows=lambda _file, _rows: cut_connections(home))
        except DatabaseError as error:
            failures.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert "lost while taking in large.csv" in failures[0].what
    assert pipeline.ingest(arrival_id).status == "accepted"


def cut_connections(home: Path) -> None:
    server = psycopg2.connect(make_dsn(host=str(home / "postgres"), user="postgres", dbname="postgres"))
    with server, server.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pathways_ingest'")
    server.close()
