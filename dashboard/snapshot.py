"""The published tables of one release in Polars, cut up once so that a page only looks up what it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

from pathways.published.official_statistics import OFFICIAL_STATISTIC
from pathways.published.table import DAY, FLAG, TEXT, WHOLE

ENGLAND = "E92000001"
Kept = TypeVar("Kept")
EMPTY_SERIES = pl.DataFrame(
    schema={
        **OFFICIAL_STATISTIC.columns,
        "place_code": TEXT,
        "period_kind": TEXT,
        "period_label": TEXT,
        "period_ends_on": DAY,
        "is_part_year": FLAG,
        "period_sort": WHOLE,
        "topic_label": TEXT,
        "breakdown_label": TEXT,
        "breakdown_sort": WHOLE,
    }
)


@dataclass(frozen=True)
class Indicator:
    """One row of `published.indicator`."""

    indicator_id: str
    indicator_number: int | None
    title: str
    short_title: str
    definition: str
    numerator_definition: str | None
    denominator_definition: str | None
    definition_version: str
    owner_department: str
    unit: str
    better_direction: str
    decimals: int
    headline_breakdown_topic: str
    headline_breakdown: str
    comparator_breakdown: str | None
    caveat: str | None
    has_data: bool
    publication: str | None


@dataclass(frozen=True)
class Break:
    """Where a series starts anew: the first period counted in the new way, its place in time, and why.

    A figure of that period or later is never compared with one from before it.
    """

    period_id: str
    label: str
    sort: int
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """One release. `by_indicator` holds each indicator's figures in order of area, breakdown and period.

    Beside the published columns each figure carries the labels and order of its period and breakdown, and
    `place_code`: the code its area has today, so that a series runs on through a change of code alone.
    """

    release_id: str
    tables: Mapping[str, pl.DataFrame]
    by_indicator: Mapping[str, pl.DataFrame]
    _kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: object, work_out: Callable[[], Kept]) -> Kept:
        """What `work_out` gives for this release, worked out the first time only; two threads may do it at once."""
        if key not in self._kept:
            self._kept[key] = work_out()
        return self._kept[key]  # type: ignore[no-any-return]  # each key is always given the same kind

    @classmethod
    def of(cls, release_id: str, tables: Mapping[str, pl.DataFrame]) -> Snapshot:
        """Join each figure to its labels and cut the table by indicator."""
        period = tables["period"].select(
            "period_id",
            "period_kind",
            "is_part_year",
            pl.col("label").alias("period_label"),
            pl.col("ends_on").alias("period_ends_on"),
            pl.col("sort_key").alias("period_sort"),
        )
        breakdown = tables["breakdown"].select(
            "breakdown_topic",
            "breakdown",
            "topic_label",
            pl.col("label").alias("breakdown_label"),
            pl.col("sort_key").alias("breakdown_sort"),
        )
        place = tables["area"].select("area_code", pl.col("current_area_code").alias("place_code"))
        figures = (
            tables["official_statistic"]
            .join(place, on="area_code", how="left")
            .join(period, on="period_id", how="left")
            .join(breakdown, on=["breakdown_topic", "breakdown"], how="left")
            .with_columns(pl.coalesce("place_code", "area_code").alias("place_code"))
            .select(EMPTY_SERIES.columns)
            .sort("place_code", "breakdown_topic", "breakdown_sort", "period_sort", "period_id")
        )
        cut = {
            str(key[0]): part
            for key, part in figures.partition_by("indicator_id", as_dict=True).items()
            if key[0] is not None
        }
        return cls(release_id, tables, cut)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """By id: the sixteen in their order, then those shown for context."""
        rows = self.tables["indicator"].sort("indicator_number", "short_title", nulls_last=True)
        return {row["indicator_id"]: Indicator(**row) for row in rows.iter_rows(named=True)}

    @cached_property
    def area_names(self) -> Mapping[str, str]:
        """By code, ended areas too."""
        return dict(self.tables["area"].select("area_code", "area_name").iter_rows())

    @cached_property
    def region_of(self) -> Mapping[str, str | None]:
        """The region that holds each area."""
        return dict(self.tables["area"].select("area_code", "region_code").iter_rows())

    @cached_property
    def local_authorities(self) -> Mapping[str, str]:
        """Names by code of those in force, in the order of their names."""
        rows = self.tables["area"].filter(
            pl.col("area_type") == "local_authority",
            pl.col("valid_to").is_null(),
            pl.col("current_area_code") == pl.col("area_code"),
        )
        return dict(rows.sort("area_name").select("area_code", "area_name").iter_rows())

    def council(self, code: str) -> str | None:
        """The code that a council has today, by this one or one it had before; None where none in force goes by it."""
        rows = self.tables["area"].filter(pl.col("area_code") == code)
        current = None if rows.is_empty() else rows["current_area_code"][0]
        return current if current in self.local_authorities else None

    @cached_property
    def outlines(self) -> Mapping[str, list[list[tuple[float, float]]]]:
        """By area code: its rings of longitude and latitude, for the map."""
        found: dict[str, list[list[tuple[float, float]]]] = {}
        for code, points in (
            self.tables["area_boundary"].sort("area_code", "ring").select("area_code", "points").iter_rows()
        ):
            found.setdefault(code, []).append([(x, y) for x, y in json.loads(points)])
        return found

    @cached_property
    def breaks(self) -> Mapping[str, list[Break]]:
        """By indicator: its breaks, the earliest first."""
        periods = self.tables["period"].select("period_id", "label", "sort_key")
        rows = self.tables["indicator_break"].join(periods, on="period_id").sort("sort_key")
        found: dict[str, list[Break]] = {}
        for row in rows.iter_rows(named=True):
            found.setdefault(row["indicator_id"], []).append(
                Break(row["period_id"], row["label"], row["sort_key"], row["reason"])
            )
        return found

    def breaks_of(self, indicator: Indicator) -> list[Break]:
        """The breaks of one indicator's series."""
        return list(self.breaks.get(indicator.indicator_id, []))

    @cached_property
    def has_made_up_figures(self) -> bool:
        """Whether any figure comes from an extract that says it is synthetic."""
        return bool(self.tables["official_statistic"]["is_synthetic"].any())

    def figures(self, indicator_id: str) -> pl.DataFrame:
        """Every figure of an indicator, none if it has none."""
        return self.by_indicator.get(indicator_id, EMPTY_SERIES)
