"""One table of counts by this project's rule and by others, tau-ARGUS's optimal suppression among them.

tau-ARGUS (the open build with HiGHS, `pytauargus`) chooses for a whole table which other cells to hide so that sums do
not give the small ones away, which takes it too long for everything that is published: so here is one table. The
attacker knows of every cell what the rule tells of it by itself, that a hidden one is not empty, and all sums.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from benchmarks.memory import peak_mb
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.settings import settings
from publish.disclosure.attack import SENSITIVE, Ranges, attack
from publish.disclosure.cells import UNLIMITED, Hierarchy, counted, cross, relations
from publish.disclosure.noise import NoiseTable
from publish.disclosure.policy import HIDDEN, Counts, HideAndRound, KeyedNoise, Policy
from warehouse.person_keys import person_keys

PEOPLE: Final = 20_000
MOST_CELLS: Final = 5_000
SECONDS: Final = 600  # then a rule has not finished
_DIMENSIONS: Final = ("area", "sen", "sex")
_WHOLE: Final = {"area": "England", "sen": "total", "sex": "total"}
_TOTAL: Final = "Total"  # of each dimension, in what tau-ARGUS writes
_RANGE: Final = 100  # percent of a count on either side that tau-ARGUS keeps possible: the most it takes
RULES: Final[Mapping[str, Policy]] = {
    "keyed noise, round to 5": KeyedNoise(NoiseTable.drawn(b"a seed of the benchmark, 32 bytes")),
    "hide 1-4, round to 5": HideAndRound(4, 5),
    "hide 1-9, round to 5": HideAndRound(SENSITIVE - 1, 5),
}
SUPPRESSION: Final = {
    "hide 1-9 and what tau-ARGUS adds, optimal": "OPT(1)",
    "hide 1-9 and what tau-ARGUS adds, modular": "MOD(1)",
}

Show = Callable[[pl.DataFrame], tuple[Counts, Ranges]]
"""From true cells with their keys, what is shown of each and what that tells of it."""


def run(people: int = PEOPLE) -> dict[str, Any]:
    """Each rule in a process of its own, on one table of made-up young people by council, SEN and sex."""
    with tempfile.TemporaryDirectory(dir=settings().home) as folder:
        synthesise(Plan(people=people, seed=11, first=2024, last=2025, defects=False), Path(folder))
        found = {name: _measured(name, Path(folder)) for name in (*RULES, *SUPPRESSION)}
    return {"people": people, "rules": found}


def _measured(rule: str, folder: Path) -> dict[str, float] | None:
    command = [sys.executable, "-m", "benchmarks.suppression", rule, str(folder)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))  # the engine says what it does before


def measure(rule: str, folder: Path) -> dict[str, float]:
    """What one rule hides and moves, how long it takes, and what the attacker makes of it."""
    people = _people(folder)
    of = hierarchy(people)
    cells = counted(_finest(people), of, cross(of, [_DIMENSIONS]))
    if cells.height > MOST_CELLS:
        message = f"{cells.height} cells are more than the {MOST_CELLS} of this comparison"
        raise ValueError(message)
    show = _suppressed(rule, people, of) if rule in SUPPRESSION else _by_policy(RULES[rule])
    started = time.process_time()
    shown, ranges = show(cells)
    seconds = time.process_time() - started
    true = cells["count"].to_numpy()
    report = attack(ranges, relations(cells, of), true)
    told = (true > 0) & (shown != HIDDEN)
    return {
        "cells": cells.height,
        "seconds": seconds,
        "peak_mb": peak_mb(),
        "hidden": float((shown == HIDDEN)[true > 0].mean()),
        "mean_error": float(np.abs(shown - true)[told].mean()),
        "sensitive": report.sensitive,
        "exact": report.exact,
        "within_one": report.within_one,
    }


def hierarchy(people: pl.DataFrame) -> Hierarchy:
    """Councils in regions in England; SEN and sex each under a total."""
    councils = dict(people.select("area", "region").unique().sort("area").iter_rows())
    areas: dict[str, str | None] = {**councils, **dict.fromkeys(sorted(set(councils.values())), _WHOLE["area"])}
    flat = {name: dict.fromkeys(people[name].unique().sort(), _WHOLE[name]) for name in _DIMENSIONS[1:]}
    return {"area": {**areas, _WHOLE["area"]: None}, **{name: {**of, _WHOLE[name]: None} for name, of in flat.items()}}


def _people(folder: Path) -> pl.DataFrame:
    read = pl.read_parquet(folder / "truth" / "people.parquet")
    keys = pl.Series("key", person_keys(read["person_id"], b"a key of the benchmark"))
    return read.select("region", area="la", sen="sen_at_ks4", sex="sex").with_columns(keys)


def _finest(people: pl.DataFrame) -> pl.DataFrame:
    return people.group_by(_DIMENSIONS).agg(pl.len().cast(pl.Int64).alias("count"), pl.col("key").sum())


def _by_policy(policy: Policy) -> Show:
    def show(cells: pl.DataFrame) -> tuple[Counts, Ranges]:
        shown = policy.show(cells["count"].to_numpy(), cells["key"].to_numpy())
        return shown, Ranges(*policy.bounds(shown))

    return show


def _suppressed(rule: str, people: pl.DataFrame, of: Hierarchy) -> Show:
    """Exact counts, without those that tau-ARGUS hides: the small ones, and what would give them away."""
    from pytauargus import protect

    def show(cells: pl.DataFrame) -> tuple[Counts, Ranges]:
        with tempfile.TemporaryDirectory() as folder, chdir(folder):  # where the engine works, it leaves its logs
            tree = Path(folder) / "area.hrc"
            tree.write_text(_areas(of), encoding="ascii")
            table = protect(
                {**people.select(_DIMENSIONS).to_dict(as_series=False), "people": [1.0] * people.height},
                list(_DIMENSIONS),
                response="people",
                safety_rules=f"FREQ({SENSITIVE},{_RANGE})",
                suppress=SUPPRESSION[rule],
                hrc={"area": str(tree)},
                hierleadstring="@",
                workdir=folder,
            ).tables[0]
            rows = pl.DataFrame(table.rows).select(
                *(pl.col(name).replace({_TOTAL: whole}) for name, whole in _WHOLE.items()),
                is_hidden=pl.col("status").is_in(["U", "M"]),
            )
        hidden = cells.join(rows, on=_DIMENSIONS, how="left", maintain_order="left")["is_hidden"].to_numpy()
        true = cells["count"].to_numpy()
        ranges = Ranges(np.where(hidden, 1, true), np.where(hidden, UNLIMITED, true))
        return np.where(hidden, HIDDEN, true), ranges

    return show


def _areas(of: Hierarchy) -> str:
    """Regions, below each its councils."""
    areas = of["area"]
    lines = []
    for region in (name for name, whole in areas.items() if whole == _WHOLE["area"]):
        lines += [region, *(f"@{name}" for name, whole in areas.items() if whole == region)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
