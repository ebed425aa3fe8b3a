"""The counts of the review as open data in the form of Explore Education Statistics: tidy CSV with its meta file.

Source: DfE Analysts' Guide, "Open Data Standards".
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from pathways.equality.measures import counted, one_way
from pathways.equality.released import ENGLAND, Released
from pathways.equality.windows import Window

NAME: Final = "apprenticeships_and_supported_internships"
_FILTERS: Final = {
    "measure": ("Measure", ""),
    "years": ("Years together", ""),
    "breakdown_topic": ("Characteristic", ""),
    "breakdown": ("Group", "breakdown_topic"),
}
_INDICATORS: Final = {"people": ("Number", "", 0), "share_of_known": ("Share of those known", "%", 1)}
_FEWEST: Final = 10


def write_open_data(released: Released, window: Window, folder: Path) -> list[Path]:
    """Write the file and its meta file; their paths."""
    data, about = folder / f"{NAME}.csv", folder / f"{NAME}.meta.csv"
    open_data(released, window).write_csv(data, line_terminator="\n")
    _meta().write_csv(about, line_terminator="\n")
    return [data, about]


def open_data(released: Released, window: Window) -> pl.DataFrame:
    """A row for each measure, period, area, characteristic and group, all as text; the three years under the last."""
    rows = one_way(released, counted(released, window))
    totals = (
        counted(released, window)
        .filter(pl.col("breakdown_topic") == "total")
        .select(
            "measure_title",
            "measure_sort",
            "period",
            "period_sort",
            "area_code",
            "area",
            "numerator",
            group_label_characteristic=pl.lit("Total"),
            group_label=pl.lit("Total"),
            known="numerator",
            group=pl.lit("total"),
            characteristic_sort=pl.lit(-1, pl.Int64),
            group_label_sort=pl.lit(0, pl.Int64),
        )
    )
    rows = pl.concat([totals, rows.select(totals.columns)], how="vertical_relaxed")
    is_england = pl.col("area_code") == ENGLAND
    is_window = pl.col("period") == window.label
    share = (
        pl.when(pl.col("group") == "unknown")
        .then(pl.lit("z"))
        .when(pl.col("known") < _FEWEST)
        .then(pl.lit("c"))
        .otherwise((100 * pl.col("numerator") / pl.col("known")).clip(0, 100).round(1).cast(pl.String))
    )
    last = window.years[-1]
    return rows.sort("measure_sort", "area_code", "period_sort", "characteristic_sort", "group_label_sort").select(
        pl.when(is_window).then(pl.lit(last)).otherwise("period").str.replace("/", "").alias("time_period"),
        pl.lit("Academic year").alias("time_identifier"),
        pl.when(is_england).then(pl.lit("National")).otherwise(pl.lit("Regional")).alias("geographic_level"),
        pl.lit(ENGLAND).alias("country_code"),
        pl.lit("England").alias("country_name"),
        pl.when(is_england).then(pl.lit("")).otherwise("area_code").alias("region_code"),
        pl.when(is_england).then(pl.lit("")).otherwise("area").alias("region_name"),
        pl.col("measure_title").alias("measure"),
        pl.when(is_window).then(pl.lit("Three years")).otherwise(pl.lit("One year")).alias("years"),
        pl.col("group_label_characteristic").alias("breakdown_topic"),
        pl.col("group_label").alias("breakdown"),
        pl.col("numerator").cast(pl.String).alias("people"),
        share.alias("share_of_known"),
    )


def _meta() -> pl.DataFrame:
    filters = [(name, "Filter", label, "", "", "", "", group) for name, (label, group) in _FILTERS.items()]
    indicators = [
        (name, "Indicator", label, "", unit, str(decimals), "", "")
        for name, (label, unit, decimals) in _INDICATORS.items()
    ]
    columns = [
        "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp", "filter_hint",
        "filter_grouping_column",
    ]  # fmt: skip
    return pl.DataFrame([*filters, *indicators], schema=columns, orient="row")
