"""Where one figure comes from: dataset, extract, file and hash, row and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.snapshot import Snapshot
from pathways.database import Role, connect

ORDER = {"value": 0, "numerator": 1, "denominator": 2}


@dataclass(frozen=True)
class Cell:
    """One cell of one published file that a figure was read from or worked out from."""

    role: str
    dataset: str
    extract_id: str
    source_row: int
    source_column: str


def statistic(snapshot: Snapshot, statistic_id: str) -> dict[str, Any] | None:
    """The figure of this id in this release."""
    rows = snapshot.figures(statistic_id.split("|", maxsplit=1)[0]).filter(pl.col("statistic_id") == statistic_id)
    return None if rows.is_empty() else rows.row(0, named=True)


def cells(release_id: str, statistic_id: str) -> list[Cell]:
    """Every cell behind a figure: the value, then numerator and denominator, in order of file and row.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    with connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select role, dataset, extract_id, source_row, source_column from published.statistic_source"
            " where release_id = %s and statistic_id = %s",
            (release_id, statistic_id),
        )
        found = [Cell(*row) for row in cursor.fetchall()]
    return sorted(
        found, key=lambda cell: (ORDER.get(cell.role, len(ORDER)), cell.extract_id, cell.source_row, cell.source_column)
    )


def extract(snapshot: Snapshot, extract_id: str) -> dict[str, Any] | None:
    """The extract of this id."""
    rows = snapshot.tables["extract"].filter(pl.col("extract_id") == extract_id)
    return None if rows.is_empty() else rows.row(0, named=True)


def source(snapshot: Snapshot, dataset: str) -> dict[str, Any] | None:
    """The source of this dataset."""
    rows = snapshot.tables["source"].filter(pl.col("dataset") == dataset)
    return None if rows.is_empty() else rows.row(0, named=True)
