"""Labels of breakdowns against `breakdown_label.csv`, by which the warehouse knows what each means.

A label that the list lacks is no error of the sender's, but its figures reach no page under the name that readers look
for. So it is said, on the extract and beside the release; where a contract's list is closed its rows are quarantined.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import polars as pl

from ingest.problems import PROBLEMS_SCHEMA
from ingest.seeds import seed

if TYPE_CHECKING:
    from ingest.contract import Labels

LIST: Final = "breakdown_label"
UNKNOWN_SCHEMA: Final = pl.Schema({"label": pl.String, "rows": pl.Int64})
_MOST_NAMED: Final = 8


def problems(labels: Labels, rows: pl.DataFrame) -> pl.DataFrame:
    """The problems of rows whose label the list lacks, where it is closed.

    Args:
        labels: where the rows say their breakdown.
        rows: `row_id` and the lake's columns of words.
    """
    if not labels.is_closed:
        return pl.DataFrame(schema=PROBLEMS_SCHEMA)
    return _unknown(labels, rows.select("row_id", *_said(labels))).select(
        "row_id",
        rule=pl.lit("unknown_label"),
        reason=pl.format("{} is not in the list dbt_project/seeds/{}.csv", _in_words(), pl.lit(LIST)),
    )


def unknown(labels: Labels, rows: pl.DataFrame) -> pl.DataFrame:
    """The labels of accepted rows that the list lacks, in words, and on how many `rows` each stands."""
    pairs = rows.lazy().group_by(*_said(labels)).agg(rows=pl.len().cast(pl.Int64)).collect()
    return _unknown(labels, pairs).select(_in_words().alias("label"), "rows").cast(UNKNOWN_SCHEMA)


def note(rows_of: Mapping[str, int]) -> str:
    """What to say of an extract with such labels."""
    named = sorted(rows_of, key=lambda label: (-rows_of[label], label))
    listed = ", ".join(f"{label} ({rows_of[label]:,} rows)" for label in named[:_MOST_NAMED])
    more = f", and {len(named) - _MOST_NAMED:,} more" if len(named) > _MOST_NAMED else ""
    return (
        f"Unknown labels, whose figures are not shown under any breakdown of ours: {listed}{more}. If they mean one,"
        f" add them to dbt_project/seeds/{LIST}.csv."
    )


def _said(labels: Labels) -> list[pl.Expr]:
    topic = pl.col(labels.topic_column) if labels.topic_column else pl.lit(labels.topic)
    return [topic.fill_null("").alias("said_topic"), pl.col(labels.column).fill_null("").alias("said_label")]


def _unknown(labels: Labels, said: pl.DataFrame) -> pl.DataFrame:
    plain = said.with_columns(
        published_topic=pl.col("said_topic").str.strip_chars().str.to_lowercase(),
        published_label=pl.col("said_label").str.strip_chars().str.to_lowercase(),
    )
    new = plain.join(seed(LIST), on=["published_topic", "published_label"], how="anti")
    if labels.passed_over is None or new.is_empty():
        return new
    return new.filter(
        ~pl.concat_str("published_topic", pl.lit(": "), "published_label").str.contains(labels.passed_over)
    )


def _in_words() -> pl.Expr:
    return pl.format("'{}' of {}", "said_label", "said_topic")
