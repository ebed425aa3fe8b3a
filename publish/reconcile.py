"""Reconciliation: figures against those their publishers printed, and parts against their total."""

from __future__ import annotations

import polars as pl

from pathways.published.table import Tables
from warehouse.sources import PROJECT

KNOWN_VALUES = PROJECT / "seeds" / "published_england_value.csv"  # the build tests itself against the same list
ENGLAND = "E92000001"
CUBE = ("indicator_id", "period_id", "breakdown_topic", "breakdown", "extract_id", "measure")
STANDARD_ERRORS = 3  # of a sum of rounded parts, each off by a standard error of its unit of rounding over root 12
COUNTED_UNITS = ("people", "households")


def differs_from_known_values(tables: Tables) -> list[str]:
    """Figures that are not those which a publisher printed for the very file they come from.

    A file is known by its hash, so a later correction by the publisher, which has another, is not held back.
    Figures marked synthetic are left alone.
    """
    known = pl.read_csv(KNOWN_VALUES, infer_schema=False).cast({"value": pl.Float64, "tolerance": pl.Float64})
    figures = (
        _measures(tables)
        .filter(~pl.col("is_synthetic"))
        .join(tables["extract"].select("extract_id", "sha256"), on="extract_id")
    )
    on = ["indicator_id", "area_code", "period_id", "breakdown_topic", "breakdown", "part", "sha256"]
    compared = known.join(figures.rename({"measure": "part"}), on=on, how="inner")
    # A figure worked out from two files is absent while one of them is: that is no difference.
    wrong = compared.filter((pl.col("figure") - pl.col("value")).abs() > pl.col("tolerance") + 1e-6)
    return [
        f"{row['indicator_id']} {row['area_code']} {row['period_id']} {row['breakdown_topic']}/{row['breakdown']}:"
        f" the {row['part']} is {_number(row['figure'])}; the publisher printed {_number(row['value'])}"
        f" ({row['source']})."
        for row in wrong.iter_rows(named=True)
    ]


def parts_differ_from_total(tables: Tables, share: float, rounded_to: int) -> list[str]:
    """Counts whose parts are all published, by one extract, and do not make that extract's own total.

    Local authorities are compared with their region and regions with England, for every count and every numerator and
    denominator. A total with a suppressed or absent part, or whose authorities changed during the period, is left out.

    Args:
        tables: the candidate's tables.
        share: the difference allowed, as a share of the total: publishers round and impute.
        rounded_to: what each part may have been rounded to; the error that this leaves in a sum is allowed in any case.
    """
    is_count = (pl.col("measure") != "value") | pl.col("unit").is_in(COUNTED_UNITS)
    figures = _measures(tables).filter(is_count).join(_places(tables), on="area_code")
    reasons = []
    for part, total in (("local_authority", "region"), ("region", "country")):
        parts = figures.filter(pl.col("area_type") == part)
        sums = parts.group_by(*CUBE, "whole").agg(
            pl.col("place").n_unique().alias("present"),
            pl.col("figure").sum().alias("sum"),
            pl.col("figure").null_count().alias("absent"),
        )
        totals = figures.filter(pl.col("area_type") == total, pl.col("figure").is_not_null())
        compared = (
            totals.join(sums, left_on=[*CUBE, "area_code"], right_on=[*CUBE, "whole"])
            .join(_expected_parts(tables, part), left_on=["area_code", "period_id"], right_on=["whole", "period_id"])
            .filter(pl.col("absent") == 0, pl.col("present") == pl.col("expected_parts"))
        )
        rounding_error = STANDARD_ERRORS * rounded_to * (pl.col("expected_parts") / 12).sqrt()
        allowed = pl.max_horizontal(pl.col("figure") * share, rounding_error)
        wrong = compared.filter((pl.col("sum") - pl.col("figure")).abs() > allowed).sort(*CUBE, "area_code")
        reasons += [
            f"{row['indicator_id']} {row['period_id']} {row['breakdown_topic']}/{row['breakdown']}, {row['measure']}:"
            f" {row['area_name']} is {_number(row['figure'])} but its {row['expected_parts']} parts make"
            f" {_number(row['sum'])}."
            for row in wrong.iter_rows(named=True)
        ]
    return reasons


def _measures(tables: Tables) -> pl.DataFrame:
    """One row for each figure that can be compared: value, numerator, denominator, named by `measure`."""
    statistics = tables["official_statistic"].join(
        tables["indicator"].select("indicator_id", "unit"), on="indicator_id"
    )
    keep = [
        "indicator_id",
        "area_code",
        "period_id",
        "breakdown_topic",
        "breakdown",
        "extract_id",
        "is_synthetic",
        "unit",
    ]
    return statistics.unpivot(
        ["value", "numerator", "denominator"], index=keep, variable_name="measure", value_name="figure"
    )


def _places(tables: Tables) -> pl.DataFrame:
    """Where an area stands: its present-day code (`place`), and the area it is a part of (`whole`)."""
    return tables["area"].select(
        "area_code",
        "area_name",
        "area_type",
        pl.coalesce("current_area_code", "area_code").alias("place"),
        pl.when(pl.col("area_type") == "region").then(pl.lit(ENGLAND)).otherwise("region_code").alias("whole"),
    )


def _expected_parts(tables: Tables, part: str) -> pl.DataFrame:
    """How many areas make up a whole in a period: those that existed at any time in it, a recode counted once."""
    areas = tables["area"].select("area_code", "valid_from", "valid_to").join(_places(tables), on="area_code")
    periods = tables["period"].select("period_id", "starts_on", "ends_on").drop_nulls()
    begun = (pl.col("valid_from") <= pl.col("ends_on")).fill_null(value=True)
    not_ended = (pl.col("valid_to") >= pl.col("starts_on")).fill_null(value=True)
    return (
        areas.filter(pl.col("area_type") == part)
        .join(periods, how="cross")
        .filter(begun, not_ended)
        .group_by("whole", "period_id")
        .agg(pl.col("place").n_unique().cast(pl.Int64).alias("expected_parts"))
    )


def _number(figure: float) -> str:
    return f"{figure:,.10g}"
