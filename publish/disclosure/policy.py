"""Rules by which counts are shown, each with what a reader who knows the rule learns from what is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from publish.disclosure.noise import LARGEST_CHANGE, NoiseTable

ROUNDED_TO: Final = 5
HIDDEN: Final = -1  # in `shown`, of rules that hide; what is published has a symbol there and never this number
Counts = NDArray[np.int64]


class Policy(Protocol):
    """A rule."""

    @property
    def name(self) -> str:
        """What it is called in reports."""

    def show(self, counts: Counts, keys: Counts) -> Counts:
        """What is shown of each cell: a number, or `HIDDEN`."""

    def bounds(self, shown: Counts) -> tuple[Counts, Counts]:
        """The least and the greatest count that can be behind each shown value, by the rule alone."""


@dataclass(frozen=True)
class KeyedNoise:
    """The rule of this project: keyed noise, then rounding. A true zero stays 0."""

    table: NoiseTable
    base: int = ROUNDED_TO

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return f"keyed noise, rounded to {self.base}"

    def show(self, counts: Counts, keys: Counts) -> Counts:
        """The count with its change, rounded to the base."""
        return rounded(counts + self.table.change(counts, keys), self.base)

    def bounds(self, shown: Counts) -> tuple[Counts, Counts]:
        """Everything that noise and rounding may have moved to the shown value."""
        half = self.base // 2
        low = shown - half - LARGEST_CHANGE
        return np.where(shown == 0, 0, np.maximum(low, 1)), shown + half + LARGEST_CHANGE


@dataclass(frozen=True)
class HideAndRound:
    """The usual departmental rule: small counts are hidden, all others rounded. Kept to show what it gives away.

    "Hide 1-4, round to 5" is `HideAndRound(4, 5)`, the NHS's rule `HideAndRound(7, 5)`, "10-5" `HideAndRound(9, 5)`;
    without rounding (`base` 1) it is plain suppression.
    """

    largest_hidden: int
    base: int

    @property
    def name(self) -> str:
        """What it is called in reports."""
        rounding = f"round to {self.base}" if self.base > 1 else "exact counts"
        return f"hide 1-{self.largest_hidden}, {rounding}"

    def show(self, counts: Counts, keys: Counts) -> Counts:  # noqa: ARG002  # a rule without keys
        """The rounded count, or `HIDDEN`."""
        return np.where((counts > 0) & (counts <= self.largest_hidden), HIDDEN, rounded(counts, self.base))

    def bounds(self, shown: Counts) -> tuple[Counts, Counts]:
        """A hidden count is small, a zero is a zero, any other within half the base."""
        half = self.base // 2
        low = np.where(shown == 0, 0, np.maximum(shown - half, self.largest_hidden + 1))
        high = np.where(shown == 0, 0, shown + half)
        return np.where(shown == HIDDEN, 1, low), np.where(shown == HIDDEN, self.largest_hidden, high)


def rounded(values: Counts, base: int) -> Counts:
    """To the nearest multiple of an odd base: there are no halves."""
    return (values + base // 2) // base * base
