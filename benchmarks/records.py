"""Checked ingestion of record-level extracts: flat files in rows a second, XML in MB a second and flat memory."""

from __future__ import annotations

import json
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

PEOPLE = 400_000
LONGER = 4  # times as long is the XML file by which memory is seen to stay flat
FLAT = ("dwp/leo/employment-2025-08.csv", "dfe/ilr/2024-25/r14/learning_delivery.csv", "dfe/census/2025-spring.csv")
XML = "dfe/nccis/2024-25/nccis-2025-03.xml"


def run(people: int = PEOPLE) -> dict[str, Any]:
    """Every file in a process of its own, from its bytes to the lake and the identity zone."""
    with tempfile.TemporaryDirectory(dir=settings().home) as folder:
        synthesise(Plan(people=people, seed=1, first=2021, last=2025, defects=False), Path(folder))
        flat = {Path(name).stem: _measure(Path(folder) / name) for name in FLAT}
        once = Path(folder) / XML
        longer = _longer(once)
        return {"people": people, "flat": flat, "xml": _measure(once), "longer_xml": _measure(longer), "longer": LONGER}


def _longer(file: Path) -> Path:
    """The same young people some times over, each time under other references."""
    text = file.read_bytes()
    start, end = text.index(b"<YoungPerson>"), text.rindex(b"</NCCIS>")
    longer = file.with_name("longer-2025-03.xml")
    with longer.open("wb") as stream:
        stream.write(text[:start])
        for time_over in range(LONGER):
            stream.write(text[start:end].replace(b"<YoungPersonID>", b"<YoungPersonID>%d" % time_over))
        stream.write(text[end:])
    return longer


def _measure(file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.records", str(file)]
    measured: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return measured


def main() -> None:
    """Take one file in and print its rows, seconds, megabytes and peak memory."""
    file = Path(sys.argv[1])
    started = time.perf_counter()
    records = recognise_records(inspect(file, file.name))
    if records is None:
        raise SystemExit(f"{file.name} is of no return.")
    with written_records(records, f"benchmark-{file.stem}", None) as (tally, _):
        seconds = time.perf_counter() - started
    if tally.rows_accepted != tally.rows_received:
        raise SystemExit(f"{file.name}: only {tally.rows_accepted:,} of {tally.rows_received:,} rows were accepted.")
    measured = {"rows": tally.rows_received, "seconds": seconds, "mb": file.stat().st_size / 1e6, "peak_mb": peak_mb()}
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
