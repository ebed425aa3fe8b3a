"""The rules of a dataset's schema: which rows keep them all, and in words which rule each other row breaks."""

from __future__ import annotations

import polars as pl

from ingest.contract import Dataset
from ingest.problems import PROBLEMS_SCHEMA, without


def by_schema(dataset: Dataset, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that keep every rule of the schema, and the problems of those that do not."""
    failure = dataset.schema.filter(rows.select(list(dataset.columns)))[1]
    if not len(failure):
        return rows, pl.DataFrame(schema=PROBLEMS_SCHEMA)
    # Only now, as most batches break no rule: the schema keeps nothing but its own columns, so number the rows by it.
    numbered = rows.with_columns(source_row=pl.col("row_id"))
    failure = dataset.schema.filter(numbered.select(list(dataset.columns)))[1]
    rules = list(failure.counts())
    words = {rule: _in_words(dataset, rule) for rule in rules}
    broken = (
        failure.details()
        .select(pl.col("source_row").alias("row_id"), *rules)
        .unpivot(index="row_id", variable_name="rule")
        .filter(pl.col("value") == "invalid")
        .select("row_id", "rule", reason=pl.col("rule").replace_strict(words))
        .cast(PROBLEMS_SCHEMA)
    )
    return without(rows, broken["row_id"]), broken


def _in_words(dataset: Dataset, rule: str) -> str:
    name, _, kind = rule.partition("|")
    if not kind:
        return f"breaks the rule that {name.replace('_', ' ')}"
    column = dataset.columns[name]
    words = {
        "nullability": "is blank",
        "min": f"is below {getattr(column, 'min', None)}",
        "max": f"is above {getattr(column, 'max', None)}",
        "regex": "does not have the right form",
    }
    return f"{name} {words.get(kind, f'breaks the rule {kind}')}"
