"""dbt, run once as a process of its own: its memory is its own, and it can be stopped."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pathways.errors import BuildError
from pathways.settings import settings
from warehouse.engines import engine_named
from warehouse.sources import PROJECT

SAMPLE_ROWS = 5
# What dbt calls the end of a model, a seed, a data test and a unit test in its log.
_FINISHED = {"LogModelResult", "LogSeedResult", "LogTestResult", "LogUnitTestResult"}
_OUT_OF_MEMORY = "Out of Memory Error"  # as DuckDB says it; PostgreSQL and Spark spill


class FailedTestError(BuildError):
    """The models were built, but a test of their data failed."""


@dataclass(frozen=True)
class DbtRun:
    """What one run of dbt did."""

    version: str
    nodes: int
    tests_passed: int
    seconds: float


def run(
    command: Literal["build", "test"], engine: str, *arguments: str, progress: Callable[[str], None] | None = None
) -> DbtRun:
    """Run one command of dbt on one engine.

    Args:
        command: `build`, or `test` for tests alone.
        engine: `postgres`, `duckdb` or `spark`.
        arguments: further arguments, such as a selection.
        progress: called with a few words each time a model, seed or test is done.

    Raises:
        BuildError: dbt failed; it names what failed first, and why.
    """
    target = settings().home / "dbt" / engine
    target.mkdir(parents=True, exist_ok=True)
    results_file = target / "run_results.json"
    results_file.unlink(missing_ok=True)
    with subprocess.Popen(
        [
            *(*engine_named(engine).dbt(), command, *arguments),
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target", engine),
            *("--log-format", "json", "--log-level", "info", "--log-level-file", "none"),
        ],
        env=_environment(engine, target),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said = _follow(process, progress)
    results = json.loads(results_file.read_text(encoding="utf-8")) if results_file.exists() else None
    if process.returncode != 0 or results is None:
        raise _failure(engine, results, said)
    return DbtRun(
        version=results["metadata"]["dbt_version"],
        nodes=len(results["results"]),
        tests_passed=sum(1 for result in results["results"] if result["status"] == "pass"),
        seconds=results["elapsed_time"],
    )


def _environment(engine: str, target: Path) -> dict[str, str]:
    """Only what dbt needs: where the engine is, and folders of its own outside the project."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV") if name in os.environ}
    return {
        **kept,
        **engine_named(engine).environment(),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONIOENCODING": "utf-8",
    }


def _follow(process: subprocess.Popen[str], progress: Callable[[str], None] | None) -> list[str]:
    """Read dbt's log as it is written; gives its errors and warnings, or what else it printed."""
    said = []
    for line in process.stdout or ():
        try:
            entry = json.loads(line)["info"]
        except (ValueError, KeyError, TypeError):
            said.append(line.strip())
            continue
        if progress and entry["name"] in _FINISHED:
            progress(entry["msg"])
        if entry["level"] in ("error", "warn"):
            said.append(entry["msg"])
    return said


def _failure(engine: str, results: dict[str, Any] | None, said: list[str]) -> BuildError:
    """The first thing that failed, in words; rows that break a test are shown."""
    failed = [result for result in (results or {}).get("results", []) if result["status"] in ("fail", "error")]
    if not failed:
        return BuildError(
            "dbt could not run the project: " + " ".join(said[-3:]).strip(),
            why="The marts are as the last good build left them.",
            fix="Correct the project; `scripts/check-dbt` tries it without a database.",
        )
    first = failed[0]
    kind, _, name = first["unique_id"].split(".")[:3]
    others = f" {len(failed) - 1} more failed." if len(failed) > 1 else ""
    message = " ".join(str(first["message"]).split())
    if kind == "test" and first["status"] == "fail":
        return FailedTestError(
            f"The test {name} found {first['failures']} rows that should not be: {_sample(engine, first)}.{others}",
            why="The figures may be wrong, so nothing built by this run may be released.",
            fix="If the data are wrong, receive them corrected; if the rule is wrong, change it in dbt_project/.",
        )
    if _OUT_OF_MEMORY in message:
        return BuildError(
            f"There was not enough memory for the {kind.replace('_', ' ')} {name}.{others}",
            why="What depends on it was not built, so nothing built by this run may be released.",
            fix="Set PATHWAYS_DUCKDB_MEMORY to more, such as 8GB (docs/engines.md).",
        )
    return BuildError(
        f"The {kind.replace('_', ' ')} {name} failed: {message}.{others}",
        why="What depends on it was not built, so nothing built by this run may be released.",
        fix=f"Correct it in dbt_project/; the SQL that ran is under {settings().home / 'dbt' / engine / 'run'}.",
    )


def _sample(engine: str, result: dict[str, Any]) -> str:
    """The first rows that a test found."""
    rows = engine_named(engine).first_rows(result["compiled_code"], SAMPLE_ROWS)
    return "; ".join(", ".join(f"{column} {value}" for column, value in row.items()) for row in rows)
