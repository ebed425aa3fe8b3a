"""What is wrong with rows: one problem for each row and rule, and the rows as they were sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

PROBLEMS_SCHEMA: Final = pl.Schema({"row_id": pl.Int64, "rule": pl.String, "reason": pl.String})
QUARANTINED_SCHEMA: Final = pl.Schema(
    {"source_row": pl.Int64, "rule": pl.String, "reason": pl.String, "row_as_sent": pl.String}
)


@dataclass(frozen=True)
class Prepared:
    """A batch as far as each row can be judged on its own.

    Attributes:
        good: the lake's columns and `row_id`, of rows whose every value could be read.
        problems: `row_id`, `rule` and `reason` of the others.
        rows: the rows as sent.
        broken: the rows that could not be taken apart.
        sent: normalised column name to name as sent.
    """

    good: pl.DataFrame
    problems: pl.DataFrame
    rows: pl.DataFrame
    broken: pl.DataFrame
    sent: Mapping[str, str]

    @property
    def rows_received(self) -> int:
        """Rows in the file, whole or broken."""
        return self.rows.height + self.broken.height

    def with_row_as_sent(self, problems: pl.DataFrame) -> pl.DataFrame:
        """Problems as quarantine keeps them, those of the rows that could not be taken apart included."""
        if problems.is_empty() and self.broken.is_empty():
            return pl.DataFrame(schema=QUARANTINED_SCHEMA)
        found = self.rows.join(problems.select("row_id").unique(), on="row_id", how="semi")
        columns = [column for column in found.columns if column in self.sent]
        as_sent = found.select(
            "row_id",
            "source_row",
            row_as_sent=pl.struct(pl.col(column).alias(self.sent[column]) for column in columns).struct.json_encode(),
        )
        broken = self.broken.select("source_row", "rule", "reason", row_as_sent=pl.struct("line").struct.json_encode())
        whole = problems.join(as_sent, on="row_id", how="left").select(broken.columns)
        return pl.concat([whole, broken]).sort("source_row", "rule")


def without(rows: pl.DataFrame, row_ids: pl.Series) -> pl.DataFrame:
    """The rows whose `row_id` is none of these."""
    return rows.filter(~pl.col("row_id").is_in(row_ids.unique().implode())) if row_ids.len() else rows
