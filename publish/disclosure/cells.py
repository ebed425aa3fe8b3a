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

Ladders = Mapping[str, Sequence[Mapping[str, str]]]
"""By dimension: every way in which values make up others, each as a mapping of part to whole; none: they never do.

"female, Asian" is a part of "female" by one and of "Asian" by another.
"""

UNLIMITED = 1 << 40  # more than any count


@dataclass(frozen=True)
class Relations:
    """Which cells make up which: relation r says that cell `whole[r]` is the sum of `part[start[r]:start[r + 1]]`.

    Numbers are rows of the frame of cells. `slack[r]` is the most that parts which are not among the cells can add.
    """

    whole: NDArray[np.int64]
    part: NDArray[np.int64]
    start: NDArray[np.int64]
    slack: NDArray[np.int64]

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

    def beside(self, cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which cells are these or stand in a relation with one of them."""
        told = cells[self.whole] | (self.sums(cells.astype(np.int64)) > 0)
        found = cells.copy()
        found[self.whole[told]] = True
        found[self.part[told[self.relation]]] = True
        return found

    def moved(self, by: int) -> Relations:
        """The same between cells that stand so many rows further down."""
        return Relations(self.whole + by, self.part + by, self.start, self.slack)


def together(found: Sequence[Relations]) -> Relations:
    """All these relations of the same cells."""
    none = np.empty(0, dtype=np.int64)
    size = np.concatenate([[0], *(each.size for each in found)])
    return Relations(
        whole=np.concatenate([none, *(each.whole for each in found)]),
        part=np.concatenate([none, *(each.part for each in found)]),
        start=np.cumsum(size),
        slack=np.concatenate([none, *(each.slack for each in found)]),
    )


def relations(cells: pl.DataFrame, hierarchy: Hierarchy) -> Relations:
    """Every relation between cells: along one dimension the parts of a whole, wherever all of them stand.

    Args:
        cells: one row each, a text column for each dimension of the hierarchy.
        hierarchy: see `Hierarchy`.
    """
    ladders = {
        name: [{value: whole for value, whole in of.items() if whole is not None}] for name, of in hierarchy.items()
    }
    return relations_by(cells, ladders, absent=0, only_whole=True)


def relations_by(cells: pl.DataFrame, ladders: Ladders, *, absent: int, only_whole: bool = False) -> Relations:
    """Every relation between cells: along one dimension, by each of its ladders, the parts of a whole.

    Args:
        cells: one row each, a text column for each dimension of the ladders.
        ladders: see `Ladders`.
        absent: the most that a cell can hold that is not among them.
        only_whole: leave out relations of which a part is not among the cells.
    """
    numbered = _Numbered.of(cells, ladders)
    found = [
        numbered.along(name, ladder, absent, only_whole=only_whole)
        for name, of in ladders.items()
        for ladder in of
        if ladder
    ]
    return together(found)


def two_parts(whole: NDArray[np.int64], one: NDArray[np.int64], other: NDArray[np.int64]) -> Relations:
    """Each of some cells is the sum of two others."""
    size = len(whole)
    return Relations(
        whole, np.column_stack([one, other]).ravel(), np.arange(size + 1) * 2, np.zeros(size, dtype=np.int64)
    )


def equal(alike: NDArray[np.int64]) -> Relations:
    """Cells of which a number is alike hold the same: the first of them is each of the others."""
    _, first, number = np.unique(alike, return_index=True, return_inverse=True)
    whole = first[number]
    others = np.flatnonzero(whole != np.arange(len(alike)))
    return Relations(whole[others], others, np.arange(len(others) + 1), np.zeros(len(others), dtype=np.int64))


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

    number: Mapping[str, Mapping[str, int]]
    values: Mapping[str, NDArray[np.int64]]
    strides: Mapping[str, int]
    cell: NDArray[np.int64]
    in_order: NDArray[np.int64]

    @classmethod
    def of(cls, cells: pl.DataFrame, dimensions: Iterable[str]) -> _Numbered:
        number, values, strides, cell = {}, {}, {}, np.zeros(cells.height, dtype=np.int64)
        stride = 1
        for name in dimensions:
            known = cells[name].unique().sort()
            number[name] = dict(zip(known.to_list(), range(len(known)), strict=True))
            values[name] = cells[name].cast(pl.Enum(known)).to_physical().cast(pl.Int64).to_numpy()
            strides[name] = stride
            cell = cell + values[name] * stride
            stride *= len(known)
        return cls(number, values, strides, cell, np.argsort(cell, kind="stable"))

    def along(self, name: str, ladder: Mapping[str, str], absent: int, *, only_whole: bool) -> Relations:
        """The relations along one dimension by one ladder."""
        number, value, stride = self.number[name], self.values[name], self.strides[name]
        parent = np.full(len(number), -1, dtype=np.int64)
        for part_value, whole_value in ladder.items():
            if part_value in number and whole_value in number:
                parent[number[part_value]] = number[whole_value]
        part = np.flatnonzero(parent[value] >= 0)
        whole_number = self.cell[part] + (parent[value[part]] - value[part]) * stride
        order = np.argsort(whole_number, kind="stable")
        part, whole_number = part[order], whole_number[order]
        numbers, first, size = np.unique(whole_number, return_index=True, return_counts=True)
        at = np.searchsorted(self.cell, numbers, sorter=self.in_order)
        whole = self.in_order[np.minimum(at, len(self.in_order) - 1)]
        of_whole = np.bincount([number[each] for each in ladder.values() if each in number], minlength=len(number))
        missing = of_whole[parent[value[part[first]]]] - size
        stands = (self.cell[whole] == numbers) & ((missing == 0) | (not only_whole))
        kept = size[stands]
        return Relations(
            whole[stands],
            part[np.repeat(stands, size)],
            np.concatenate([[0], np.cumsum(kept)]),
            missing[stands] * absent,
        )
