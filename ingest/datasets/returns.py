"""Which record-level returns are expected: one declared value for each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ingest.datasets import dfe_ilr, dfe_pupils, dfe_sen2, dhsc_records, dwp_records, linker, mhclg_records
from ingest.records.contract import Return

RETURNS: Final[Mapping[str, Return]] = MappingProxyType(
    {
        value.name: value
        for module in (dfe_ilr, dfe_sen2, dfe_pupils, dwp_records, dhsc_records, mhclg_records, linker)
        for value in vars(module).values()
        if isinstance(value, Return)
    }
)


def return_of(dataset: str) -> Return | None:
    """The return of a dataset's name: an XML file's is the return's, a CSV file's has its table's behind it."""
    return RETURNS.get("__".join(dataset.split("__")[:2]))
