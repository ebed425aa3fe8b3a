"""Which published tables are of people, what of them is counted, and which of their cells add up to which.

A table of people leaves only as it is declared (`publish/protected.py`): `PeopleTable` shows its counts and tries them,
and nothing else of its mart is read. A mart carries beside each count the sum of the keys of whom it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from publish.disclosure.cells import Ladders

KEY_SUFFIX: Final = "_cell_key"  # of the column of a mart that holds the keys of a count; never of a published one
TREATED_SUFFIX: Final = "_is_treated"  # of the column that keeps which cells of a count were shown without noise


@dataclass(frozen=True)
class Specification:
    """How a published table of people is made of its mart.

    Attributes:
        table: its name.
        dimensions: what names a cell.
        counts: each count, and the count of the same row that its people are part of, if any.
        carried: further columns that leave as they are: labels and flags that follow from the dimensions.
        axes: the dimensions, put together to axes along which cells add up; by default each is one.
        ladders: from the cells, the ways in which values of an axis make up others.
        same_people: of a count, what is alike of cells that count the same people; others never do.
        derived: adds what is worked out from shown counts.
    """

    table: str
    dimensions: tuple[str, ...]
    counts: Mapping[str, str | None]
    carried: tuple[str, ...] = ("is_synthetic",)
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ladders: Callable[[pl.DataFrame], Ladders] = lambda _: {}
    same_people: Mapping[str, pl.Expr] = field(default_factory=dict)
    derived: Callable[[pl.DataFrame], pl.DataFrame] = lambda shown: shown

    @property
    def read(self) -> tuple[str, ...]:
        """The columns of the mart that are read."""
        keys = (name + KEY_SUFFIX for name in self.counts)
        return (*self.dimensions, *self.counts, *keys, *self.carried)

    @property
    def kept(self) -> set[str]:
        """The columns that are kept of the truth behind a release."""
        of_counts = {name + suffix for name in self.counts for suffix in ("", KEY_SUFFIX, TREATED_SUFFIX)}
        return {*self.dimensions, *of_counts}
