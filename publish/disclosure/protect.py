"""From true counts to what may be shown: `protect` is the only way, and what it gives holds no true count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from publish.disclosure.attack import AttackReport, Ranges, attack
from publish.disclosure.cells import Hierarchy, relations
from publish.disclosure.policy import Counts, Policy


@dataclass(frozen=True)
class ProtectedTable:
    """Cells as they may be shown.

    Attributes:
        cells: a column for each dimension, and `shown`: a count that tells of no one.
        policy: by which rule.
    """

    cells: pl.DataFrame
    policy: Policy

    @property
    def ranges(self) -> Ranges:
        """What a reader who knows the rule learns of each cell by itself."""
        return Ranges(*self.policy.bounds(self.cells["shown"].to_numpy()))


def protect(counted: pl.DataFrame, policy: Policy) -> ProtectedTable:
    """Show the counts of cells by a rule.

    Args:
        counted: as `cells.counted` gives them, with `count` and `key`.
        policy: the rule.
    """
    shown = policy.show(_whole(counted["count"]), _whole(counted["key"]))
    return ProtectedTable(counted.drop("count", "key").with_columns(pl.Series("shown", shown)), policy)


def attacked(protected: ProtectedTable, hierarchy: Hierarchy, counted: pl.DataFrame) -> AttackReport:
    """What an attacker makes of a protected table; `counted` has the truth to score by."""
    return attack(protected.ranges, relations(protected.cells, hierarchy), _whole(counted["count"]))


def _whole(column: pl.Series) -> Counts:
    return column.to_numpy().astype(np.int64)
