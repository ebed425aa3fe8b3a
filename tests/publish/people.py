"""Made-up people counted as the mart `fct_indicator_figure` counts them: true counts, each with its sum of keys."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl

from publish.disclosure.noise import NoiseTable
from publish.disclosure.policy import KeyedNoise, Policy
from publish.disclosure.specification import KEY_SUFFIX
from publish.protected import PROTECTED
from publish.protection import tables_of
from warehouse.person_keys import person_keys

KEYED = KeyedNoise(NoiseTable.drawn(b"a seed of the tests, 32 bytes in"))
SECRET = b"a key of the tests"
ENGLAND = "E92000001"
TOPICS = {  # as the seed has them: the dimensions, and the finest areas
    "total": ((), 3),
    "sex": (("sex",), 3),
    "ethnicity_18": (("ethnicity_18",), 2),
    "ethnicity_5": (("ethnicity_5",), 3),
    "sex_by_ethnicity_5": (("sex", "ethnicity_5"), 2),
    "sex_by_ethnicity_18": (("sex", "ethnicity_18"), 1),
}
FIVE = {"indian": "asian", "chinese": "asian", "white_british": "white", "white_irish": "white", "unknown": "unknown"}


def people(count: int = 3_000, seed: int = 28) -> pl.DataFrame:
    """Young people in three years of one outcome: where, who, and whether it was met."""
    chance = np.random.default_rng(seed)
    ethnicity = chance.choice(list(FIVE), count, p=[0.1, 0.02, 0.8, 0.03, 0.05])
    council = chance.integers(0, 30, count)
    return pl.DataFrame(
        {
            "young_person_id": np.arange(count),
            "period": chance.choice(["2020/21", "2021/22", "2022/23"], count),
            "local_authority": [f"E0600{place:04}" for place in council],
            "region": [f"E1200000{place % 4}" for place in council],
            "sex": chance.choice(["female", "male"], count, p=[0.3, 0.7]),
            "ethnicity_18": ethnicity,
            "ethnicity_5": [FIVE[each] for each in ethnicity],
            "is_met": chance.random(count) < 0.1,
        }
    ).with_columns(key=pl.Series(person_keys(range(count), SECRET)))


def indicator_figure(of: pl.DataFrame) -> pl.DataFrame:
    """These people as `fct_indicator_figure`."""
    areas = [
        ("country", pl.lit(ENGLAND), pl.lit(ENGLAND)),
        ("region", pl.col("region"), pl.col("region")),
        ("local_authority", pl.col("local_authority"), pl.col("region")),
    ]
    periods = [("one_year", pl.col("period")), ("three_years", pl.lit("2020/21 to 2022/23"))]
    return pl.concat(
        _counted(of, (topic, dimensions), (kind, period), area)
        for (topic, (dimensions, levels)), (kind, period) in product(TOPICS.items(), periods)
        for area in areas[:levels]
        if kind == "one_year" or area[0] != "local_authority"
    )


def marts(of: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The marts of every declared table; only that of indicators has rows."""
    empty = {
        each.table: pl.DataFrame(
            schema={
                name: pl.Int64 if name in each.counts or name.endswith(KEY_SUFFIX) else pl.String for name in each.read
            }
        )
        for each in PROTECTED
    }
    return {**empty, "indicator_figure": indicator_figure(of)}


def table(of: pl.DataFrame, policy: Policy = KEYED):
    """The published table of indicators of these people, as a rule shows it."""
    return tables_of(marts(of), policy)["indicator_figure"]


def _counted(
    of: pl.DataFrame,
    by: tuple[str, tuple[str, ...]],
    within: tuple[str, pl.Expr],
    where: tuple[str, pl.Expr, pl.Expr],
) -> pl.DataFrame:
    (topic, dimensions), (kind, period), (level, area, region) = by, within, where
    cell = of.select(
        outcome_id=pl.lit("work"),
        definition_version=pl.lit("1"),
        period_kind=pl.lit(kind),
        period=period,
        area_level=pl.lit(level),
        area_code=area,
        region_code=region,
        breakdown_topic=pl.lit(topic),
        breakdown=pl.concat_str(dimensions, separator="|") if dimensions else pl.lit("total"),
        is_met="is_met",
        key="key",
    )
    return (
        cell.group_by(pl.exclude("is_met", "key"), maintain_order=True)
        .agg(
            numerator=pl.col("is_met").sum().cast(pl.Int64),
            denominator=pl.len().cast(pl.Int64),
            numerator_cell_key=pl.col("key").filter("is_met").sum(),
            denominator_cell_key=pl.col("key").sum(),
        )
        .with_columns(is_synthetic=pl.lit(value=True))
    )
