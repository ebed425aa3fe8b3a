"""Cells of tables of people: their coordinates, which of them add up to which, and the whole of a table's cross.

A cell is a row of a frame: one column for each dimension, holding a value of its hierarchy ("Leeds", "total"). Tables
that share a margin share its cells: each cell stands once, however many tables show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

Hierarchy = Mapping[str, Mapping[str, str | None]]
"""By dimension: each value and the value it is a part of; None of the whole."""


@dataclass(frozen=True)
class Relations:
    """Which cells make up which: relation r says that cell `whole[r]` is the sum of `part[start[r]:start[r + 1]]`.

    Numbers are rows of the frame of cells.
    """

    whole: NDArray[np.int64]
    part: NDArray[np.int64]
    start: NDArray[np.int64]

    @cached_property
    def size(self) -> NDArray[np.int64]:
        """How many parts each whole has."""
        return np.diff(self.start)

    @cached_property
    def relation(self) -> NDArray[np.int64]:
        """For each of `part` the relation it is in."""
        return np.repeat(np.arange(len(self.whole)), self.size)

    def sums(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each relation the sum of a value over its parts."""
        return np.add.reduceat(values[self.part], self.start[:-1]) if len(self.whole) else values[:0]


def relations(cells: pl.DataFrame, hierarchy: Hierarchy) -> Relations:
    """Every relation between cells: along one dimension the parts of a whole, wherever all of them stand.

    Args:
        cells: one row each, a text column for each dimension of the hierarchy.
        hierarchy: see `Hierarchy`.
    """
    numbered = _Numbered.of(cells, hierarchy)
    found = [numbered.along(place) for place in range(len(hierarchy))]
    size = np.concatenate([sizes for _, _, sizes in found])
    return Relations(
        whole=np.concatenate([whole for whole, _, _ in found]),
        part=np.concatenate([part for _, part, _ in found]),
        start=np.concatenate([[0], np.cumsum(size)]),
    )


def cross(hierarchy: Hierarchy, tables: Iterable[Sequence[str]]) -> pl.DataFrame:
    """The coordinates of every cell of some tables, each once, whether anybody is in it or not.

    A cell that is left out because nobody is in it would tell what a shown 0 does not.

    Args:
        hierarchy: see `Hierarchy`.
        tables: for each table the dimensions that vary in it; all others are at their whole.
    """
    frames = []
    for table in tables:
        cells = pl.DataFrame({"": [""]})
        for name, values in hierarchy.items():
            shown = [value for value, whole in values.items() if name in table or whole is None]
            cells = cells.join(pl.DataFrame({name: shown}), how="cross")
        frames.append(cells.drop(""))
    return pl.concat(frames).unique(maintain_order=True)


def counted(finest: pl.DataFrame, hierarchy: Hierarchy, cells: pl.DataFrame) -> pl.DataFrame:
    """The true count and the key of each cell, from the finest grain up: both are sums.

    Args:
        finest: a row for each combination of the finest values that anybody has, with `count` and `key`.
        hierarchy: see `Hierarchy`.
        cells: coordinates, as `cross` gives them.

    Returns:
        `cells` with `count` and `key`, 0 where nobody is.
    """
    rolled = finest.group_by(list(hierarchy)).agg(pl.col("count", "key").sum())
    for name, values in hierarchy.items():
        rolled = pl.concat([rolled, *_rolled_up(rolled, name, list(hierarchy), values)])
    return cells.join(rolled, on=list(hierarchy), how="left", maintain_order="left").with_columns(
        pl.col("count", "key").fill_null(0)
    )


def _rolled_up(rows: pl.DataFrame, name: str, by: list[str], values: Mapping[str, str | None]) -> list[pl.DataFrame]:
    """The rows of each higher level of one dimension, from the level below."""
    levels: list[pl.DataFrame] = []
    below = rows
    parent = {value: whole for value, whole in values.items() if whole is not None}
    while True:
        above = below.filter(pl.col(name).is_in(list(parent))).with_columns(
            pl.col(name).replace_strict(parent, return_dtype=pl.String)
        )
        if above.is_empty():
            return levels
        below = above.group_by(by).agg(pl.col("count", "key").sum())
        levels.append(below)


@dataclass(frozen=True)
class _Numbered:
    """Coordinates as whole numbers: value numbers by dimension, and of each cell one number made of all of them."""

    values: list[NDArray[np.int64]]
    parents: list[NDArray[np.int64]]
    strides: list[int]
    cell: NDArray[np.int64]
    in_order: NDArray[np.int64]

    @classmethod
    def of(cls, cells: pl.DataFrame, hierarchy: Hierarchy) -> _Numbered:
        values, parents, strides, cell = [], [], [], np.zeros(cells.height, dtype=np.int64)
        stride = 1
        for name, of in hierarchy.items():
            number = {value: place for place, value in enumerate(of)}
            values.append(cells[name].replace_strict(number, return_dtype=pl.Int64).to_numpy())
            parents.append(np.array([-1 if whole is None else number[whole] for whole in of.values()]))
            strides.append(stride)
            cell = cell + values[-1] * stride
            stride *= len(of)
        return cls(values, parents, strides, cell, np.argsort(cell, kind="stable"))

    def along(self, place: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Wholes, parts and how many parts each whole has, along one dimension."""
        value, parent, stride = self.values[place], self.parents[place], self.strides[place]
        has_whole = parent[value] >= 0
        part = np.flatnonzero(has_whole)
        whole_number = self.cell[part] + (parent[value[part]] - value[part]) * stride
        order = np.argsort(whole_number, kind="stable")
        part, whole_number = part[order], whole_number[order]
        numbers, first, size = np.unique(whole_number, return_index=True, return_counts=True)
        at = np.searchsorted(self.cell, numbers, sorter=self.in_order)
        whole = self.in_order[np.minimum(at, len(self.in_order) - 1)]
        all_parts = np.bincount(parent[parent >= 0], minlength=len(parent))
        stands = (self.cell[whole] == numbers) & (size == all_parts[parent[value[part[first]]]])
        return whole[stands], part[np.repeat(stands, size)], size[stands]
