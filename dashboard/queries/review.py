"""The equality review of one release, from the same tables that its files are written from (pathways/equality/)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from psycopg2 import sql

from dashboard.releases import Release, rows_of
from dashboard.snapshot import Snapshot
from pathways.database import Role, connect
from pathways.equality import comparisons, counts
from pathways.equality.measures import CHARACTERISTICS, COHORT, MEASURES, Measure
from pathways.equality.released import ENGLAND, TABLES, Released, released_of
from pathways.equality.table import ReviewTable
from pathways.equality.windows import FIRST_ENDS, YEARS, Window
from pathways.published.linked_figures import INDICATOR_FIGURE

SIDE_BY_SIDE: Final = 3  # reviews, the latest first
_COUNTED: Final = sorted({COHORT, *(measure.outcome_id for measure in MEASURES)})
BY_NAME: Final = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True)
class Review:
    """What one release has for reviews; each table is worked out the first time that it is asked for.

    Attributes:
        snapshot: of the release, which keeps them.
        released: what they are worked out from.
        windows: of the reviews it has all years of, the latest first.
    """

    snapshot: Snapshot
    released: Released
    windows: list[Window]

    def representation(self, window: Window) -> ReviewTable:
        """Each group of England beside those it is compared with."""
        return self._once("representation", window, comparisons.representation)

    def by_characteristic(self, window: Window) -> ReviewTable:
        """Counts by one characteristic, of England and each region."""
        return self._once("by_characteristic", window, counts.by_characteristic)

    def together(self, window: Window) -> ReviewTable:
        """Counts of England by two and three characteristics."""
        return self._once("together", window, counts.together)

    def unknown_rates(self, window: Window) -> ReviewTable:
        """How often a characteristic is not known."""
        return self._once("unknown_rates", window, counts.unknown_rates)

    def _once(self, name: str, window: Window, work_out: Callable[[Released, Window], ReviewTable]) -> ReviewTable:
        return self.snapshot.once(("review", name, window), lambda: work_out(self.released, window))


def review_of(snapshot: Snapshot, release: Release) -> Review | None:
    """The reviews of a release; None where it has no figures of linked records for any.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    released = snapshot.once("review", lambda: _released(snapshot, release))
    there = set(released.figures["period"])
    windows = [
        window
        for last in range(FIRST_ENDS + 10 * YEARS, FIRST_ENDS - 10 * YEARS, -YEARS)
        if {*(window := Window(last)).years, window.label} <= there
    ]
    return Review(snapshot, released, windows[:SIDE_BY_SIDE]) if windows else None


def _released(snapshot: Snapshot, release: Release) -> Released:
    """Figures of people are not held by the page: those of the review, of England and its regions, are asked for."""
    where = sql.SQL("area_level in ('country', 'region') and outcome_id in ({})").format(
        sql.SQL(", ").join(map(sql.Literal, _COUNTED))
    )
    with connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        cursor.execute("set local time zone 'UTC'")
        figures = rows_of(cursor, INDICATOR_FIGURE.name, INDICATOR_FIGURE.columns, snapshot.release_id, where)
    tables = {name: snapshot.tables[name] for name in TABLES if name != INDICATOR_FIGURE.name}
    return released_of({"is_synthetic": release.is_synthetic}, {**tables, INDICATOR_FIGURE.name: figures})


def measures(review: Review) -> dict[str, Measure]:
    """Those that the latest review counts, by name."""
    there = set(review.by_characteristic(review.windows[0]).rows["measure"])
    return {name: measure for name, measure in BY_NAME.items() if measure.title in there}


def characteristics(review: Review) -> dict[str, str]:
    """By id, the name of each characteristic and of those that are counted together, as topics: "sex_by_lldd"."""
    labels = dict(review.released.characteristics.select("characteristic", "characteristic_label").iter_rows())
    there = review.released.figures.select("breakdown_topic", "dimension_1", "dimension_2", "dimension_3").unique()
    found = {name: labels[name] for name in CHARACTERISTICS if name in set(there["breakdown_topic"])}
    for topic, *dimensions in there.sort("breakdown_topic").iter_rows():
        named = [dimension for dimension in dimensions if dimension]
        if len(named) > 1 and set(named) <= set(CHARACTERISTICS):
            found[topic] = " and ".join([", ".join(labels[each] for each in named[:-1]), labels[named[-1]]])
    return found


def areas(review: Review) -> dict[str, str]:
    """England, then each region by its name."""
    there = review.released.figures.select("area_code", "area").unique().sort("area")
    named = dict(there.filter(pl.col("area_code") != ENGLAND).iter_rows())
    return {ENGLAND: "England", **named}


def one_way(review: Review, window: Window, measure: Measure, characteristic: str, area: str) -> list[dict[str, Any]]:
    """The groups of a characteristic in a window, in order, as the review's files show them.

    Args:
        review: of the release.
        window: three years together.
        measure: what is counted.
        characteristic: its name for people: "Sex".
        area: a code.

    Returns:
        Of each group every column of `by_characteristic` as text, and of England those of `representation` too, as in
        the files for people (`[c]` in place of a number); `rate_number`, `rate_low_number`, `rate_high_number` (per
        100; None where none is shown) and `is_low`, whether a rate is of few.
    """
    wanted = {"measure": measure.title, "period": window.label, "characteristic": characteristic}
    rows = _cells(review.by_characteristic(window)).filter(**wanted, area_code=area)
    if area != ENGLAND:
        return rows.to_dicts()
    table = review.representation(window)
    of = _cells(table).with_columns(
        table.rows.select(pl.col(name).alias(f"{name}_number") for name in ("rate", "rate_low", "rate_high")),
        is_low=table.rows["reliability"] == "low",
    )
    compared = of.filter(**wanted).drop("measure", "period", "characteristic", "people", "share")
    return rows.join(compared, on="group", how="left", maintain_order="left").to_dicts()


def several(review: Review, window: Window, measure: Measure, topic: str) -> list[dict[str, Any]]:
    """The groups of characteristics together, in England, as the review's files show them, named by `group`."""
    names = characteristics_of(review, topic)
    rows = _cells(review.together(window)).filter(
        measure=measure.title,
        **{f"characteristic_{place}": names[place - 1] if place <= len(names) else "[z]" for place in (1, 2, 3)},
    )
    parts = [f"group_{place}" for place in range(1, len(names) + 1)]
    return rows.with_columns(pl.concat_str(parts, separator=", ").alias("group")).to_dicts()


def characteristics_of(review: Review, topic: str) -> list[str]:
    """The names of the characteristics of a topic."""
    labels = dict(review.released.characteristics.select("characteristic", "characteristic_label").iter_rows())
    row = review.released.figures.filter(breakdown_topic=topic).row(0, named=True)
    return [labels[row[f"dimension_{place}"]] for place in (1, 2, 3) if row[f"dimension_{place}"]]


def unknown(review: Review, window: Window, measure: Measure, characteristic: str) -> dict[str, Any] | None:
    """Of how many in England a characteristic is not known; None where nothing was counted."""
    rows = _cells(review.unknown_rates(window)).filter(
        measure=measure.title, period=window.label, characteristic=characteristic
    )
    return rows.row(0, named=True) if rows.height else None


def _cells(table: ReviewTable) -> pl.DataFrame:
    return table.cells(brackets=True)
