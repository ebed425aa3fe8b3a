"""The longitudinal mart: what it costs to take national extracts in, link them and build the marts, on each engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.settings import settings

PEOPLE = int(os.environ.get("MART_PEOPLE", "100000"))
DEPARTMENTS = ("dfe", "dwp", "dhsc", "mhclg")
LAST_MONTH = "dfe/nccis/2024-25/nccis-2025-08.xml"
ENGINES = ("duckdb", "postgres")
Cost = dict[str, float | None]


def run(people: int = PEOPLE) -> dict[str, Any]:
    """Each stage in a process of its own, as the command that an engineer runs."""
    with tempfile.TemporaryDirectory(dir=settings().home) as folder:
        made = Path(folder)
        synthesise(Plan(people=people, seed=11, first=2013, last=2025, defects=False), made)
        month = made / LAST_MONTH
        held_back = made / month.name
        manifest = month.with_name(f"{month.name}.manifest.json")
        month.rename(held_back)
        manifest.rename(held_back.with_name(manifest.name))
        stages: dict[str, Cost] = {}
        stages["Take in"], taken_in = _stage("receive", *(str(made / department) for department in DEPARTMENTS))
        stages["Link"], _ = _stage("link")
        instant = _now()
        built = {}
        for engine in ENGINES:
            stages[f"Build on {engine}"], built[engine] = _stage("build", "--engine", engine, "--as-known-on", instant)
        if built["duckdb"]["hashes"] != built["postgres"]["hashes"]:
            raise SystemExit("The marts differ between engines.")
        stages["Take one more month in"], more = _stage("receive", str(held_back))
        stages["Link it"], _ = _stage("link")
        instant = _now()
        for engine in ENGINES:
            stages[f"Build it on {engine}"], _ = _stage("build", "--engine", engine, "--as-known-on", instant)
        rows = sum(one["rows_received"] for one in taken_in)
        month_rows = sum(one["rows_received"] for one in more)
    spent = {stage: cost["processor_seconds"] or 0.0 for stage, cost in stages.items()}
    return {
        "people": people,
        "rows": rows,
        "month_rows": month_rows,
        "marts": len(built["duckdb"]["hashes"]),
        "stages": stages,
        "ratios": {
            "postgres_over_duckdb": spent["Build on postgres"] / spent["Build on duckdb"],
            **{f"month_{engine}": spent[f"Build it on {engine}"] / spent[f"Build on {engine}"] for engine in ENGINES},
        },
    }


def _stage(*command: str) -> tuple[Cost, Any]:
    """Run one command of `pathways`: what it cost, its share of the database server included, and what it said."""
    server_before, started = _server_seconds(), time.perf_counter()
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("pathways")), *command, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    said = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"pathways {' '.join(command)} ended with {status}.")
    cost: Cost = {
        "seconds": time.perf_counter() - started,
        "processor_seconds": used.ru_utime + used.ru_stime + _server_seconds() - server_before,
        "peak_mb": used.ru_maxrss / 1024,
        "disk_mb": _disk_mb(command),
    }
    return cost, json.loads(said)


def _server_seconds() -> float:
    """Processor seconds of the embedded server and of all its processes, those that ended included."""
    pid = int((settings().home / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    server = psutil.Process(pid)
    times = server.cpu_times()
    spent = times.user + times.system + times.children_user + times.children_system
    for child in server.children():
        try:
            own = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent += own.user + own.system
    return float(spent)


def _disk_mb(command: tuple[str, ...]) -> float | None:
    """What the stage left on the disk, where it is one thing: the lake and the zone, or a warehouse."""
    home = settings().home
    folders = {"receive": ("lake", "identity"), "duckdb": ("warehouse.duckdb",), "postgres": ("postgres",)}
    wanted = folders.get(command[0]) or folders.get(command[2] if len(command) > 2 else "")
    if wanted is None:
        return None
    files = (
        file for name in wanted for file in ((home / name).rglob("*") if (home / name).is_dir() else [home / name])
    )
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def _now() -> str:
    return datetime.now(UTC).isoformat()
