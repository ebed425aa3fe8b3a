"""The longitudinal mart: what it costs to take national extracts in, link them and build the marts, on each engine.

Each number of people has a home of its own, with a database server of its own, that is gone before the next begins.
`MART_PEOPLE` names others ("20000,200000").
"""

from __future__ import annotations

import json
import os
import shutil
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
from pathways import database
from pathways.settings import settings
from warehouse.build import last_build

PEOPLE = os.environ.get("MART_PEOPLE", "100000,1000000")
DEPARTMENTS = ("dfe", "dwp", "dhsc", "mhclg")
# What comes when everything else is built: one more month, and the return of a year that stands for its first.
LATER = {"month": "dfe/nccis/2024-25/nccis-2025-08.xml*", "restated": "dfe/ilr/2024-25/*r14*"}
ENGINES = ("duckdb", "postgres")
Cost = dict[str, float | None]


def run() -> dict[str, Any]:
    """Every number of people, and how much more of the processor the last took than the first."""
    sizes = [_of_people(people) for people in PEOPLE.split(",")]
    first, last = sizes[0], sizes[-1]
    growth = {
        engine: last["stages"][f"Build on {engine}"]["processor_seconds"]
        / first["stages"][f"Build on {engine}"]["processor_seconds"]
        for engine in ENGINES
    }
    return {"sizes": sizes, "growth": growth}


def _of_people(people: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="mart-bench-") as home:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.mart", people],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PATHWAYS_HOME": home},
        )
    got: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return got


def measured(people: int) -> dict[str, Any]:
    """Each stage in a process of its own, as the command that an engineer runs."""
    with tempfile.TemporaryDirectory(dir=settings().home) as folder:
        made = Path(folder) / "made"
        synthesise(Plan(people=people, seed=11, first=2013, last=2025, defects=False), made)
        held_back = {name: _held_back(made, Path(folder) / name, pattern) for name, pattern in LATER.items()}
        stages: dict[str, Cost] = {}
        stages["Take in"], taken_in = _stage("receive", *(str(made / department) for department in DEPARTMENTS))
        shutil.rmtree(made)
        stages["Link"], _ = _stage("link")
        marts = _build_on_each(stages, "Build")
        rows = {"rows": _received(taken_in)}
        for name, files in held_back.items():
            stages[f"Take {name} in"], more = _stage("receive", str(files))
            stages[f"Link {name}"], _ = _stage("link")
            _build_on_each(stages, f"Build {name}")
            rows[f"{name}_rows"] = _received(more)
    return {"people": people, **rows, "marts": marts, "stages": stages, "ratios": _ratios(stages)}


def _held_back(made: Path, folder: Path, pattern: str) -> Path:
    """Move what comes later out of what is sent first."""
    folder.mkdir()
    for path in made.glob(pattern):
        path.rename(folder / path.name)
    return folder


def _received(taken_in: list[dict[str, Any]]) -> int:
    return sum(int(one["rows_received"]) for one in taken_in)


def _build_on_each(stages: dict[str, Cost], name: str) -> int:
    """Build what has come on each engine as known at one instant; gives the number of marts, which must be the same."""
    instant = datetime.now(UTC).isoformat()
    for engine in ENGINES:
        stages[f"{name} on {engine}"], _ = _stage("build", "--engine", engine, "--as-known-on", instant)
    hashes = [last_build(engine).hashes for engine in ENGINES]
    if hashes[0] != hashes[1]:
        raise SystemExit("The marts differ between engines.")
    return len(hashes[0])


def _ratios(stages: dict[str, Cost]) -> dict[str, float]:
    """Of processor seconds: PostgreSQL over DuckDB, and each later build over the first on the same engine."""
    spent = {stage: cost["processor_seconds"] or 0.0 for stage, cost in stages.items()}
    later = {
        f"{name}_{engine}": spent[f"Build {name} on {engine}"] / spent[f"Build on {engine}"]
        for name in LATER
        for engine in ENGINES
    }
    return {"postgres_over_duckdb": spent["Build on postgres"] / spent["Build on duckdb"], **later}


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
    print(" ".join(command)[:60], json.dumps(cost), file=sys.stderr, flush=True)
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


if __name__ == "__main__":
    database.prepare()
    try:
        print(json.dumps(measured(int(sys.argv[1]))))
    finally:
        database.stop_embedded()
