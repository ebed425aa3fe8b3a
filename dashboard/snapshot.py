"""The published tables of one release in Polars, cut up once so that a page only looks up what it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

TEXT, WHOLE, NUMBER, FLAG, DAY = pl.String(), pl.Int64(), pl.Float64(), pl.Boolean(), pl.Date()
INSTANT = pl.Datetime("us", "UTC")

# Read into memory for each release. `statistic_source` is large and read one figure at a time: queries/lineage.py.
TABLES: Mapping[str, dict[str, pl.DataType]] = {
    "official_statistic": {
        "statistic_id": TEXT,
        "indicator_id": TEXT,
        "area_code": TEXT,
        "period_id": TEXT,
        "breakdown_topic": TEXT,
        "breakdown": TEXT,
        "value": NUMBER,
        "value_status": TEXT,
        "numerator": NUMBER,
        "denominator": NUMBER,
        "revision": TEXT,
        "is_synthetic": FLAG,
        "dataset": TEXT,
        "extract_id": TEXT,
    },
    "indicator": {
        "indicator_id": TEXT,
        "indicator_number": WHOLE,
        "title": TEXT,
        "short_title": TEXT,
        "definition": TEXT,
        "numerator_definition": TEXT,
        "denominator_definition": TEXT,
        "definition_version": TEXT,
        "owner_department": TEXT,
        "unit": TEXT,
        "better_direction": TEXT,
        "decimals": WHOLE,
        "headline_breakdown_topic": TEXT,
        "headline_breakdown": TEXT,
        "comparator_breakdown": TEXT,
        "caveat": TEXT,
        "has_data": FLAG,
        "publication": TEXT,
    },
    "indicator_break": {"indicator_id": TEXT, "period_id": TEXT, "reason": TEXT},
    "area": {
        "area_code": TEXT,
        "area_name": TEXT,
        "area_type": TEXT,
        "region_code": TEXT,
        "valid_to": DAY,
        "current_area_code": TEXT,
    },
    "area_neighbour": {"area_code": TEXT, "neighbour_area_code": TEXT, "neighbour_rank": WHOLE, "distance": NUMBER},
    "area_boundary": {"area_code": TEXT, "ring": WHOLE, "points": TEXT},
    "period": {
        "period_id": TEXT,
        "period_kind": TEXT,
        "label": TEXT,
        "ends_on": DAY,
        "is_part_year": FLAG,
        "sort_key": WHOLE,
    },
    "breakdown": {"breakdown_topic": TEXT, "breakdown": TEXT, "topic_label": TEXT, "label": TEXT, "sort_key": WHOLE},
    "extract": {
        "extract_id": TEXT,
        "dataset": TEXT,
        "file_name": TEXT,
        "sha256": TEXT,
        "received_at": INSTANT,
        "coverage_label": TEXT,
        "rows_received": WHOLE,
        "rows_accepted": WHOLE,
        "rows_quarantined": WHOLE,
        "rows_duplicate": WHOLE,
        "is_synthetic": FLAG,
        "supersedes": TEXT,
        "notes": TEXT,
        "is_used": FLAG,
    },
    "source": {
        "dataset": TEXT,
        "publisher": TEXT,
        "department": TEXT,
        "title": TEXT,
        "licence": TEXT,
        "publication": TEXT,
        "expected_every_days": WHOLE,
        "symbols": TEXT,
        "caveat": TEXT,
        "last_received_at": INSTANT,
        "latest_period": TEXT,
        "latest_period_ends_on": DAY,
        "behind_by_days": WHOLE,
        "is_late": FLAG,
    },
    "pathway_activity": {"pathway_activity": TEXT, "label": TEXT, "short_label": TEXT, "sort_key": WHOLE},
    "pathway_share": {
        "cohort": TEXT,
        "sen_group": TEXT,
        "academic_age": WHOLE,
        "pathway_activity": TEXT,
        "young_people": WHOLE,
        "is_synthetic": FLAG,
    },
    "pathway_flow": {
        "cohort": TEXT,
        "sen_group": TEXT,
        "from_age": WHOLE,
        "to_age": WHOLE,
        "from_activity": TEXT,
        "to_activity": TEXT,
        "young_people": WHOLE,
        "is_synthetic": FLAG,
    },
    "first_paid_work": {
        "cohort": TEXT,
        "sen_group": TEXT,
        "band": TEXT,
        "label": TEXT,
        "sort_key": WHOLE,
        "young_people": WHOLE,
        "is_synthetic": FLAG,
    },
    "source_coverage": {
        "cohort": TEXT,
        "source": TEXT,
        "says": TEXT,
        "young_people": WHOLE,
        "everyone": WHOLE,
        "is_synthetic": FLAG,
    },
    "linkage_effect": {
        "outcome_id": TEXT,
        "definition_version": TEXT,
        "says": TEXT,
        "period": TEXT,
        "numerator": WHOLE,
        "denominator": WHOLE,
        "numerator_strict": WHOLE,
        "denominator_strict": WHOLE,
        "is_synthetic": FLAG,
    },
    "quarantine": {"extract_id": TEXT, "dataset": TEXT, "rule": TEXT, "reason": TEXT, "rows_quarantined": WHOLE},
    "record_feed": {
        "feed": TEXT,
        "department": TEXT,
        "publisher": TEXT,
        "title": TEXT,
        "expected_every_days": WHOLE,
        "last_received_at": INSTANT,
        "latest_period": TEXT,
        "next_due_on": DAY,
        "late_by_days": WHOLE,
        "extracts": WHOLE,
        "synthetic_extracts": WHOLE,
        "rows_received": WHOLE,
        "rows_accepted": WHOLE,
        "rows_quarantined": WHOLE,
        "rows_duplicate": WHOLE,
        "is_synthetic": FLAG,
    },
    "record_quarantine": {"feed": TEXT, "coverage_period": TEXT, "rule": TEXT, "rows_quarantined": WHOLE},
    "link_quality": {
        "run_id": TEXT,
        "finished_at": INSTANT,
        "model_version": TEXT,
        "model_used_since": INSTANT,
        "holds": FLAG,
        "department": TEXT,
        "other_department": TEXT,
        "group_kind": TEXT,
        "group_value": TEXT,
        "persons": WHOLE,
        "linked": WHOLE,
        "link_rate": NUMBER,
        "tier_1": WHOLE,
        "tier_2": WHOLE,
        "tier_3": WHOLE,
        "expected_precision": NUMBER,
        "expected_share_found": NUMBER,
        "strict_link_rate": NUMBER,
        "imputed_link_rate": NUMBER,
        "imputed_link_rate_low": NUMBER,
        "imputed_link_rate_high": NUMBER,
        "named_threshold": NUMBER,
        "nameless_threshold": NUMBER,
        "strict_threshold": NUMBER,
        "is_synthetic": FLAG,
    },
}

ENGLAND = "E92000001"
Kept = TypeVar("Kept")
EMPTY_SERIES = pl.DataFrame(
    schema={
        **TABLES["official_statistic"],
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
