"""The marts read back from whichever engine built them, and a fingerprint of each."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from pathways.errors import BuildError
from warehouse.engines import engine_named

if TYPE_CHECKING:
    from collections.abc import Iterator

_INDICATOR = (
    "outcome_id",
    "definition_version",
    "period_kind",
    "period",
    "area_level",
    "area_code",
    "region_code",
    "breakdown_topic",
    "breakdown",
)
# The natural key of each mart: what makes a row one, and the order in which rows are fingerprinted.
MART_KEYS: dict[str, tuple[str, ...]] = {
    "dim_area": ("area_code",),
    "dim_area_boundary": ("area_code", "ring"),
    "dim_area_neighbour": ("area_code", "neighbour_rank"),
    "dim_breakdown": ("breakdown_topic", "breakdown"),
    "dim_characteristic": ("characteristic", "value"),
    "dim_equality_recommendation": ("recommendation_id",),
    "dim_extract": ("extract_id",),
    "dim_indicator": ("indicator_id",),
    "dim_indicator_break": ("indicator_id", "period_id"),
    "dim_indicator_breakdown": ("breakdown_topic",),
    "dim_outcome": ("outcome_id", "definition_version"),
    "dim_pathway_activity": ("pathway_activity",),
    "dim_period": ("period_id",),
    "dim_record_feed": ("feed",),
    "dim_small_area": ("area_code",),
    "dim_source": ("dataset",),
    "dim_young_person": ("young_person_id",),
    "fct_activity_conflict": ("academic_year", "source", "activity", "other_source", "other_activity"),
    "fct_activity_spell": ("young_person_id", "activity", "start_date"),
    "fct_first_paid_work": ("cohort", "sen_group", "band"),
    "fct_indicator": _INDICATOR,
    "fct_indicator_figure": _INDICATOR,
    "fct_link_quality": ("run_id", "department", "other_department", "group_kind", "group_value"),
    "fct_link_rate": ("department", "other_department", "group_kind", "group_value"),
    "fct_linkage_effect": ("outcome_id", "definition_version"),
    "fct_official_statistic": ("statistic_id",),
    "fct_outcome": (
        "young_person_id",
        "outcome_id",
        "definition_version",
        "academic_year",
        "local_authority_code",
        "category",
    ),
    "fct_pathway_flow": ("cohort", "sen_group", "from_age", "from_activity", "to_activity"),
    "fct_pathway_share": ("cohort", "sen_group", "academic_age", "pathway_activity"),
    "fct_person_year": ("young_person_id", "academic_year"),
    "fct_quarantine": ("extract_id", "rule", "reason"),
    "fct_record_quarantine": ("feed", "coverage_period", "rule"),
    "fct_source_coverage": ("cohort", "source"),
    "fct_statistic_source": ("statistic_id", "role", "dataset", "extract_id", "source_row", "source_column"),
    "fct_transition": ("young_person_id", "academic_year"),
}


def read_mart(name: str, engine: str | None = None) -> pa.Table:
    """One mart as it was last built, its rows in the order of its key; the same table whichever engine built it.

    Args:
        name: such as `fct_official_statistic`; a key of `MART_KEYS`.
        engine: `postgres`, `duckdb` or `spark`; none: the one of the settings.

    Raises:
        BuildError: the mart has not been built.
    """
    table = engine_named(engine).read_mart(name)
    if table is None:
        raise BuildError(
            f"The mart {name} has not been built.",
            why="There is nothing to read or to release.",
            fix="Run `pathways build`.",
        )
    return table.take(pc.sort_indices(table, sort_keys=[(key, "ascending") for key in MART_KEYS[name]]))


def fingerprint(table: pa.Table) -> str:
    """The sha256 of a table's content: names of columns, and rows in their order as CSV.

    Arrow writes each double as the shortest text that reads back as the same bits, quotes every text and leaves nulls
    bare, so two tables have the same text only if they hold the same values.
    """
    digest = hashlib.sha256()
    for chunk in _csv_chunks(table):
        digest.update(chunk)
    return digest.hexdigest()


def _csv_chunks(table: pa.Table) -> Iterator[bytes]:
    yield ",".join(table.column_names).encode()
    for batch in table.to_batches(max_chunksize=65_536):
        sink = pa.BufferOutputStream()
        pyarrow.csv.write_csv(batch, sink, pyarrow.csv.WriteOptions(include_header=False))
        yield sink.getvalue().to_pybytes()
