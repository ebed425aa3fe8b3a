"""Which extracts are expected: one declared value for each, in the module of its publisher."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ingest.contract import Dataset
from ingest.datasets import dfe, dfe_ehc_plans, dhsc, dwp, mhclg

DATASETS: Final[Mapping[str, Dataset]] = MappingProxyType(
    {
        value.name: value
        for module in (dfe, dfe_ehc_plans, dhsc, dwp, mhclg)
        for value in vars(module).values()
        if isinstance(value, Dataset)
    }
)
