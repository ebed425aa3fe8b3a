"""A made-up release as the review reads it: young people drawn at random, counted, and rounded to 5."""

from __future__ import annotations

import csv
from collections.abc import Collection
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl

from pathways.equality.measures import CHARACTERISTICS, COHORT, MEASURES
from pathways.equality.released import ENGLAND, Released
from pathways.equality.windows import Window

SEEDS = Path(__file__).parents[3] / "dbt_project" / "seeds"
WINDOW = Window(2024)
PEOPLE = 60_000
LONDON = "E12000007"
TOGETHER = (("sex", "ethnicity_5"), ("sex", "lldd"), ("sex", "ethnicity_5", "lldd"))


def seed(name: str) -> pl.DataFrame:
    """One of the lists that the warehouse is built with."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8") as file:
        return pl.DataFrame(list(csv.DictReader(file)))


def characteristics() -> pl.DataFrame:
    return seed("characteristic").with_columns(
        pl.col("sort_key").cast(pl.Int64), (pl.col("is_reference") == "true").alias("is_reference")
    )


def released(*, recommendations: bool = False, topics: Collection[str] | None = None) -> Released:
    """Women take part half as often as men; others do not differ but by chance. Some breakdowns, or all."""
    chance = np.random.default_rng(5)
    people = pl.DataFrame(
        {
            name: chance.choice([v for v in values if v != "unknown"] + ["unknown"], PEOPLE, p=_weights(len(values)))
            for name, values in _values().items()
        }
    ).with_columns(area_code=pl.Series(chance.choice([LONDON, "E12000008"], PEOPLE)))
    cohorts = ("2018/19 to 2020/21", "2021/22 to 2023/24")  # of which each review takes the latest before its end
    frames = [_figures(people, COHORT, "1", "three_years", period) for period in cohorts]
    for number, measure in enumerate(MEASURES):
        for window in (WINDOW.before, WINDOW):
            for year in window.years:
                takes = 0.1 * np.where(people["sex"] == "female", 0.5, 1.0) / (1 + number)
                taken = people.filter(pl.Series(chance.random(PEOPLE) < takes))
                frames.append(_figures(taken, measure.outcome_id, measure.definition_version, "one_year", year))
                frames.append(_figures(taken, measure.outcome_id, measure.definition_version, "pooled", window.label))
    figures = pl.concat(frames)
    keys = [name for name in figures.columns if name not in ("numerator", "denominator")]
    figures = figures.group_by(keys, maintain_order=True).agg(pl.col("numerator", "denominator").sum())
    if topics:
        figures = figures.filter(pl.col("breakdown_topic").is_in(topics))
    figures = figures.with_columns((pl.col("numerator", "denominator") / 5).round(0).cast(pl.Int64) * 5)
    rows = [
        [
            "1",
            "2021/22",
            "government_policy",
            "Do this.",
            "representation",
            "DfE",
            "accepted",
            "2023-01-05",
            "2024-07-31",
            None,
        ]
    ]
    register = pl.DataFrame(
        rows if recommendations else [],
        schema=[
            "recommendation_id", "review", "audience", "recommendation", "evidence_table", "owner", "response",
            "response_on", "due_on", "done_on",
        ],
        schema_overrides=dict.fromkeys(["recommendation_id", "review", "audience", "response", "done_on"], pl.String),
        orient="row",
    ).with_columns(pl.lit("overdue").alias("status"))  # fmt: skip
    manifest = {
        "manifest_version": 1,
        "release_id": "2026-01-05.1",
        "content_sha256": "0" * 64,
        "as_known_on": "2026-01-05T09:30:00+00:00",
        "is_synthetic": True,
        "definitions": {},
        "code": {},
    }
    return Released(manifest, figures, seed("outcome"), characteristics(), register, _official())


def _values() -> dict[str, list[str]]:
    known = characteristics()
    return {name: known.filter(pl.col("characteristic") == name)["value"].to_list() for name in CHARACTERISTICS}


def _weights(size: int) -> np.ndarray:
    weights = np.ones(size)
    weights[-1] = 0.1
    return weights / weights.sum()


def _figures(people: pl.DataFrame, outcome_id: str, version: str, kind: str, period: str) -> pl.DataFrame:
    topics = [(), *((name,) for name in CHARACTERISTICS), *TOGETHER]
    assert all(set(pair) <= set(CHARACTERISTICS) for topic in TOGETHER for pair in combinations(topic, 2))
    parts = []
    for topic in topics:
        for area, name, of in ((ENGLAND, "England", people), (LONDON, "London", people)):
            counted = of if area == ENGLAND else of.filter(pl.col("area_code") == area)
            groups = counted.group_by(topic).len() if topic else pl.DataFrame({"len": [counted.height]})
            parts.append(
                groups.sort(topic or "len").select(
                    pl.lit(outcome_id).alias("outcome_id"),
                    pl.lit(version).alias("definition_version"),
                    pl.lit("three_years" if kind == "pooled" else kind).alias("period_kind"),
                    pl.lit(period).alias("period"),
                    pl.lit("country" if area == ENGLAND else "region").alias("area_level"),
                    pl.lit(area).alias("area_code"),
                    pl.lit(name).alias("area"),
                    pl.lit("_by_".join(topic) or "total").alias("breakdown_topic"),
                    (pl.concat_str(topic, separator="|") if topic else pl.lit("total")).alias("breakdown"),
                    *(
                        pl.lit(
                            topic[place] if place < len(topic) else (None if topic or place else "total"), pl.String
                        ).alias(f"dimension_{place + 1}")
                        for place in range(3)
                    ),
                    *(
                        (
                            pl.col(topic[place])
                            if place < len(topic)
                            else pl.lit(None if topic or place else "total", pl.String)
                        ).alias(f"value_{place + 1}")
                        for place in range(3)
                    ),
                    pl.col("len").cast(pl.Int64).alias("numerator"),
                    pl.col("len").cast(pl.Int64).alias("denominator"),
                    pl.lit(value=True).alias("is_synthetic"),
                )
            )
    return pl.concat(parts)


def _official() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "indicator_id": ["apprenticeship_starts"] * 2,
            "title": ["Apprenticeship starts"] * 2,
            "publication": ["Apprenticeships"] * 2,
            "label": ["2023/24"] * 2,
            "starts_on": pl.Series(["2023-08-01"] * 2).str.to_date(),
            "sort_key": [1, 1],
            "breakdown_topic": ["sex", "sex"],
            "topic_label": ["Sex", "Sex"],
            "label_right": ["Female", "Male"],
            "sort_key_right": [1, 2],
            "value": [160_000.0, None],
            "value_status": ["published", "confidential"],
        }
    )
