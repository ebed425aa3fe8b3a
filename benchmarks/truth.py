"""How far figures of linked extracts are from the truth, by group, and how far a study of linkage lets expect.

Three builds of the same made-up people: extracts without defects linked by the answer sheet (the truth, as
tests/warehouse/test_ground_truth.py shows), extracts with defects linked by it, and the latter linked as real ones are.
What linkage does to a rate is the difference between the last two. It is held against the share of the group whose
records are not together and alone under one person id, of those whom every department in question knows, in a study of
other made-up people, so that nothing here is held against itself. `TRUTH_PEOPLE` makes it smaller.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import polars as pl

from benchmarks import national
from ingest import pipeline
from ingest.linkage.runs import link_known
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways import database
from pathways.settings import settings
from tests.warehouse.truth_links import link_by_truth
from warehouse.build import build
from warehouse.marts import read_mart

PEOPLE: Final = 50_000
YEARS: Final = (2013, 2025)
ENOUGH: Final = 100  # of fewer one person is more than a point
DEPARTMENT: Final = {
    **dict.fromkeys(("census", "nccis", "ilr", "sen2"), "DfE"),
    **dict.fromkeys(("leo", "uc", "pip", "atw"), "DWP"),
    "cld": "DHSC",
}
# Whose records an answer rests on, the group's own included.
OUTCOMES: Final = {
    ("ks4_sustained_destination", "1"): ("DfE", "DWP"),
    ("employment_after_ks4_5_years", "1"): ("DfE", "DWP"),
    ("fe_positive_destination", "1"): ("DfE", "DWP"),
    ("neet_or_not_known", "1"): ("DfE",),
    ("settled_accommodation", "2e_cld"): ("DfE", "DHSC"),
    ("learning_disability_paid_work", "1"): ("DfE", "DHSC"),
}
TOPICS: Final = ("total", "sen_at_ks4", "ethnicity_5")
FIGURE: Final = ("outcome_id", "definition_version", "breakdown_topic", "breakdown")


def run() -> dict[str, Any]:
    """The study, then the three builds, each over people of its own seed and in a home of its own."""
    people = os.environ.get("TRUTH_PEOPLE", str(PEOPLE))
    study, perfect, held = (
        _in_a_home(step, people, seed) for step, seed in (("study", "21"), ("perfect", "11"), ("held", "11"))
    )
    apart = {(tuple(one["departments"]), one["breakdown_topic"], one["breakdown"]): one for one in study}
    sides = {"true": perfect, "defects": held["defects"], "linked": held["linked"]}
    rates = {side: {tuple(one[name] for name in FIGURE): one for one in figures} for side, figures in sides.items()}
    found = []
    for key, before in rates["defects"].items():
        of = apart.get((OUTCOMES[key[:2]], *key[2:]))
        one = {side: rates[side].get(key, {}).get("rate") for side in sides}
        lost = before["denominator"] - rates["linked"].get(key, {}).get("denominator", 0)
        figure = dict(zip(FIGURE, key, strict=True)) | one | {"counted": before["denominator"], "no_longer": lost}
        if of is not None and one["linked"] is not None:
            figure |= {"bound": of["apart"], "difference": one["linked"] - one["defects"]}
            figure["chance"] = _chance(of, before["denominator"])
        found.append(figure)
    judged = [one for one in found if "bound" in one and one["counted"] >= ENOUGH]
    beyond = [one for one in judged if abs(one["difference"]) > one["bound"] + one["chance"]]
    return {"people": int(people), "figures": found, "judged": len(judged), "beyond": len(beyond)}


def _chance(of: dict[str, Any], counted: int) -> float:
    """Points by which two shares of so many people may differ by chance: two standard errors of their difference."""
    share = max(of["apart"] / 100, 1 / of["people"])
    return float(200 * (share * (1 - share) * (1 / counted + 1 / of["people"])) ** 0.5)


def _in_a_home(step: str, people: str, seed: str) -> Any:
    with tempfile.TemporaryDirectory(prefix="truth-bench-") as home:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.truth", step, people, seed],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PATHWAYS_HOME": home},
        )
    return json.loads(done.stdout.splitlines()[-1])


def study(people: int, seed: int) -> list[dict[str, Any]]:
    """The percentage of each group whose records are not together and alone, by whose records an answer rests on."""
    made = _received(people, seed, defects=True)
    run = link_known()
    if run is None:
        raise SystemExit("Nothing was linked.")
    links = pl.read_parquet(settings().lake / "linkage__person_link" / run.run_id / "part-0.parquet")
    named = national.records(made).with_columns(department=pl.col("source").replace_strict(DEPARTMENT, default=None))
    both = named.join(links.select("source_record_key", found="person_id"), on="source_record_key")
    groups = _groups(made)
    told = []
    for departments in dict.fromkeys(OUTCOMES.values()):
        of = both.filter(pl.col("department").is_in(departments))
        owners = of.group_by("found").agg(owners=pl.col("person_id").n_unique())
        whole = (
            of.join(owners, on="found")
            .group_by("person_id")
            .agg(
                apart=(pl.col("found").n_unique() > 1) | (pl.col("owners").max() > 1),
                departments=pl.col("department").n_unique(),
            )
            .filter(pl.col("departments") == len(departments))
            .join(groups, on="person_id")
        )
        for topic in TOPICS:
            by = whole.group_by(breakdown=topic).agg(apart=pl.col("apart").mean() * 100, people=pl.len())
            told += [{"departments": departments, "breakdown_topic": topic, **one} for one in by.iter_rows(named=True)]
    return told


def perfect(people: int, seed: int) -> list[dict[str, Any]]:
    """Figures of extracts without defects, linked by the answer sheet."""
    link_by_truth(_received(people, seed, defects=False) / "truth")
    return _figures()


def held(people: int, seed: int) -> dict[str, list[dict[str, Any]]]:
    """Figures of extracts with defects, linked by the answer sheet and then as real ones are."""
    link_by_truth(_received(people, seed, defects=True) / "truth")
    by_truth = _figures()
    link_known(retrain=True)
    return {"defects": by_truth, "linked": _figures()}


def _received(people: int, seed: int, *, defects: bool) -> Path:
    made = settings().home / "made-up"
    synthesise(Plan(people, seed, *YEARS, defects=defects), made)
    pipeline.receive([made / department for department in ("dfe", "dwp", "dhsc", "mhclg")])
    return made


def _groups(made: Path) -> pl.DataFrame:
    """`person_id` and the group of each of `TOPICS`, by the answer sheet."""
    people = pl.read_parquet(made / "truth" / "people.parquet")
    return national.with_ethnicity_5(people).select(
        "person_id",
        "ethnicity_5",
        total=pl.lit("total"),
        sen_at_ks4=pl.col("sen_at_ks4").replace_strict({"E": "ehc_plan", "K": "sen_support"}, default="none"),
    )


def _figures() -> list[dict[str, Any]]:
    """Of England and all years together, the rate of each outcome in each group, in percent."""
    build("duckdb")
    mart = pl.from_arrow(read_mart("fct_indicator", "duckdb"))
    assert isinstance(mart, pl.DataFrame)
    wanted = pl.DataFrame(list(OUTCOMES), schema=FIGURE[:2], orient="row")
    return (
        mart.filter(pl.col("breakdown_topic").is_in(TOPICS), area_level="country", period_kind="one_year")
        .join(wanted, on=FIGURE[:2])
        .group_by(FIGURE)
        .agg(pl.col("numerator", "denominator").sum())
        .filter(pl.col("denominator") > 0)
        .with_columns(rate=pl.col("numerator") / pl.col("denominator") * 100)
        .sort(FIGURE)
        .to_dicts()
    )


if __name__ == "__main__":
    database.prepare()
    try:
        step = {"study": study, "perfect": perfect, "held": held}[sys.argv[1]]
        print(json.dumps(step(int(sys.argv[2]), int(sys.argv[3]))))
    finally:
        database.stop_embedded()
