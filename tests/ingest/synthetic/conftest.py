from __future__ import annotations

import polars as pl
import pytest

from ingest.synthetic import run
from ingest.synthetic.plan import Plan

PLAN = Plan(people=12_000, seed=3, first=2013, last=2025)


class Extracts:
    """Extracts of one run, with the answers."""

    def __init__(self, folder, plan):
        self.folder, self.plan = folder, plan
        self.made = run.synthesise(plan, folder)

    def csv(self, name, skip=0):
        return pl.read_csv(self.folder / name, infer_schema=False, skip_lines=skip, encoding="utf8-lossy")

    def many(self, pattern):
        return pl.concat([self.csv(f.relative_to(self.folder)) for f in sorted(self.folder.glob(pattern))])

    def answers(self, table):
        return pl.read_parquet(self.folder / "truth" / f"{table}.parquet")


@pytest.fixture(scope="session")
def extracts(tmp_path_factory):
    return Extracts(tmp_path_factory.mktemp("with-defects") / "out", PLAN)


@pytest.fixture(scope="session")
def clean(tmp_path_factory):
    plan = Plan(PLAN.people, PLAN.seed, PLAN.first, PLAN.last, defects=False)
    return Extracts(tmp_path_factory.mktemp("clean") / "out", plan)
