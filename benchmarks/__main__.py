"""`make bench`: run every benchmark once and write docs/benchmarks.md.

Name some to run only these, such as `python -m benchmarks linkage truth`; the names are those of `main`.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.report import write_report

RESULTS = Path(__file__).parents[1] / "docs" / "benchmarks.json"


def main() -> None:
    """Run what was named, or everything, and keep the results of the rest from the last run."""
    wanted = sys.argv[1:] or [
        "load", "ingestion", "records", "linkage", "truth", "mart", "protection", "suppression", "serving", "drop",
    ]  # fmt: skip
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory(prefix="pathways-bench-") as folder:
        os.environ["PATHWAYS_HOME"] = folder
        from benchmarks import drop, ingestion, linkage, load, mart, protection, records, serving, suppression, truth
        from benchmarks.system import released
        from pathways import database

        database.prepare()
        try:
            ways: dict[str, Callable[[], dict[str, Any]]] = {
                "load": load.run,
                "ingestion": ingestion.run,
                "records": records.run,
                "linkage": linkage.run,
                "truth": truth.run,
                "mart": mart.run,
                "protection": protection.run,
                "suppression": suppression.run,
                "serving": lambda: released() and serving.run(),
                "drop": drop.run,
            }
            for name in wanted:
                print(f"Measuring {name}…", flush=True)
                results[name] = ways[name]() | {"machine": _machine()}
                print(json.dumps(results[name], indent=2), flush=True)
                RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
                write_report(results)
        finally:
            database.stop_embedded()


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
