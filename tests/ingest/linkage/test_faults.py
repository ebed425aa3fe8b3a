"""A run that is killed, cut off or out of room changes nothing, and the next one ends where it would have ended."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import polars as pl
import pytest
from duckdb import DuckDBPyConnection
from psycopg2.extensions import make_dsn

from ingest import pipeline
from ingest.linkage import files, runs
from ingest.linkage.engine import Bounds, engine
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.database import Role, connect
from pathways.errors import StorageError
from pathways.settings import settings

pytestmark = pytest.mark.slow

# Ends itself, or its server's connections, at a step of its own: when it says what it does next, or as Python tells
# what it asks of the system (its audit events), so that nothing of the code under test is replaced.
WORKER = """
import os, signal, sys
import psycopg2

way, event, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
seen = 0

def stop():
    global event
    event = ""
    if way == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    server = psycopg2.connect(sys.argv[4])
    with server, server.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'pathways_identity'")
    server.close()

def heard(said):
    global seen
    if event and said.startswith(event):
        seen += 1
        if seen == count:
            stop()

def watch(name, arguments):
    if name == "os.rename":
        heard(f"place {arguments[1]}" if ".linking-" not in str(arguments[1]) else "aside")
    elif name == "shutil.rmtree":
        heard(f"remove {arguments[0]}")
    elif name == "os.mkdir":
        heard(f"make {arguments[0]}")

from ingest.linkage import runs
sys.addaudithook(watch)
try:
    runs.link_known(told=lambda step: heard(f"say {step}"))
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


@pytest.fixture(scope="module")
def waiting(module_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which everyone is linked, and a new extract waits to be."""
    folder = tmp_path_factory.mktemp("made-up") / "out"
    synthesise(Plan(people=3_000, seed=11, first=2024, last=2025, defects=False), folder)
    pipeline.receive([folder / "dfe/census/identity.csv", folder / "dwp/leo/identity.csv"])
    assert runs.link_known() is not None
    pipeline.receive([folder / "dfe/sen2/2025/sen2-2025-person.csv", folder / "dwp/pip/identity.csv"])
    return module_home


def work(way: str, event: str, count: int, home: Path, **limits: object) -> subprocess.CompletedProcess[str]:
    """A run of its own in another process, stopped at the `count`-th step of that name."""
    server = make_dsn(host=str(home / "postgres"), user="postgres", dbname="postgres")
    command = [sys.executable, "-c", WORKER, way, event, str(count), server]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=300, **limits)


def lake(run_id: str) -> dict[str, pl.DataFrame]:
    return {table: pl.read_parquet(files.in_lake(table, run_id)) for table in files.TABLES}


def places() -> list[str]:
    """Every file of linkage that is in its place, and whatever was left to work with."""
    folders = [*settings().lake.glob("linkage__*"), *(settings().identity / name for name in ("edges", "states"))]
    left = [*settings().identity.glob(".linking-*"), *(settings().lake / ".incoming").glob("linking-*")]
    found = [file for folder in (*folders, *left) for file in folder.rglob("*") if file.is_file()]
    return sorted(str(file.relative_to(settings().home)) for file in found)


STEPS = [
    ("say reading who is known", 1),
    ("say linking with model", 1),
    ("say writing", 1),
    ("make ", 4),  # the tables are half-written
    *(("place ", number) for number in range(1, 6)),
]


@pytest.mark.parametrize("way", ["kill", "cut"])
def test_a_run_stopped_at_any_step_leaves_the_links_before_and_the_next_ends_as_if_nothing_had_been(
    waiting: Path, way: str, tmp_path: Path
):
    before = runs.current_tables()
    assert before is not None
    links = pl.read_parquet(before["person_link"])
    placed = set()
    for event, count in STEPS:
        stopped = work(way, event, count, waiting)
        if way == "kill":
            assert stopped.returncode == -signal.SIGKILL, (event, count, stopped.stderr)
        else:
            assert "DatabaseError: The connection to PostgreSQL was lost while linking" in stopped.stderr, (
                event,
                count,
            )
        assert runs.current_tables() == before, (event, count)
        assert pl.read_parquet(before["person_link"]).equals(links)
        placed |= {name for name in places() if name.startswith("lake/linkage__")}
    assert len(placed) > len(before), "some runs were stopped between their files and their row"

    shutil.copytree(settings().identity / "states", tmp_path / "states")
    result = runs.link_known()
    assert result is not None
    assert result.anew_because is None
    after, files_after = lake(result.run_id), places()
    forget(result.run_id)
    shutil.copytree(tmp_path / "states", settings().identity / "states", dirs_exist_ok=True)
    undisturbed = runs.link_known()
    assert undisturbed is not None
    assert undisturbed == result
    assert places() == files_after
    for table, rows in lake(undisturbed.run_id).items():
        assert rows.equals(after[table]), table
    forget(undisturbed.run_id)
    shutil.copytree(tmp_path / "states", settings().identity / "states", dirs_exist_ok=True)


def forget(run_id: str) -> None:
    """As if the run had never been."""
    with connect(Role.OWNER) as owner, owner.cursor() as cursor:
        cursor.execute("delete from identity.linkage_run where run_id = %s", (run_id,))
    for folder in (*(files.in_lake(table, run_id).parent for table in files.TABLES), files.state_folder(run_id)):
        shutil.rmtree(folder)
    shutil.rmtree(settings().identity / "edges" / run_id)


def test_a_run_killed_after_its_row_is_the_one_that_holds(waiting: Path):
    before = runs.current_tables()
    assert work("kill", "remove " + str(settings().identity / "states"), 1, waiting).returncode == -signal.SIGKILL
    assert runs.current_tables() != before
    again = runs.link_known()
    assert again is not None
    assert (again.anew_because, again.records_read, again.events) == (None, 0, {})
    assert [state.name for state in (settings().identity / "states").iterdir()] == [again.run_id]


def test_a_full_disk_leaves_the_links_before_and_says_what_to_do(waiting: Path):
    def small_files() -> None:  # in the worker alone: no file may grow beyond 50 kB
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    before = runs.current_tables()
    stopped = work("kill", "never", 1, waiting, preexec_fn=small_files)
    assert "StorageError" in stopped.stderr
    assert "does not take files this large" in stopped.stderr
    assert "`pathways link`" in stopped.stderr
    assert runs.current_tables() == before
    assert not list(settings().identity.glob(".linking-*"))


def sort_too_much(memory: str) -> None:
    with _engine(memory) as connection:
        connection.execute("create table many as select random() as a, uuid() as b from range(3000000)")
        connection.execute("select count(*) from (select x.b from many x join many y on x.b = y.b order by x.a)")


def test_what_the_engine_has_no_room_for_is_said_in_words():
    with pytest.raises(StorageError, match="Linking needs more than 20MB"):
        sort_too_much(memory="20MB")


def _engine(memory: str) -> AbstractContextManager[DuckDBPyConnection]:
    return engine(Bounds(memory=memory, temporary="1MB", threads=1))
