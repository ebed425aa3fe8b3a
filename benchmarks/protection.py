"""Disclosure control of the whole published cube: what it costs, how far counts move, and what an attacker recovers.

Beside it, on the same cube and by the same attacker, the rules that departments commonly use.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.memory import peak_mb
from ingest import pipeline
from ingest.linkage.runs import link_known
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.errors import BuildError
from pathways.published import PUBLISHED
from pathways.settings import settings
from publish.disclosure.noise import NoiseTable
from publish.disclosure.policy import HideAndRound, KeyedNoise, Policy
from publish.protected import PROTECTED
from publish.protection import tables_of
from warehouse.build import build, last_build
from warehouse.marts import read_mart

PEOPLE = 20_000  # where no warehouse has been built yet
RULES: dict[str, Policy] = {
    "keyed noise, round to 5": KeyedNoise(NoiseTable.drawn(b"a seed of the benchmark, 32 bytes")),
    "hide 1-4, round to 5": HideAndRound(4, 5),
    "hide 1-7, round to 5": HideAndRound(7, 5),
    "hide 1-9, round to 5": HideAndRound(9, 5),
}


def run(people: int = PEOPLE) -> dict[str, Any]:
    """Each rule in a process of its own, on the marts of the warehouse that is there."""
    with tempfile.TemporaryDirectory(dir=settings().home) as folder:
        kept = Path(folder)
        try:
            last_build("duckdb")
        except BuildError:
            synthesise(Plan(people=people, seed=11, first=2013, last=2025, defects=False), kept / "made")
            pipeline.receive([kept / "made" / department for department in ("dfe", "dwp", "dhsc", "mhclg")])
            link_known()
            build("duckdb")
        marts = {table.name: table.mart for table in PUBLISHED}
        for of in PROTECTED:
            pl.DataFrame(read_mart(marts[of.table], "duckdb")).write_parquet(kept / f"{of.table}.parquet")
        persons = read_mart("dim_young_person", "duckdb").num_rows
        return {"people": persons, "rules": {name: _measured(name, kept) for name in RULES}}


def _measured(rule: str, marts: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.protection", rule, str(marts)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _measure(rule: str, folder: Path) -> dict[str, float]:
    """Protect, treat what noise gave away, and attack; a rule without noise is not treated."""
    policy = RULES[rule]
    marts = {of.table: pl.read_parquet(folder / f"{of.table}.parquet") for of in PROTECTED}
    started = time.process_time()
    tables = list(tables_of(marts, policy).values())
    protected = time.process_time()
    if isinstance(policy, KeyedNoise):
        tables = [table.treated() for table in tables]
    treated = time.process_time()
    reports = [table.attacked(table.ranges) for table in tables]
    attacked = time.process_time()
    shown = np.concatenate([table.shown_counts for table in tables])
    true = np.concatenate([table.true_counts[: len(table.shown_counts)] for table in tables])
    told = (true > 0) & (shown >= 0)
    return {
        "cells": len(true),
        "protect_seconds": protected - started,
        "treat_seconds": treated - protected,
        "attack_seconds": attacked - treated,
        "peak_mb": peak_mb(),
        "treated": sum(int(table.is_treated.sum()) for table in tables),
        "hidden": float((shown < 0).mean()),
        "mean_error": float(np.abs(shown - true)[told].mean()),
        "sensitive": sum(report.sensitive for report in reports),
        "exact": sum(report.exact for report in reports),
        "within_one": sum(report.within_one for report in reports),
    }


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], Path(sys.argv[2]))))
