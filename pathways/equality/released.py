"""What the review is worked out from: the published tables of one release, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from pathways.published.table import Tables

ENGLAND: Final = "E92000001"
TABLES: Final = (
    "indicator_figure",
    "outcome",
    "indicator_breakdown",
    "characteristic",
    "equality_recommendation",
    "area",
    "official_statistic",
    "indicator",
    "period",
    "breakdown",
)


@dataclass(frozen=True)
class Released:
    """One release's tables, as it was released.

    Attributes:
        manifest: of the release.
        figures: protected counts of England and its regions, `indicator_figure`, with `dimension_1` to `dimension_3` of
            their breakdown, `value_1` to `value_3` of their group, and `area`, its name.
        outcomes: what each count counts, by definition and version.
        characteristics: values as a person reads them.
        recommendations: the register.
        official: official statistics of England, with the names of their indicator, period and group.
    """

    manifest: Mapping[str, Any]
    figures: pl.DataFrame
    outcomes: pl.DataFrame
    characteristics: pl.DataFrame
    recommendations: pl.DataFrame
    official: pl.DataFrame

    @property
    def is_synthetic(self) -> bool:
        """Whether any extract behind it is made up."""
        return bool(self.manifest["is_synthetic"]) or bool(self.figures["is_synthetic"].any())

    def labelled(self, rows: pl.DataFrame, characteristic: str, value: str, name: str) -> pl.DataFrame:
        """Rows with `<name>_characteristic` and `<name>`, as a person reads two of their columns, and their order.

        Where a row has none of that characteristic both are empty.
        """
        of = self.characteristics.select(
            pl.col("characteristic").alias(characteristic),
            pl.col("value").alias(value),
            pl.col("characteristic_label").alias(f"{name}_characteristic"),
            pl.col("label").alias(name),
            pl.col("sort_key").alias(f"{name}_sort"),
        )
        return rows.join(of, on=[characteristic, value], how="left")


def released_of(manifest: Mapping[str, Any], tables: Tables) -> Released:
    """What a review is worked out from, of one release.

    Args:
        manifest: of the release.
        tables: those of `TABLES`, as published.
    """
    return Released(
        manifest,
        _described(tables["indicator_figure"], tables["indicator_breakdown"], tables["area"]),
        tables["outcome"],
        tables["characteristic"],
        tables["equality_recommendation"],
        _official(tables),
    )


def _described(figures: pl.DataFrame, breakdowns: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    values = pl.col("breakdown").str.split("|")
    dimensions = [f"dimension_{place}" for place in (1, 2, 3)]
    return (
        figures.filter(pl.col("area_level").is_in(["country", "region"]))
        .join(breakdowns.select("breakdown_topic", *dimensions), on="breakdown_topic")
        .join(areas.select("area_code", area=pl.col("area_name")), on="area_code")
        .with_columns(
            pl.when(pl.col(dimension).is_null() & (place > 0))
            .then(None)
            .otherwise(values.list.get(place, null_on_oob=True))
            .alias(f"value_{place + 1}")
            for place, dimension in enumerate(dimensions)
        )
        .with_columns(pl.col("dimension_1").fill_null("total"))
    )


def _official(tables: Tables) -> pl.DataFrame:
    return (
        tables["official_statistic"]
        .filter(pl.col("area_code") == ENGLAND)
        .join(tables["indicator"].select("indicator_id", "title", "publication"), on="indicator_id")
        .join(tables["period"], on="period_id")
        .join(tables["breakdown"], on=["breakdown_topic", "breakdown"])
    )
