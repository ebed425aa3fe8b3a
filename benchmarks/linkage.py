"""Linkage against its bars, a five-key deterministic baseline beside: FEBRL 4, then the synthetic national extracts.

Each step runs in a process of its own, so that its peak memory is its own. `LINKAGE_PEOPLE` makes it smaller.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks import febrl, national
from benchmarks.memory import peak_mb
from ingest.linkage import artefact
from ingest.linkage.department_persons import bring_together, department_persons
from ingest.linkage.engine import Bounds, engine
from ingest.linkage.keys import five_keys
from ingest.linkage.link import Linked, Run, by_department, link, link_extract
from ingest.linkage.newest import newest_records
from ingest.linkage.person_ids import unexplained_changes
from ingest.linkage.persons import resolve
from ingest.linkage.quality import against_truth
from ingest.linkage.runs import TAUGHT_BY
from ingest.linkage.standardise import linkable, standardise
from ingest.linkage.teach import teach

PEOPLE = 1_000_000
PAIRS = (("DfE", "DWP"), ("DfE", "DHSC"), ("DWP", "DHSC"), ("DfE", "MHCLG"))
NEW_SHARE = 0.02
YEARS = (2013, 2025)


def run() -> dict[str, Any]:
    """Every measure; the steps over the national extracts hand over by files, in a PATHWAYS_HOME of their own."""
    people = int(os.environ.get("LINKAGE_PEOPLE", PEOPLE))
    with tempfile.TemporaryDirectory(prefix="linkage-bench-") as folder:
        got: dict[str, Any] = {"people": people, "febrl": measure_febrl()}
        for step in ("make", "first", "frozen", "extract"):
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.linkage", step, folder, str(people)],
                check=True,
                stdout=subprocess.PIPE,
                text=True,
                env=os.environ | {"PATHWAYS_HOME": folder},
            )
            got[step] = json.loads(done.stdout.splitlines()[-1])
            print(step, json.dumps(got[step]), flush=True)
    return got


def measure_febrl() -> dict[str, float]:
    """FEBRL 4 without the social security number, trained without a label, taken at p of a half and above."""
    records, truth = febrl.records()
    standardised = standardise(records)
    with engine(Bounds()) as connection:
        persons = by_department(*_together(standardised))
        model = teach(connection, persons["DfE"], persons["DWP"])
        found = link(_run(connection, model, "febrl"), standardised)
    return against_truth(records, found.person_link, truth, ("DfE", "DWP"))


def make(folder: Path, people: int) -> dict[str, Any]:
    """The extracts, split at the door."""
    national.make(people, *YEARS, folder)
    return {"records": _records().height}


def first(folder: Path, _: int) -> dict[str, Any]:
    """Teach a model and link everyone with it, as on the first day."""
    clock = Clock()
    records = standardise(_records())
    with engine(Bounds()) as connection:
        known, together = _together(records)
        persons = by_department(known, together.filter(pl.col("department").is_in(TAUGHT_BY)))
        del known, together
        model = teach(connection, persons["DfE"], persons["DWP"])
        taught = clock.seconds()
        del persons
        linked = link(_run(connection, model, "first"), records)
    told = {"teach_seconds": taught} | clock.told()
    model.save(folder / "models")
    linked.person_link.write_parquet(folder / "person_link.parquet")
    return told | {
        "calibration": {
            kind: {name: getattr(curve, name) for name in ("pairs", "brier_raw", "brier", "worst_gap")}
            for kind, curve in (("named", model.calibration.named), ("nameless", model.calibration.nameless))
        },
        "nameless_threshold": model.calibration.nameless_threshold,
    }


def frozen(folder: Path, _: int) -> dict[str, Any]:
    """Link everyone with the kept model, and hold the result against the truth and the baseline."""
    model = artefact.load(next((folder / "models").iterdir()))
    before = pl.scan_parquet(folder / "person_link.parquet")
    clock = Clock()
    records = standardise(_records())
    with engine(Bounds()) as connection:
        linked = link(_run(connection, model, "frozen"), records, before)
    told = clock.told()
    truth = pl.read_parquet(folder / "truth.parquet")
    return told | measured(records, truth, linked) | {"changed_ids_of_the_same_run": _changed(before.collect(), linked)}


def extract(folder: Path, _: int) -> dict[str, Any]:
    """Link a new extract of one record in fifty to the others, already linked."""
    records = standardise(_records())
    model = artefact.load(next((folder / "models").iterdir()))
    new = records.sample(fraction=NEW_SHARE, seed=1)
    with engine(Bounds()) as connection:
        earlier = link(_run(connection, model, "earlier"), records.join(new, on="source_record_key", how="anti"))
        clock = Clock()
        later = link_extract(_run(connection, model, "later"), earlier.state, new, earlier.person_link.lazy())
        told = clock.told()
    unexplained = unexplained_changes(earlier.person_link, later.carried).height
    events = dict(later.carried.events.group_by("event").len().iter_rows())
    truth = pl.read_parquet(folder / "truth.parquet")
    quality = against_truth(records, later.person_link, truth, ("DfE", "DWP"))
    return told | {
        "new_records": new.height,
        "unexplained_share": unexplained / earlier.person_link.height,
        "events": events,
        "dfe_dwp_f1": quality["f1"],
    }


def measured(records: pl.DataFrame, truth: pl.DataFrame, linked: Linked) -> dict[str, Any]:
    """Precision, recall and gap between ethnic groups, of the linkage and of the baseline."""
    standardised, together = _together(records)
    persons = department_persons(standardised, together)
    quality: dict[str, Any] = {}
    for pair in PAIRS:
        left, right = (persons.filter(department=name) for name in pair)
        taken = five_keys(left, right).with_columns(link_tier=pl.lit(1), log_odds=pl.lit(1.0))
        groups = resolve(persons, taken)
        baseline = together.join(groups, on="person_key").select("source_record_key", person_id="group")
        quality["-".join(pair)] = {
            "linkage": against_truth(records, linked.person_link, truth, pair)
            | _gap(records, linked.person_link, truth, pair),
            "five_keys": against_truth(records, baseline, truth, pair) | _gap(records, baseline, truth, pair),
        }
    nameless = records.filter((pl.col("department") == "DfE") | pl.col("surname").is_null())
    pair = ("DfE", "DHSC")
    quality["nameless"] = {
        "linkage": against_truth(nameless, linked.person_link, truth, pair)
        | _gap(nameless, linked.person_link, truth, pair)
    }
    tiers = linked.link_edge.filter("linked").group_by("department_left", "department_right", "link_tier").len()
    return {"quality": quality, "tiers": tiers.sort(tiers.columns).rows()}


def _gap(records: pl.DataFrame, found: pl.DataFrame, truth: pl.DataFrame, pair: tuple[str, str]) -> dict[str, float]:
    """Between true ethnic groups, whatever each department wrote down."""
    of = records.select("source_record_key", "department").join(truth, on="source_record_key")
    recalls = [against_truth(group, found, truth, pair)["recall"] for group in of.partition_by("ethnicity_5")]
    return {"gap_points": (max(recalls) - min(recalls)) * 100}


def _changed(before: pl.DataFrame, linked: Linked) -> int:
    both = before.join(linked.carried.ids, on="source_record_key", suffix="_now")
    return both.filter(pl.col("person_id") != pl.col("person_id_now")).height


def _records() -> pl.DataFrame:
    return newest_records(
        [
            pl.scan_parquet(file).with_columns(source=pl.lit(place))
            for place, file in enumerate(national.persons_files())
        ]
    )


def _together(standardised: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    known = linkable(standardised)
    return known, bring_together(known)


def _run(connection: Any, model: artefact.Model, name: str) -> Run:
    return Run(connection, model, name, dt.date(2026, 1, 1), b"a key of the benchmark")


class Clock:
    """Seconds since it was made, of the wall and of the processor, and the peak memory of the process."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def seconds(self) -> float:
        return time.perf_counter() - self._wall

    def told(self) -> dict[str, float]:
        return {
            "seconds": self.seconds(),
            "processor_seconds": time.process_time() - self._processor,
            "peak_mb": peak_mb(),
        }


if __name__ == "__main__":
    steps = {"make": make, "first": first, "frozen": frozen, "extract": extract}
    print(json.dumps(steps[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))))
