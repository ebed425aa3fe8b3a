"""One published table of people: its true cells, what is shown of them, and what someone could make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from publish.disclosure.attack import AttackReport, Ranges, attack
from publish.disclosure.cells import Relations, nested, relations_by, together
from publish.disclosure.policy import ROUNDED_TO, Counts, Policy, rounded
from publish.disclosure.protect import protect
from publish.disclosure.specification import KEY_SUFFIX, Specification

_BETWEEN = " / "  # the values of dimensions that are put together to one axis
_ROUNDS = 10  # of treatment; then the gate has the last word


@dataclass(frozen=True)
class PeopleTable:
    """The cells of a table of people. Restricted: only `published` may leave.

    Attributes:
        specification: what the table is.
        true: a row for each cell with anybody in it: the dimensions, the counts with their keys, what is carried.
        shown: of the same rows, each count as it is shown.
        policy: the rule.
    """

    specification: Specification
    true: pl.DataFrame
    shown: pl.DataFrame
    policy: Policy

    @classmethod
    def of(cls, specification: Specification, mart: pl.DataFrame, policy: Policy) -> PeopleTable:
        """Protect every count of a mart by a rule."""
        true = mart.select(specification.read)
        shown = {
            name: protect(true.select(count=name, key=name + KEY_SUFFIX), policy).cells["shown"]
            for name in specification.counts
        }
        return cls(specification, true, pl.DataFrame(shown), policy)

    @property
    def published(self) -> pl.DataFrame:
        """What leaves: a row for each cell of which anything but 0 is shown, and what follows from shown counts.

        A row of zeros would tell that somebody is there, so a missing row is a shown 0.
        """
        of = self.specification
        rows = pl.concat([self.true.select(*of.dimensions, *of.carried), self.shown], how="horizontal")
        return of.derived(rows.filter(pl.any_horizontal(pl.col(*of.counts) > 0)))

    @property
    def ranges(self) -> Ranges:
        """What a reader who knows the rule learns of each cell by itself; the cells of one count after the other."""
        return Ranges(*self.policy.bounds(stacked(self.shown, tuple(self.specification.counts))))

    @property
    def true_counts(self) -> Counts:
        """The truth of the same cells."""
        return stacked(self.true, tuple(self.specification.counts))

    @cached_property
    def relations(self) -> Relations:
        """Which of the cells add up to which, and which are part of which."""
        of = self.specification
        axes = {**{name: (name,) for name in of.dimensions if name not in _put_together(of)}, **of.axes}
        named = self.true.select(
            pl.concat_str(pl.col(columns).cast(pl.String), separator=_BETWEEN).alias(axis)
            for axis, columns in axes.items()
        )
        ladders = {**dict.fromkeys(axes, ()), **of.ladders(self.true.select(of.dimensions))}
        _, most_of_nobody = self.policy.bounds(np.zeros(1, dtype=np.int64))
        of_one = relations_by(named, ladders, absent=int(most_of_nobody[0]))
        rows = np.arange(self.true.height)
        place = {name: number * self.true.height for number, name in enumerate(of.counts)}
        parts = [
            nested(rows + place[within], rows + place[name]) for name, within in of.counts.items() if within is not None
        ]
        return together([*(of_one.moved(by) for by in place.values()), *parts])

    def attacked(self, ranges: Ranges | None = None) -> AttackReport:
        """What an attacker makes of the table, who knows no more than these ranges; none: what the rule tells."""
        return attack(ranges or self.ranges, self.relations, self.true_counts)

    def treated(self) -> PeopleTable:
        """The table without what the attacker finds: where noise gave a cell away, those around it are shown without.

        A whole of seven people may be shown as 0, and so be at most 7, beside five parts that are shown as 5, and so
        are at least 1 each. Its own rounded count, 5, gives nothing away. What someone who knows the rule can say of
        any cell stays true of these, and nobody can tell which they are.
        """
        table, around = self, np.zeros(len(self.true_counts), dtype=bool)
        for _ in range(_ROUNDS):
            report = table.attacked()
            if report.is_safe:
                break
            around[report.found] = True
            around = self.relations.beside(around)
            shown = stacked(table.shown, tuple(self.specification.counts))
            plain = np.where(around, rounded(self.true_counts, ROUNDED_TO), shown)
            table = replace(table, shown=self._unstacked(plain))
        return table

    @cached_property
    def is_treated(self) -> NDArray[np.bool_]:
        """Which cells are shown without noise; the cells of one count after the other."""
        counts = tuple(self.specification.counts)
        keys = stacked(self.true, tuple(name + KEY_SUFFIX for name in counts))
        return np.asarray(self.policy.show(self.true_counts, keys) != stacked(self.shown, counts))

    def _unstacked(self, values: Counts) -> pl.DataFrame:
        counts = self.specification.counts
        return pl.DataFrame(dict(zip(counts, values.reshape(len(counts), -1), strict=True)))

    def coordinates(self, cells: Counts) -> list[str]:
        """Where cells are, in words without a count."""
        names = list(self.specification.counts)
        return [
            " / ".join((names[cell // self.true.height], *map(str, self._dimensions.row(int(cell % self.true.height)))))
            for cell in cells.tolist()
        ]

    @cached_property
    def _dimensions(self) -> pl.DataFrame:
        return self.true.select(self.specification.dimensions)


def stacked(rows: pl.DataFrame, columns: tuple[str, ...]) -> Counts:
    """Columns one after the other, as whole numbers."""
    return np.concatenate([rows[name].to_numpy().astype(np.int64) for name in columns])


def _put_together(of: Specification) -> set[str]:
    return {name for columns in of.axes.values() for name in columns}
