"""What the raw tables look like, as dbt declares them: the one home of their columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import yaml

PROJECT = Path(__file__).parent.parent / "dbt_project"
STAGING = PROJECT / "models" / "staging"
SEEDS = PROJECT / "seeds"
RECORDS = "records"
LAST_BUILD = "last_build"
# The types that the project declares columns with, in PostgreSQL's words.
ARROW_TYPES = {
    "text": pa.string(),
    "double precision": pa.float64(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "smallint": pa.int16(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp with time zone": pa.timestamp("us", "UTC"),
}


@dataclass(frozen=True)
class RawTable:
    """One table of schema `raw`: its dbt source, its columns and their types in PostgreSQL's words."""

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

    @property
    def schema(self) -> pa.Schema:
        """Its columns as Arrow has them."""
        return pa.schema([(column, ARROW_TYPES[data_type]) for column, data_type in self.columns.items()])


def _read(file: Path) -> Any:
    """A file of dbt's declarations. The loader in C is as safe, and five times as fast."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def raw_tables() -> dict[str, RawTable]:
    """Every raw table by name, from the files `models/staging/**/_*__sources.yml`."""
    return {
        table["name"]: RawTable(
            table["name"], source["name"], {column["name"]: column["data_type"] for column in table["columns"]}
        )
        for file in sorted(STAGING.glob("**/_*__sources.yml"))
        for source in _read(file)["sources"]
        for table in source["tables"]
    }


def tables_of(dataset: str) -> list[RawTable]:
    """The raw tables with the rows of a dataset's extracts: one; of a return in XML, one for each of its tables."""
    if dataset in raw_tables():
        return [raw_tables()[dataset]]
    return [table for name, table in raw_tables().items() if name.startswith(f"{dataset}__")]


@cache
def seed_types() -> dict[str, dict[str, str]]:
    """The columns of every seed and their types, from the files `seeds/_*.yml`."""
    return {
        seed["name"]: seed["config"]["column_types"]
        for file in sorted(SEEDS.glob("_*.yml"))
        for seed in _read(file)["seeds"]
    }
