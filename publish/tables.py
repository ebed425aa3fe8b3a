"""What is published: each table's columns, key, references and indexes. The page and the release files rely on these.

A published table has the columns of its mart. Those named here are promised, with one type whatever the engine; a mart
may carry more, which are published too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pathways.errors import ReleaseError

TEXT, WHOLE, NUMBER, FLAG, DAY = pl.String(), pl.Int64(), pl.Float64(), pl.Boolean(), pl.Date()
INSTANT = pl.Datetime("us", "UTC")


class ColumnType(NamedTuple):
    """One of the types of a published column, in the frame and in the database."""

    polars: pl.DataType
    sql: str


# By the names that a manifest gives them, which are those of Frictionless Table Schema.
TYPES = {
    "string": ColumnType(TEXT, "text"),
    "integer": ColumnType(WHOLE, "bigint"),
    "number": ColumnType(NUMBER, "double precision"),
    "boolean": ColumnType(FLAG, "boolean"),
    "date": ColumnType(DAY, "date"),
    "datetime": ColumnType(INSTANT, "timestamp with time zone"),
}

STATUSES = ("published", "confidential", "not_available", "not_applicable", "low", "missing")
OWNER_DEPARTMENTS = ("DfE", "DWP", "DHSC", "MHCLG")

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Reference:
    """Columns whose values, where not all null, must stand in another published table."""

    columns: tuple[str, ...]
    table: str
    referred: tuple[str, ...]


def to(table: str, column: str, *, by: str | None = None) -> Reference:
    """A reference by one column, of the same name unless `by` names the one on this side."""
    return Reference((by or column,), table, (column,))


@dataclass(frozen=True)
class PublishedTable:
    """One table of a release."""

    name: str
    mart: str
    columns: Mapping[str, pl.DataType]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    is_linked: bool = False  # its figures are of people, found by linking records: publish/linked.py


PUBLISHED = (
    PublishedTable(
        name="official_statistic",
        mart="fct_official_statistic",
        columns={
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
        key=("statistic_id",),
        references=(
            to("indicator", "indicator_id"),
            to("area", "area_code"),
            to("period", "period_id"),
            Reference(("breakdown_topic", "breakdown"), "breakdown", ("breakdown_topic", "breakdown")),
            to("extract", "extract_id"),
            to("source", "dataset"),
        ),
        indexes=(("statistic_id",), ("indicator_id", "area_code"), ("area_code",)),
    ),
    PublishedTable(
        name="statistic_source",
        mart="fct_statistic_source",
        columns={
            "statistic_id": TEXT,
            "role": TEXT,
            "dataset": TEXT,
            "extract_id": TEXT,
            "source_row": WHOLE,
            "source_column": TEXT,
        },
        key=("statistic_id", "role", "extract_id", "source_row", "source_column"),
        references=(to("official_statistic", "statistic_id"), to("extract", "extract_id"), to("source", "dataset")),
        indexes=(("statistic_id",),),
    ),
    PublishedTable(
        name="indicator",
        mart="dim_indicator",
        columns={
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
        key=("indicator_id",),
        references=(
            Reference(
                ("headline_breakdown_topic", "headline_breakdown"), "breakdown", ("breakdown_topic", "breakdown")
            ),
        ),
    ),
    PublishedTable(
        name="indicator_break",
        mart="dim_indicator_break",
        columns={"indicator_id": TEXT, "period_id": TEXT, "reason": TEXT},
        key=("indicator_id", "period_id"),
        references=(to("indicator", "indicator_id"),),
    ),
    PublishedTable(
        name="area",
        mart="dim_area",
        columns={
            "area_code": TEXT,
            "area_name": TEXT,
            "area_type": TEXT,
            "parent_area_code": TEXT,
            "region_code": TEXT,
            "dfe_number": TEXT,
            "cassr_code": TEXT,
            "valid_from": DAY,
            "valid_to": DAY,
            "current_area_code": TEXT,
        },
        key=("area_code",),
        references=(
            to("area", "area_code", by="parent_area_code"),
            to("area", "area_code", by="region_code"),
            to("area", "area_code", by="current_area_code"),
        ),
    ),
    PublishedTable(
        name="area_neighbour",
        mart="dim_area_neighbour",
        columns={"area_code": TEXT, "neighbour_area_code": TEXT, "neighbour_rank": WHOLE, "distance": NUMBER},
        key=("area_code", "neighbour_rank"),
        references=(to("area", "area_code"), to("area", "area_code", by="neighbour_area_code")),
    ),
    PublishedTable(
        name="area_boundary",
        mart="dim_area_boundary",
        columns={"area_code": TEXT, "ring": WHOLE, "points": TEXT},
        key=("area_code", "ring"),
        references=(to("area", "area_code"),),
    ),
    PublishedTable(
        name="period",
        mart="dim_period",
        columns={
            "period_id": TEXT,
            "period_kind": TEXT,
            "label": TEXT,
            "starts_on": DAY,
            "ends_on": DAY,
            "is_part_year": FLAG,
            "sort_key": WHOLE,
        },
        key=("period_id",),
    ),
    PublishedTable(
        name="breakdown",
        mart="dim_breakdown",
        columns={"breakdown_topic": TEXT, "breakdown": TEXT, "topic_label": TEXT, "label": TEXT, "sort_key": WHOLE},
        key=("breakdown_topic", "breakdown"),
    ),
    PublishedTable(
        name="extract",
        mart="dim_extract",
        columns={
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
        key=("extract_id",),
        references=(to("source", "dataset"), to("extract", "extract_id", by="supersedes")),
    ),
    PublishedTable(
        name="source",
        mart="dim_source",
        columns={
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
        key=("dataset",),
    ),
    PublishedTable(
        name="pathway_activity",
        mart="dim_pathway_activity",
        columns={"pathway_activity": TEXT, "label": TEXT, "short_label": TEXT, "sort_key": WHOLE},
        key=("pathway_activity",),
    ),
    PublishedTable(
        name="pathway_share",
        mart="fct_pathway_share",
        columns={
            "cohort": TEXT,
            "sen_group": TEXT,
            "academic_age": WHOLE,
            "pathway_activity": TEXT,
            "young_people": WHOLE,
            "is_synthetic": FLAG,
        },
        key=("cohort", "sen_group", "academic_age", "pathway_activity"),
        is_linked=True,
    ),
    PublishedTable(
        name="pathway_flow",
        mart="fct_pathway_flow",
        columns={
            "cohort": TEXT,
            "sen_group": TEXT,
            "from_age": WHOLE,
            "to_age": WHOLE,
            "from_activity": TEXT,
            "to_activity": TEXT,
            "young_people": WHOLE,
            "is_synthetic": FLAG,
        },
        key=("cohort", "sen_group", "from_age", "from_activity", "to_activity"),
        references=(
            to("pathway_activity", "pathway_activity", by="from_activity"),
            to("pathway_activity", "pathway_activity", by="to_activity"),
        ),
        is_linked=True,
    ),
    PublishedTable(
        name="first_paid_work",
        mart="fct_first_paid_work",
        columns={
            "cohort": TEXT,
            "sen_group": TEXT,
            "band": TEXT,
            "label": TEXT,
            "sort_key": WHOLE,
            "young_people": WHOLE,
            "is_synthetic": FLAG,
        },
        key=("cohort", "sen_group", "band"),
        is_linked=True,
    ),
    PublishedTable(
        name="source_coverage",
        mart="fct_source_coverage",
        columns={
            "cohort": TEXT,
            "source": TEXT,
            "says": TEXT,
            "young_people": WHOLE,
            "everyone": WHOLE,
            "is_synthetic": FLAG,
        },
        key=("cohort", "source"),
        is_linked=True,
    ),
    PublishedTable(
        name="linkage_effect",
        mart="fct_linkage_effect",
        columns={
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
        key=("outcome_id", "definition_version"),
        is_linked=True,
    ),
    PublishedTable(
        name="quarantine",
        mart="fct_quarantine",
        columns={"extract_id": TEXT, "dataset": TEXT, "rule": TEXT, "reason": TEXT, "rows_quarantined": WHOLE},
        key=("extract_id", "rule", "reason"),
        references=(to("extract", "extract_id"),),
    ),
    PublishedTable(
        name="record_feed",
        mart="dim_record_feed",
        columns={
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
        key=("feed",),
    ),
    PublishedTable(
        name="record_quarantine",
        mart="fct_record_quarantine",
        columns={"feed": TEXT, "coverage_period": TEXT, "rule": TEXT, "rows_quarantined": WHOLE},
        key=("feed", "coverage_period", "rule"),
        references=(to("record_feed", "feed"),),
    ),
    PublishedTable(
        name="link_quality",
        mart="fct_link_quality",
        columns={
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
        key=("run_id", "department", "other_department", "group_kind", "group_value"),
        is_linked=True,
    ),
)


def shaped(table: PublishedTable, mart: pl.DataFrame) -> pl.DataFrame:
    """A mart as it is published: the promised columns with their types, then any others, in the order of its key.

    Raises:
        ReleaseError: a promised column is absent, or holds what its type cannot.
    """
    absent = [name for name in table.columns if name not in mart.columns]
    if absent:
        raise ReleaseError(
            f"The mart {table.mart} has no column {', '.join(f'`{name}`' for name in absent)}.",
            why="The page and the release files rely on it, so nothing was released.",
            fix="Add it to the dbt model, or change what is promised in publish/tables.py.",
        )
    others = sorted(set(mart.columns) - set(table.columns))
    try:
        typed = mart.select(
            *(
                _as_instant(mart[name]) if kind == INSTANT else mart[name].cast(kind)
                for name, kind in table.columns.items()
            ),
            *(mart[name].cast(_common(mart[name].dtype)) for name in others),
        )
    except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError) as error:
        raise ReleaseError(
            f"The mart {table.mart} holds what its published columns cannot: {error}.",
            why="The page and the release files rely on these types, so nothing was released.",
            fix="Correct the type in the dbt model, or change what is promised in publish/tables.py.",
        ) from error
    return typed.sort(table.key, maintain_order=True)


def type_name(kind: pl.DataType) -> str:
    """The name in the manifest of a published column's type."""
    return next(name for name, each in TYPES.items() if each.polars == kind)


def _as_instant(column: pl.Series) -> pl.Series:
    """Instants are UTC on every engine, whether or not the engine says so."""
    kind = column.dtype
    if isinstance(kind, pl.Datetime) and kind.time_zone is None:
        return column.dt.replace_time_zone("UTC").cast(INSTANT)
    return column.cast(INSTANT)


def _common(kind: pl.DataType) -> pl.DataType:
    """The type that a column beyond the promised ones is published as."""
    if kind.is_integer():
        return WHOLE
    if kind.is_numeric():
        return NUMBER
    if isinstance(kind, pl.Datetime):
        return INSTANT
    return kind if kind in (FLAG, DAY) else TEXT
