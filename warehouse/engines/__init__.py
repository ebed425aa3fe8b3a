"""The engines that the project builds on: one module each, all with the functions of `Engine`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from pathways.settings import settings

if TYPE_CHECKING:
    import pyarrow as pa

    from warehouse.project import Part
    from warehouse.register import Registered


class Engine(Protocol):
    """What the build needs of an engine; `duckdb.py`, `postgres.py` and `spark.py` each give it."""

    def register(self, as_known_on: datetime) -> Registered:
        """Make the lake and the ledger readable as plain tables of schema `raw`.

        Raises:
            BuildError: an accepted extract is not in the lake.
        """

    def dbt(self) -> list[str]:
        """The command that starts dbt for this engine."""

    def environment(self) -> dict[str, str]:
        """What dbt's profile, and that command, read of this engine from the environment."""

    def read_mart(self, name: str) -> pa.Table | None:
        """One mart, its rows in no order; none where it was not built."""

    def count_rows(self, names: list[str]) -> dict[str, int]:
        """How many rows each of these marts has."""

    def first_rows(self, query: str, rows: int) -> list[dict[str, object]]:
        """The first rows of a query, each by the names of its columns."""

    def last_built(self) -> dict[Part, str]:
        """What the last build here that ended without a fault was of; see `warehouse/project.py`."""

    def remember_built(self, fingerprints: Mapping[Part, str]) -> None:
        """Note what was built; nothing: that nothing can be relied on."""

    def version(self) -> str:
        """The engine's version."""


def engine_named(name: str | None = None) -> Engine:
    """An engine by its name; none: the one of the settings. Its library is imported when it is asked for."""
    return cast("Engine", import_module(f"{__name__}.{name or settings().engine}"))
