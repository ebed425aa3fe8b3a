"""A candidate: what the warehouse now holds, shaped as it would be published, and what the gates say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from publish.gates import GateResult
from publish.tables import Tables


@dataclass(frozen=True)
class Build:
    """What is to be said in a manifest of the build that a candidate comes from."""

    engine: str
    engine_version: str
    dbt_version: str
    as_known_on: datetime
    tests_passed: int


@dataclass(frozen=True)
class Candidate:
    """Published tables not yet released."""

    tables: Tables
    build: Build
    gates: tuple[GateResult, ...]

    @property
    def reasons(self) -> list[str]:
        """Why it may not be released: what the gates that stop found."""
        return [reason for gate in self.gates if gate.stops for reason in gate.reasons]

    @property
    def warnings(self) -> list[str]:
        """What the gates that only warn found."""
        return [reason for gate in self.gates if not gate.stops for reason in gate.reasons]
