"""A worker killed while it takes in a record-level extract: the next ends in the same lake and identity zone."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from psycopg2.extras import RealDictCursor

from ingest import pipeline
from ingest.lake import extract_folder
from ingest.records import zone
from pathways.database import Role, connect
from pathways.settings import settings

HEAD = (
    "persontableid,NativeId,personorderseqcolumn,sourceid,sen2tableid,surname,forename,personbirthdate,sex,ethnicity,"
    "postcode,upn,uniquelearnernumber,upnunknown"
)
GOOD, BAD, DUPLICATE = 40, 3, 2

# Ends itself at a step, as Python tells what it asks of the system: so nothing of the code under test is replaced. The
# files of an extract are put in place by one renaming each; after the last of them comes the ledger's row.
WORKER = """
import os, signal, sys
count, seen = int(sys.argv[1]), 0

def watch(event, arguments):
    global seen
    if event == "os.rename" and "sen2" in str(arguments[1]) and ".incoming" not in str(arguments[1]):
        seen += 1
    is_there = seen == count if event == "os.rename" else seen == count - 1 and count > 3 and event == "open"
    if is_there:
        os.kill(os.getpid(), signal.SIGKILL)

from ingest import pipeline
sys.addaudithook(watch)
list(pipeline.ingest_pending())
"""


@pytest.fixture
def extract(home: Path) -> Path:
    """Persons of SEN2 that wait to be taken in: most good, some bad, some said twice."""
    rows = [f"P{one},N,1,S,T,Example,Ann,2006-May-17 00:00:00,F,WBRI,BR1 7SS,,," for one in range(GOOD)]
    rows += [f"B{one},N,1,S,T,Example,Ann,2006-May-17 00:00:00,F,NONE,BR1 7SS,,," for one in range(BAD)]
    file = home / "sen2-2025-person.csv"
    file.write_text("\n".join([HEAD, *rows, *rows[:DUPLICATE], ""]), encoding="utf-8")
    pipeline.receive([file], queue_only=True)
    return file


def kept() -> dict[str, pl.DataFrame]:
    """Every file that the extract left, by where it lies."""
    folders = settings().lake, zone.persons(), zone.quarantine()
    found = [file for folder in folders for file in folder.rglob("*.parquet") if ".incoming" not in file.parts]
    return {str(file.relative_to(settings().home)): pl.read_parquet(file) for file in sorted(found)}


def counts() -> list[dict[str, int]]:
    with connect(Role.INGEST) as ledger, ledger.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute("select rows_received, rows_accepted, rows_quarantined, rows_duplicate from ledger.extract")
        return [dict(row) for row in cursor.fetchall()]


def test_a_worker_killed_at_each_step_leaves_what_one_that_was_not_killed_leaves(home: Path, extract: Path):
    placed = []
    for step in range(1, 5):  # before the lake's file, the quarantine's and the persons', and before the ledger's row
        stopped = subprocess.run([sys.executable, "-c", WORKER, str(step)], check=False, capture_output=True, text=True)
        assert stopped.returncode == -signal.SIGKILL, stopped.stderr
        assert counts() == []
        placed.append(len(kept()))
        with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
            cursor.execute("update ledger.arrival set lease_expires_at = now() - interval '1 s', attempts = 0")
    assert placed == [0, 1, 2, 3]
    [outcome] = pipeline.ingest_pending()
    after = kept()
    expected = {"rows_accepted": GOOD, "rows_quarantined": BAD, "rows_duplicate": DUPLICATE}
    assert counts() == [{"rows_received": sum(expected.values()), **expected}]
    assert outcome.extract_id is not None
    assert len(after) == 3
    lake = pl.read_parquet(extract_folder("dfe__sen2__person", outcome.extract_id))
    persons = pl.read_parquet(zone.persons() / "dfe__sen2__person" / f"{outcome.extract_id}.parquet")
    assert lake["record_key"].n_unique() == lake.height == GOOD
    assert set(persons["source_record_key"]) == set(lake["record_key"])
    assert persons.height == GOOD

    for folder in (settings().lake, zone.persons(), zone.quarantine()):
        assert not list((folder / ".incoming").iterdir())
        shutil.rmtree(folder)
    with connect(Role.OWNER) as owner, owner.cursor() as cursor:
        cursor.execute("truncate ledger.arrival cascade")
    assert [outcome.status for outcome in pipeline.receive([extract])] == ["accepted"]
    undisturbed = kept()
    assert list(undisturbed) == list(after)
    assert all(undisturbed[file].equals(after[file]) for file in after)
