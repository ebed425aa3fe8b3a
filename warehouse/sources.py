"""What the raw tables look like, as dbt declares them: the one home of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

PROJECT = Path(__file__).parent.parent / "dbt_project"
STAGING = PROJECT / "models" / "staging"
RECORDS = "records"


@dataclass(frozen=True)
class RawTable:
    """One table of schema `raw`: its dbt source, its columns and their types in words that both engines know."""

    name: str
    source: str
    columns: dict[str, str]

    @property
    def is_dataset(self) -> bool:
        """Whether it holds rows of the lake, and not of the ledger."""
        return "__" in self.name

    @property
    def extract_column(self) -> Literal["extract_id", "run_id"]:
        """What names the extract, or the run of linkage, that a row is of."""
        return "extract_id" if "extract_id" in self.columns else "run_id"


@cache
def raw_tables() -> dict[str, RawTable]:
    """Every raw table by name, from the files `models/staging/**/_*__sources.yml`."""
    return {
        table["name"]: RawTable(
            table["name"], source["name"], {column["name"]: column["data_type"] for column in table["columns"]}
        )
        for file in sorted(STAGING.glob("**/_*__sources.yml"))
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]
    }


def tables_of(dataset: str) -> list[RawTable]:
    """The raw tables with the rows of a dataset's extracts: one; of a return in XML, one for each of its tables."""
    if dataset in raw_tables():
        return [raw_tables()[dataset]]
    return [table for name, table in raw_tables().items() if name.startswith(f"{dataset}__")]
