"""What someone who knows the rule can make of everything that was published: the gate before every release.

Three attackers. *Bounds* narrows each cell's range by every sum it stands in, again and again, on all cells. *Exact*
solves the linear programme of the cells around some of them. *Averaging* fits one table to all margins by least
squares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import lsqr

from publish.disclosure.cells import Relations

Counts = NDArray[np.int64]
SENSITIVE: Final = 10  # a true count from 1 to below this could point at somebody
_ROUNDS: Final = 100
_NEAR: Final = 400  # cells around one that the exact attacker takes in


@dataclass(frozen=True)
class Ranges:
    """For each cell the least and greatest count that everything published allows."""

    low: Counts
    high: Counts

    @property
    def exact(self) -> NDArray[np.bool_]:
        """Cells whose count is known."""
        return np.asarray(self.low == self.high)

    @property
    def within_one(self) -> NDArray[np.bool_]:
        """Cells whose count can be named with an error of at most one."""
        return np.asarray(self.high - self.low <= 2)  # noqa: PLR2004 - one below and one above


@dataclass(frozen=True)
class AttackReport:
    """What was recovered, of how many sensitive cells.

    Attributes:
        sensitive: how many cells hold from 1 to below `SENSITIVE`.
        exact: of these, how many are known to the one.
        within_one: of these, how many are known to within one.
        rounds: how often ranges were narrowed.
        found: which sensitive cells are known to within one: their rows.
    """

    cells: int
    sensitive: int
    exact: int
    within_one: int
    rounds: int
    found: Counts = field(repr=False, compare=False)

    @property
    def is_safe(self) -> bool:
        """Whether nothing sensitive was recovered."""
        return self.exact == 0 and self.within_one == 0


def attack(ranges: Ranges, relations: Relations, true: Counts) -> AttackReport:
    """Narrow all ranges by all sums, and count what of the sensitive cells became known.

    Args:
        ranges: what the rule alone tells of each cell, and whatever else the attacker knows (`told_changes`).
        relations: which cells add up to which.
        true: the counts, to score by; the attacker does not use them.
    """
    narrowed, rounds = narrow(ranges, relations)
    wrong = (true < narrowed.low) | (true > narrowed.high)
    if wrong.any():
        message = f"the ranges leave out the truth of {int(wrong.sum())} cells: they are not of these counts"
        raise ValueError(message)
    sensitive = (true > 0) & (true < SENSITIVE)
    return AttackReport(
        cells=len(true),
        sensitive=int(sensitive.sum()),
        exact=int((narrowed.exact & sensitive).sum()),
        within_one=int((narrowed.within_one & sensitive).sum()),
        rounds=rounds,
        found=np.flatnonzero(narrowed.within_one & sensitive),
    )


def narrow(ranges: Ranges, relations: Relations) -> tuple[Ranges, int]:
    """Bound propagation: a whole lies between the sums of its parts' ranges, a part is what the other parts leave.

    Gives the narrowed ranges and how many rounds it took; after `_ROUNDS` it stops, with ranges that are still true.
    """
    low, high = ranges.low.copy(), ranges.high.copy()
    whole, part, relation = relations.whole, relations.part, relations.relation
    for rounds in range(1, _ROUNDS + 1):
        before_low, before_high = low.copy(), high.copy()
        least, most = relations.sums(low), relations.sums(high) + relations.slack
        np.maximum.at(low, whole, least)
        np.minimum.at(high, whole, most)
        np.minimum.at(high, part, (high[whole] - least)[relation] + before_low[part])
        np.maximum.at(low, part, (low[whole] - most)[relation] + before_high[part])
        if np.array_equal(low, before_low) and np.array_equal(high, before_high):
            return Ranges(low, high), rounds
    return Ranges(low, high), _ROUNDS


def told_changes(earlier: Ranges, later: Ranges, change: Counts) -> Ranges:
    """What two releases of the same cells tell of the earlier one, to somebody who was told how each cell changed."""
    return Ranges(np.maximum(earlier.low, later.low - change), np.minimum(earlier.high, later.high - change))


def exact_ranges(ranges: Ranges, relations: Relations, cells: Sequence[int]) -> Ranges:
    """The ranges of some cells by linear programming over the cells around each: as narrow as these sums allow.

    Args:
        ranges: of all cells.
        relations: between all cells; those of which a part is not among the cells are left out.
        cells: which to solve for; two programmes each.
    """
    incidence = _incidence(relations, len(ranges.low))
    found = [_solve(ranges, incidence, cell) for cell in cells]
    return Ranges(np.array([low for low, _ in found]), np.array([high for _, high in found]))


def averaged(shown: Counts, relations: Relations) -> Counts:
    """The averaging attacker's guess of each cell that is no whole: least squares over everything shown, rounded.

    Cells that are wholes of others are taken as sums of their finest parts.

    Returns:
        A guess for each cell; -1 for wholes.
    """
    finest = np.ones(len(shown), dtype=bool)
    finest[relations.whole] = False
    column = np.cumsum(finest) - 1
    made_of = _made_of(relations, finest, column)
    fitted = lsqr(made_of, shown.astype(np.float64), atol=1e-10, btol=1e-10, iter_lim=300)[0]
    guess = np.full(len(shown), -1, dtype=np.int64)
    guess[finest] = np.maximum(np.rint(fitted[column[finest]]), 0).astype(np.int64)
    return guess


def _made_of(relations: Relations, finest: NDArray[np.bool_], column: Counts) -> csr_array:
    """Each cell as a sum of finest cells: a sparse matrix of a row for each cell."""
    count, width = len(finest), int(finest.sum())
    own = np.flatnonzero(finest)
    made = csr_array((np.ones(len(own)), (own, column[own])), shape=(count, width))
    _, first = np.unique(relations.whole, return_index=True)  # one relation is enough to say what a whole is made of
    keep = np.isin(relations.relation, first)
    step = csr_array(
        (np.ones(int(keep.sum())), (relations.whole[relations.relation[keep]], relations.part[keep])),
        shape=(count, count),
    )
    done, layer = made, made
    while True:
        layer = csr_array(step @ layer)
        if layer.nnz == 0:
            return done
        done = csr_array(done + layer)


def _incidence(relations: Relations, cells: int) -> csr_array:
    """A row for each relation: 1 at its parts, -1 at its whole; times the counts it gives 0. Empty with slack."""
    is_told = (relations.slack == 0).astype(np.float64)
    rows = np.concatenate([relations.relation, np.arange(len(relations.whole))])
    columns = np.concatenate([relations.part, relations.whole])
    values = np.concatenate([is_told[relations.relation], -is_told])
    return csr_array(coo_array((values, (rows, columns)), shape=(len(relations.whole), cells)))


def _solve(ranges: Ranges, incidence: csr_array, cell: int) -> tuple[int, int]:
    near = _around(incidence, cell)
    rows = np.flatnonzero(np.abs(incidence[:, near]).sum(axis=1) == np.abs(incidence).sum(axis=1))
    equal = incidence[rows][:, near]
    bounds = np.column_stack([ranges.low[near], ranges.high[near]])
    wanted = (near == cell).astype(np.float64)
    ends = []
    for sign in (1.0, -1.0):
        solved = linprog(sign * wanted, A_eq=equal, b_eq=np.zeros(len(rows)), bounds=bounds, method="highs")
        ends.append(sign * solved.fun)
    low, high = ends
    return int(np.ceil(low - 1e-6)), int(np.floor(high + 1e-6))


def _around(incidence: csr_array, cell: int) -> Counts:
    """The cells nearest to one: its relations' cells, theirs, and so on until there are enough."""
    reached = np.zeros(incidence.shape[1], dtype=bool)
    reached[cell] = True
    size = abs(incidence)
    while True:
        rows = size @ reached.astype(np.float64) > 0
        grown = reached | ((rows.astype(np.float64) @ size) > 0)
        if grown.sum() > _NEAR or np.array_equal(grown, reached):
            return np.flatnonzero(grown if grown.sum() <= 4 * _NEAR else reached)
        reached = grown
