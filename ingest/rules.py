"""The rules of a dataset's schema: which rows keep them all, and in words which rule each other row breaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import dataframely as dy
import polars as pl

from ingest.problems import PROBLEMS_SCHEMA, without


class Contract(Protocol):
    """What has a schema: a dataset, or one table of a return."""

    @property
    def schema(self) -> type[dy.Schema]:
        """The lake's columns."""

    @property
    def columns(self) -> Mapping[str, dy.Column]:
        """The same by name."""


def by_schema(contract: Contract, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows (with `row_id`) that keep every rule of the schema, and the problems of those that do not."""
    failure = contract.schema.filter(rows.select(list(contract.columns)))[1]
    if not len(failure):
        return rows, pl.DataFrame(schema=PROBLEMS_SCHEMA)
    # Only now, as most batches break no rule: the schema keeps nothing but its own columns, so number the rows by it.
    numbered = rows.with_columns(source_row=pl.col("row_id"))
    failure = contract.schema.filter(numbered.select(list(contract.columns)))[1]
    rules = list(failure.counts())
    words = {rule: _in_words(contract.columns, rule) for rule in rules}
    broken = (
        failure.details()
        .select(pl.col("source_row").alias("row_id"), *rules)
        .unpivot(index="row_id", variable_name="rule")
        .filter(pl.col("value") == "invalid")
        .select("row_id", "rule", reason=pl.col("rule").replace_strict(words))
        .cast(PROBLEMS_SCHEMA)
    )
    return without(rows, broken["row_id"]), broken


def _in_words(columns: Mapping[str, dy.Column], rule: str) -> str:
    name, _, kind = rule.partition("|")
    if not kind:
        return f"breaks the rule that {name.replace('_', ' ')}"
    column = columns[name]
    words = {
        "nullability": "is blank",
        "min": f"is below {getattr(column, 'min', None)}",
        "max": f"is above {getattr(column, 'max', None)}",
        "regex": "does not have the right form",
    }
    return f"{name} {words.get(kind, f'breaks the rule {kind}')}"
