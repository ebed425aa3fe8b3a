"""What the raw tables look like, as dbt declares them: the one home of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

PROJECT = Path(__file__).parent.parent / "dbt_project"
STAGING = PROJECT / "models" / "staging"


@dataclass(frozen=True)
class RawTable:
    """One table of schema `raw`: its columns and their types, in words that both engines know."""

    name: str
    columns: dict[str, str]

    @property
    def is_dataset(self) -> bool:
        """Whether it holds the rows of a dataset, and not of the ledger."""
        return "__" in self.name


@cache
def raw_tables() -> dict[str, RawTable]:
    """Every raw table by name, from the files `models/staging/**/_*__sources.yml`."""
    return {
        table["name"]: RawTable(table["name"], {column["name"]: column["data_type"] for column in table["columns"]})
        for file in sorted(STAGING.glob("**/_*__sources.yml"))
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]
    }
