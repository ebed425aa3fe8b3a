"""One published table of people: its true cells, what is shown of them, and what someone could make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from publish.disclosure.attack import AttackReport, Ranges, attack
from publish.disclosure.cells import UNLIMITED, Relations, equal, relations_by, together, two_parts
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
        """What a reader who knows the rule learns of each count by itself: `shown_counts`, as ranges."""
        return Ranges(*self.policy.bounds(self.shown_counts))

    @property
    def shown_counts(self) -> Counts:
        """What is shown of every cell; the cells of one count after those of the other."""
        return stacked(self.shown, self._counts)

    @property
    def true_counts(self) -> Counts:
        """The truth of the same cells; after them, of each count that is part of another, who is in that alone."""
        parts = (self.true[within] - self.true[name] for name, within in self._parts)
        return np.concatenate([stacked(self.true, self._counts), *(part.to_numpy() for part in parts)])

    @cached_property
    def relations(self) -> Relations:
        """Which of the cells of `true_counts` add up to which."""
        of = self.specification
        axes = {**{name: (name,) for name in of.dimensions if name not in _put_together(of)}, **of.axes}
        named = self.true.select(
            pl.concat_str(pl.col(columns).cast(pl.String), separator=_BETWEEN).alias(axis)
            for axis, columns in axes.items()
        )
        ladders = {**dict.fromkeys(axes, ()), **of.ladders(self.true.select(of.dimensions))}
        _, most_of_nobody = self.policy.bounds(np.zeros(1, dtype=np.int64))
        of_one = relations_by(named, ladders, absent=int(most_of_nobody[0]))
        height, rows = self.true.height, np.arange(self.true.height)
        place = {name: number * height for number, name in enumerate(self._counts)}
        rest = [(len(self._counts) + number) * height for number in range(len(self._parts))]
        split = [
            two_parts(rows + place[within], rows + place[name], rows + others)
            for (name, within), others in zip(self._parts, rest, strict=True)
        ]
        return together([*(of_one.moved(by) for by in (*place.values(), *rest)), *split, equal(self._people)])

    @cached_property
    def report(self) -> AttackReport:
        """What an attacker makes of the table by itself."""
        return self.attacked(self.ranges)

    def attacked(self, known: Ranges) -> AttackReport:
        """What an attacker makes of the table, who knows no more of `shown_counts` than these ranges."""
        others = len(self._parts) * self.true.height  # whom no count shows by themselves
        low = np.concatenate([known.low, np.zeros(others, dtype=np.int64)])
        high = np.concatenate([known.high, np.full(others, UNLIMITED)])
        return attack(Ranges(low, high), self.relations, self.true_counts)

    def treated(self) -> PeopleTable:
        """The table without what the attacker finds: where noise gave a cell away, those around it are shown without.

        A whole of seven people may be shown as 0, and so be at most 7, beside five parts that are shown as 5, and so
        are at least 1 each. Its own rounded count, 5, gives nothing away. What someone who knows the rule can say of
        any cell stays true of these, and nothing says which they are.
        """
        table, around = self, np.zeros(len(self.true_counts), dtype=bool)
        for _ in range(_ROUNDS):
            if table.report.is_safe:
                break
            around[table.report.found] = True
            around = np.isin(self._people, self._people[self.relations.beside(around)])
            shown = table.shown_counts
            plain = rounded(stacked(self.true, self._counts), ROUNDED_TO)
            table = replace(table, shown=self._unstacked(np.where(around[: len(shown)], plain, shown)))
        return table

    @cached_property
    def is_treated(self) -> NDArray[np.bool_]:
        """Which of `shown_counts` are shown without noise."""
        keys = stacked(self.true, tuple(name + KEY_SUFFIX for name in self._counts))
        noisy = self.policy.show(stacked(self.true, self._counts), keys)
        return np.asarray(noisy != self.shown_counts)

    def _unstacked(self, values: Counts) -> pl.DataFrame:
        return pl.DataFrame(dict(zip(self._counts, values.reshape(len(self._counts), -1), strict=True)))

    def coordinates(self, cells: Counts) -> list[str]:
        """Where cells are, in words without a count."""
        names = [*self._counts, *(f"{within} without {name}" for name, within in self._parts)]
        return [
            " / ".join((names[cell // self.true.height], *map(str, self._dimensions.row(int(cell % self.true.height)))))
            for cell in cells.tolist()
        ]

    @property
    def _counts(self) -> tuple[str, ...]:
        return tuple(self.specification.counts)

    @property
    def _parts(self) -> list[tuple[str, str]]:
        return [(name, within) for name, within in self.specification.counts.items() if within is not None]

    @cached_property
    def _people(self) -> Counts:
        """For each of `true_counts` a number, alike of cells that count the same people."""
        height, same = self.true.height, self.specification.same_people
        row = pl.col("row")
        first = [(row.first().over(same[name]) if name in same else row).alias(name) for name in self._counts]
        rows = self._dimensions.with_row_index("row").select(first)
        of_counts = stacked(rows, self._counts) + np.repeat(np.arange(len(self._counts)) * height, height)
        return np.concatenate([of_counts, np.arange(len(self._parts) * height) + len(of_counts)])

    @cached_property
    def _dimensions(self) -> pl.DataFrame:
        return self.true.select(self.specification.dimensions)


def stacked(rows: pl.DataFrame, columns: tuple[str, ...]) -> Counts:
    """Columns one after the other, as whole numbers."""
    return np.concatenate([rows[name].to_numpy().astype(np.int64) for name in columns])


def _put_together(of: Specification) -> set[str]:
    return {name for columns in of.axes.values() for name in columns}
