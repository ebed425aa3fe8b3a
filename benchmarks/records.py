"""Checked ingestion of record-level extracts: flat files in rows a second, XML in MB a second and flat memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.memory import peak_mb
from ingest.formats.source import inspect
from ingest.records.recognise import recognise_records
from ingest.records.store import written_records
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.settings import settings

PEOPLE = 1_000_000  # as many as the year groups that finish key stage 4 in two years, with all their history
LONGER = 4  # times as long is the file by which memory is seen to stay flat
LEO = "dwp/leo/employment-2025-08.csv"
FLAT = (
    "dwp/leo/earnings-2025-08.csv",
    "dwp/leo/identity.csv",
    "dfe/ilr/2024-25/r14/learning_delivery.csv",
    "dfe/census/2025-spring.csv",
)
NCCIS = "dfe/nccis/2024-25/nccis-2025-03.xml"
Measured = dict[str, float]


def run(people: int = PEOPLE) -> dict[str, Any]:
    """Every file in a process of its own, from its bytes to the lake and the identity zone."""
    with tempfile.TemporaryDirectory(dir=settings().home) as folder:
        made = Path(folder)
        synthesise(Plan(people=people, seed=1, first=2013, last=2025, defects=False), made)
        os.sync()  # else the first to be measured shares the disk with the writing of its own file
        flat = {Path(name).stem: _measure(made / name) for name in (LEO, *FLAT)}
        return {
            "people": people,
            "longer": LONGER,
            "flat": flat,
            "rows_per_second": sum(one["rows"] for one in flat.values()) / sum(one["seconds"] for one in flat.values()),
            "longer_flat": _measure(_longer(made / LEO, b"\nSYN", b"\n")),
            "xml": _measure(made / NCCIS),
            "longer_xml": _measure(_longer(made / NCCIS, b"<YoungPerson><YoungPersonID>", b"</NCCIS>")),
        }


def _longer(file: Path, record: bytes, end: bytes) -> Path:
    """The same people some times over, each time under other references.

    Args:
        file: the file.
        record: how each record begins, down to its reference.
        end: what begins behind the last.
    """
    text = file.read_bytes()
    start, stop = text.index(record), text.rindex(end)
    longer = file.with_name(f"longer-{file.name}")
    with longer.open("wb") as stream:
        stream.write(text[:start])
        for time_over in range(LONGER):
            stream.write(text[start:stop].replace(record, b"%s%d" % (record, time_over)))
        stream.write(text[stop:])
    return longer


def _measure(file: Path) -> Measured:
    command = [sys.executable, "-m", "benchmarks.records", str(file)]
    measured: Measured = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return measured


def main() -> None:
    """Take one file in and print its rows, seconds, seconds of the processor, megabytes and peak memory."""
    file = Path(sys.argv[1])
    started, at_work = time.perf_counter(), time.process_time()
    records = recognise_records(inspect(file, file.name))
    if records is None:
        raise SystemExit(f"{file.name} is of no return.")
    with written_records(records, f"benchmark-{file.stem}", None) as (tally, _):
        seconds, processor_seconds = time.perf_counter() - started, time.process_time() - at_work
    if tally.rows_accepted != tally.rows_received:
        raise SystemExit(f"{file.name}: only {tally.rows_accepted:,} of {tally.rows_received:,} rows were accepted.")
    measured = {
        "rows": tally.rows_received,
        "mb": file.stat().st_size / 1e6,
        "seconds": seconds,
        "processor_seconds": processor_seconds,
        "peak_mb": peak_mb(),
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
