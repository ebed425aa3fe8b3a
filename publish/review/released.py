"""What the review is worked out from: the files of one release, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from pathways.errors import ReleaseError
from publish import files

ENGLAND: Final = "E92000001"
_TABLES: Final = {
    "figures": "indicator_figure",
    "outcomes": "outcome",
    "breakdowns": "indicator_breakdown",
    "characteristics": "characteristic",
    "recommendations": "equality_recommendation",
    "areas": "area",
    "official": "official_statistic",
    "official_indicators": "indicator",
    "official_periods": "period",
    "official_groups": "breakdown",
}


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

    manifest: dict[str, Any]
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


def read_release(folder: Path) -> Released:
    """Read what a review needs from the folder of a release.

    Raises:
        ReleaseError: it is no release's folder, or the release has no figures of linked records.
    """
    manifest = files.read_manifest(folder)
    named = {file.table: file for file in files.files_of(manifest)}
    absent = [table for table in _TABLES.values() if table not in named]
    if absent:
        raise ReleaseError(
            f"Release {manifest['release_id']} has no table {', '.join(absent)}.",
            why="The review is worked out from them.",
            fix="Take a release of this version: `pathways build`, then `pathways publish`.",
        )
    tables = {name: files.read_table(folder, named[table]) for name, table in _TABLES.items()}
    figures = _described(tables["figures"], tables["breakdowns"], tables["areas"])
    if figures.is_empty():
        raise ReleaseError(
            f"Release {manifest['release_id']} has no figures about young people in England.",
            why="The review is worked out from linked records, and this release was made without any.",
            fix="Receive the departments' record-level extracts, then link, build and publish.",
        )
    return Released(
        manifest,
        figures,
        tables["outcomes"],
        tables["characteristics"],
        tables["recommendations"],
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


def _official(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return (
        tables["official"]
        .filter(pl.col("area_code") == ENGLAND)
        .join(tables["official_indicators"].select("indicator_id", "title", "publication"), on="indicator_id")
        .join(tables["official_periods"], on="period_id")
        .join(tables["official_groups"], on=["breakdown_topic", "breakdown"])
    )
