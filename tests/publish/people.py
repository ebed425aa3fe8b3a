"""Made-up people counted as `fct_indicator_figure` and `fct_link_rate` count them: true counts with sums of keys."""

from __future__ import annotations

from itertools import product

import numpy as np
import polars as pl

from publish.disclosure.noise import NoiseTable
from publish.disclosure.policy import KeyedNoise, Policy
from publish.disclosure.specification import KEY_SUFFIX, Specification
from publish.protected import PROTECTED
from publish.protection import tables_of
from warehouse.person_keys import person_keys

KEYED = KeyedNoise(NoiseTable.drawn(b"a seed of the tests, 32 bytes in"))
SECRET = b"a key of the tests"
ENGLAND = "E92000001"
SURE = 0.97
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


def known_to(count: int = 3_000, seed: int = 29) -> pl.DataFrame:
    """Whom each of three departments knows, by what it says of them: nearly all to two, few to the third."""
    chance = np.random.default_rng(seed)
    everyone = pl.DataFrame(
        {
            "young_person_id": np.arange(count),
            "sex": chance.choice(["F", "M"], count),
            "ethnicity_5": chance.choice(["asian", "black", "white"], count, p=[0.1, 0.02, 0.88]),
            "local_authority_code": [f"E0600{place:04}" for place in chance.integers(0, 30, count)],
        }
    ).with_columns(key=pl.Series(person_keys(range(count), SECRET)))
    shares = {"DfE": 0.98, "DWP": 0.95, "DHSC": 0.02}
    return pl.concat(
        everyone.with_columns(department=pl.lit(department), is_sure=pl.Series(chance.random(count) < SURE)).filter(
            pl.Series(chance.random(count) < share)
        )
        for department, share in shares.items()
    )


def link_rate(known: pl.DataFrame) -> pl.DataFrame:
    """These people as `fct_link_rate`."""
    also = known.select("young_person_id", other_department="department", is_sure_too="is_sure")
    others = known.select(other_department="department").unique(maintain_order=True)
    pairs = (
        known.join(others, how="cross")
        .filter(pl.col("department") != pl.col("other_department"))
        .join(also, on=["young_person_id", "other_department"], how="left")
        .with_columns(
            is_linked=pl.col("is_sure_too").is_not_null(),
            is_strict=pl.col("is_sure") & pl.col("is_sure_too").fill_null(value=False),
            everyone=pl.lit("everyone"),
        )
    )
    counts = {"persons": pl.lit(value=True), "linked": pl.col("is_linked"), "linked_strict": pl.col("is_strict")}
    return pl.concat(
        pairs.group_by("department", "other_department", pl.col(kind).alias("group_value"), maintain_order=True)
        .agg(
            *(pl.col("key").filter(whom).len().cast(pl.Int64).alias(name) for name, whom in counts.items()),
            *(pl.col("key").filter(whom).sum().alias(name + KEY_SUFFIX) for name, whom in counts.items()),
        )
        .with_columns(group_kind=pl.lit(kind))
        for kind in ("everyone", "sex", "ethnicity_5", "local_authority_code")
    ).with_columns(pl.lit("1").alias(name) for name in _specification("link_rate").carried)


def _specification(table: str) -> Specification:
    (found,) = (of for of in PROTECTED if of.table == table)
    return found


def marts(of: pl.DataFrame, known: pl.DataFrame | None = None) -> dict[str, pl.DataFrame]:
    """The marts of every declared table; only those of indicators and of whom departments know have rows."""
    empty = {
        each.table: pl.DataFrame(
            schema={
                name: pl.Int64 if name in each.counts or name.endswith(KEY_SUFFIX) else pl.String for name in each.read
            }
        )
        for each in PROTECTED
    }
    rows = {"indicator_figure": indicator_figure(of), **({} if known is None else {"link_rate": link_rate(known)})}
    return {**empty, **rows}


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
