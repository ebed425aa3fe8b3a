"""What the made-up people were to look like, and what they do look like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.leo import PAY_SPREAD

if TYPE_CHECKING:
    from rich.table import Table

RELATIVE: Final = 0.05
POINTS: Final = 0.5
SURE: Final = 2.0  # standard errors that must fit into the tolerance, or there are too few people to tell


@dataclass
class Tally:
    """Sums by target, added up block by block: achieved = part / whole, times the target's scale."""

    parts: dict[str, float] = field(default_factory=dict)
    wholes: dict[str, float] = field(default_factory=dict)

    def add(self, target: str, part: float, whole: float) -> None:
        """Add a block's part and whole."""
        self.parts[target] = self.parts.get(target, 0.0) + float(part)
        self.wholes[target] = self.wholes.get(target, 0.0) + float(whole)

    def join(self, other: Tally) -> None:
        """Add what another tally has."""
        for target, whole in other.wholes.items():
            self.add(target, other.parts[target], whole)

    def table(self) -> pl.DataFrame:
        """One row per target of `targets.csv`, in its order.

        `status`: within or outside the tolerance (5%, or half a percentage point for percentages); `too few` where
        chance alone could take an honest draw out of it; `not in these years` where nobody of the target's age was
        made. A number's whole is the share of the nation that was made, so chance grows as that falls.
        """
        wanted = reference.table("targets").with_columns(pl.col("wanted").cast(pl.Float64))
        part = pl.col("target").replace_strict(self.parts, default=None, return_dtype=pl.Float64)
        n = pl.col("target").replace_strict(self.wholes, default=0.0, return_dtype=pl.Float64)
        scale = pl.when(pl.col("unit") == "percent").then(100.0).otherwise(1.0)
        share = pl.col("wanted") / 100
        error = (
            pl.when(pl.col("unit") == "percent")
            .then(100 * (share * (1 - share) / pl.col("n")).sqrt())
            .when(pl.col("unit") == "pounds")
            .then(PAY_SPREAD * pl.col("wanted") / pl.col("n").sqrt())
            .otherwise((pl.col("wanted") / pl.col("n")).sqrt())
        )
        points = pl.when(pl.col("unit") == "percent").then(POINTS).otherwise(0.0)
        return (
            wanted.with_columns(n=n)
            .with_columns(
                achieved=pl.when(pl.col("n") > 0).then(part / pl.col("n") * scale),
                tolerance=pl.max_horizontal(pl.col("wanted") * RELATIVE, points),
            )
            .with_columns(
                status=pl.when(pl.col("n") <= 0)
                .then(pl.lit("not in these years"))
                .when((pl.col("achieved") - pl.col("wanted")).abs() <= pl.col("tolerance"))
                .then(pl.lit("within"))
                .when(SURE * error > pl.col("tolerance"))
                .then(pl.lit("too few"))
                .otherwise(pl.lit("outside"))
            )
            .select("target", "says", "source", "unit", "wanted", "achieved", "n", "tolerance", "status")
        )


def as_rich(table: pl.DataFrame) -> Table:
    """The table for a terminal."""
    from rich.table import Table

    shown = Table(title="Target against achieved: made-up people")
    for column in ("Target", "Wanted", "Achieved", "Of", "Status"):
        shown.add_column(column, justify="left" if column in ("Target", "Status") else "right")
    for row in table.iter_rows(named=True):
        achieved = "-" if row["achieved"] is None else f"{row['achieved']:,.1f}"
        shown.add_row(row["says"], f"{row['wanted']:,.1f}", achieved, f"{row['n']:,.0f}", row["status"])
    return shown
