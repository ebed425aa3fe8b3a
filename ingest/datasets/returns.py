"""Which record-level returns are expected: one declared value for each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ingest.datasets import dfe_ilr
from ingest.records.contract import Return

RETURNS: Final[Mapping[str, Return]] = MappingProxyType(
    {value.name: value for module in (dfe_ilr,) for value in vars(module).values() if isinstance(value, Return)}
)
