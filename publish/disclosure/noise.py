"""The secret table that turns a count and its cell's key into the change the count is shown with.

Method: cell keys, as ABS, ONS (Census 2021) and DWP (Stat-Xplore) use them. Changes are drawn so that their mean is 0,
their variance is fixed and, that given, their entropy is greatest (Marley and Leaver, 2011; Giessing, 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from warehouse.person_keys import KEYS

LARGEST_CHANGE: Final = 5
VARIANCE: Final = 3.0
_ROWS: Final = 256
_FIRST_SHARED: Final = LARGEST_CHANGE + 1  # counts from here on share rows in turn; smaller ones may change less


@dataclass(frozen=True)
class NoiseTable:
    """Changes by count and key: `changes` has `_ROWS` rows and `KEYS` columns of small whole numbers (int8)."""

    changes: NDArray[np.int8]

    @classmethod
    def drawn(cls, seed: bytes) -> NoiseTable:
        """A new table. It is kept as bytes, never drawn again: another numpy could draw another from the same seed.

        Args:
            seed: 32 secret bytes.
        """
        chance = np.random.Generator(np.random.Philox(int.from_bytes(sha256(seed).digest()[:16])))
        nobody = np.zeros(KEYS, dtype=np.int64)
        rows = [nobody, *(chance.permutation(_quantised(count)) for count in range(1, _ROWS))]
        return cls(np.array(rows, dtype=np.int8))

    @classmethod
    def from_bytes(cls, kept: bytes) -> NoiseTable:
        """The table that `to_bytes` gave.

        Raises:
            ValueError: these are not the bytes of a table.
        """
        changes = np.frombuffer(kept, dtype=np.int8)
        if changes.size != _ROWS * KEYS or np.abs(changes).max() > LARGEST_CHANGE:
            message = "not a noise table"
            raise ValueError(message)
        return cls(changes.reshape(_ROWS, KEYS))

    def to_bytes(self) -> bytes:
        """The table, to be kept."""
        return self.changes.tobytes()

    def change(self, counts: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """The change of each cell: nothing where nobody is, never to less than nobody.

        Args:
            counts: how many people or records a cell holds.
            keys: the sums of their keys.
        """
        own = counts <= LARGEST_CHANGE
        row = np.where(own, counts, _FIRST_SHARED + (counts - _FIRST_SHARED) % (_ROWS - _FIRST_SHARED))
        return self.changes[row, keys % KEYS].astype(np.int64)


def distribution(count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The changes that a count may have, and how likely each is.

    The likeliest spread (greatest entropy) with mean 0 and variance `VARIANCE` over the changes of at most
    `LARGEST_CHANGE` that do not make the count negative.
    """
    changes = np.arange(-min(count, LARGEST_CHANGE), LARGEST_CHANGE + 1)

    def likely(of: NDArray[np.float64]) -> NDArray[np.float64]:
        weight = of[0] * changes + of[1] * changes**2
        grown = np.exp(weight - weight.max())
        return np.asarray(grown / grown.sum())

    def misses(of: NDArray[np.float64]) -> list[float]:
        chances = likely(of)
        return [float(chances @ changes), float(chances @ changes**2) - VARIANCE]

    found = root(misses, [0.0, -0.1])
    if not found.success:
        message = f"no distribution of changes for a count of {count}"
        raise ArithmeticError(message)
    return changes, likely(found.x)


def _quantised(count: int) -> NDArray[np.int64]:
    """`KEYS` changes with frequencies as near to the distribution as whole numbers of keys can be."""
    changes, chances = distribution(count)
    exact = chances * KEYS
    of_each = np.floor(exact).astype(np.int64)
    short = KEYS - int(of_each.sum())
    of_each[np.argsort(of_each - exact, kind="stable")[:short]] += 1
    return np.repeat(changes, of_each)
