"""A candidate: what the warehouse now holds, shaped as it would be published, and what the gates say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from pathways.published import PUBLISHED
from pathways.published.table import Tables
from publish.gates import GateResult, run_gates
from publish.linked import leave_out_unprotected
from publish.protected import PROTECTED
from publish.protection import Protection, protection_of, small_counts_stay_unknown
from publish.shape import shaped
from publish.withhold import withhold
from warehouse.build import last_build, one_build_at_a_time
from warehouse.engines import engine_named
from warehouse.marts import read_mart


@dataclass(frozen=True)
class Build:
    """What a manifest says of the build that a candidate comes from."""

    engine: str
    engine_version: str
    dbt_version: str
    as_known_on: datetime
    tests_passed: int


@dataclass(frozen=True)
class Candidate:
    """Published tables not yet released; `protection` holds the truth behind those of people, and never leaves."""

    tables: Tables
    build: Build
    gates: tuple[GateResult, ...]
    protection: Protection = field(default_factory=Protection)

    @property
    def reasons(self) -> list[str]:
        """Why it may not be released: what the gates that stop found."""
        return [reason for gate in self.gates if gate.stops for reason in gate.reasons]

    @property
    def warnings(self) -> list[str]:
        """What the gates that only warn found."""
        return [reason for gate in self.gates if not gate.stops for reason in gate.reasons]


def read_candidate(engine: str | None = None) -> Candidate:
    """The marts of the last build, all of one build, with the verdict of every gate.

    Args:
        engine: `postgres`, `duckdb` or `spark`; none: the one of the settings.

    Raises:
        BuildError: nothing was built, or the last build or one of its tests failed.
        ReleaseError: a mart lacks what is promised of its published table.
        SecretError: a secret that protects figures of people is gone or another than releases used.
    """
    with one_build_at_a_time():
        built = last_build(engine)
        marts = {table.name: pl.DataFrame(read_mart(table.mart, built.engine)) for table in PUBLISHED}
    protection = protection_of({of.table: marts[of.table] for of in PROTECTED}, built.person_key)
    marts |= {name: table.published for name, table in protection.tables.items()}
    tables = leave_out_unprotected(withhold({table.name: shaped(table, marts[table.name]) for table in PUBLISHED}))
    gates = [
        *run_gates(tables, tests_passed=built.tests_passed, as_known_on=built.as_known_on),
        small_counts_stay_unknown(protection.tables.values()),
    ]
    version = engine_named(built.engine).version()
    build = Build(built.engine, version, built.dbt_version, built.as_known_on, built.tests_passed)
    return Candidate(tables, build, tuple(gates), protection)
