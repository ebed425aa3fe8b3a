"""Marts in the shape that is promised of the published tables."""

from __future__ import annotations

import polars as pl

from pathways.errors import ReleaseError
from pathways.published.table import DAY, FLAG, INSTANT, NUMBER, TEXT, WHOLE, PublishedTable


def shaped(table: PublishedTable, mart: pl.DataFrame) -> pl.DataFrame:
    """A mart as it is published: the promised columns with their types, then any others, in the order of its key.

    Raises:
        ReleaseError: a promised column is absent, or holds what its type cannot.
    """
    absent = [name for name in table.columns if name not in mart.columns]
    if absent:
        raise ReleaseError(
            f"The mart {table.mart} has no column {', '.join(f'`{name}`' for name in absent)}.",
            why="The page and the release files rely on it, so nothing was released.",
            fix="Add it to the dbt model, or change what is promised in pathways/published/.",
        )
    others = sorted(set(mart.columns) - set(table.columns))
    try:
        typed = mart.select(
            *(
                _as_instant(mart[name]) if kind == INSTANT else mart[name].cast(kind)
                for name, kind in table.columns.items()
            ),
            *(mart[name].cast(_common(mart[name].dtype)) for name in others),
        )
    except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError) as error:
        raise ReleaseError(
            f"The mart {table.mart} holds what its published columns cannot: {error}.",
            why="The page and the release files rely on these types, so nothing was released.",
            fix="Correct the type in the dbt model, or change what is promised in pathways/published/.",
        ) from error
    return typed.sort(table.key, maintain_order=True)


def _as_instant(column: pl.Series) -> pl.Series:
    """Instants are UTC on every engine, whether or not the engine says so."""
    kind = column.dtype
    if isinstance(kind, pl.Datetime) and kind.time_zone is None:
        return column.dt.replace_time_zone("UTC").cast(INSTANT)
    return column.cast(INSTANT)


def _common(kind: pl.DataType) -> pl.DataType:
    """The type that a column beyond the promised ones is published as."""
    if kind.is_integer():
        return WHOLE
    if kind.is_numeric():
        return NUMBER
    if isinstance(kind, pl.Datetime):
        return INSTANT
    return kind if kind in (FLAG, DAY) else TEXT
