"""Candidate pairs of two departments with all that speaks for and against them, and what is made of them."""

from __future__ import annotations

from typing import Final

import duckdb
import polars as pl

from ingest.linkage.artefact import Model
from ingest.linkage.choose import SIDES, identifier_bits, mutual_best, weigh
from ingest.linkage.keys import demographic_pairs
from ingest.linkage.score import score, score_row_by_row

EXACT, DEMOGRAPHIC, PROBABILISTIC, AREA_ONLY = 1, 2, 3, 4
METHODS: Final = {
    EXACT: "exact identifier",
    DEMOGRAPHIC: "demographic key",
    PROBABILISTIC: "probabilistic",
    AREA_ONLY: "area only",
}
CANDIDATE: Final = {
    "left": pl.String,
    "right": pl.String,
    "evidence": pl.Float64,
    "identifier": pl.String,
    "identifier_bits": pl.Float64,
    "named": pl.Boolean,
    "sure": pl.Boolean,
}


def candidates(
    connection: duckdb.DuckDBPyConnection, model: Model, left: pl.DataFrame, right: pl.DataFrame, *, least: float
) -> pl.DataFrame:
    """Pairs worth keeping, with what may not change while both persons stay as they are.

    Args:
        connection: from `engine.engine`.
        model: frozen.
        left: department persons of one department, or those of them that somebody is looked for.
        right: those of another.
        least: bits of evidence, from `choose.bits_worth_keeping`.

    Returns:
        The columns of `CANDIDATE`; evidence in bits, `named` where both hold a forename, or both a surname.
    """
    return _told(score(connection, model, left, right, least=least), left, right, sure=False)


def sure_candidates(
    connection: duckdb.DuckDBPyConnection, model: Model, left: pl.DataFrame, right: pl.DataFrame, sure: pl.DataFrame
) -> pl.DataFrame:
    """The same of the pairs that `sure.sure_pairs` found of these persons, whatever their evidence."""
    both = [
        sure.select(person_key=side).join(persons, on="person_key", how="left", maintain_order="left")
        for side, persons in zip(SIDES, (left, right), strict=True)
    ]
    return _told(score_row_by_row(connection, model, *both), *both, sure=True)


def _told(pairs: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame, *, sure: bool) -> pl.DataFrame:
    pairs = identifier_bits(pairs, left, right)
    for side, persons in zip(SIDES, (left, right), strict=True):
        held = [pl.col(name).is_not_null().alias(f"{name}_{side}") for name in ("forename", "surname")]
        pairs = pairs.join(
            persons.select(pl.col("person_key").alias(side), *held), on=side, how="left", maintain_order="left"
        )
    both = [pl.col(f"{name}_left") & pl.col(f"{name}_right") for name in ("forename", "surname")]
    return pairs.with_columns((both[0] | both[1]).alias("named"), pl.lit(sure).alias("sure")).select(CANDIDATE.keys())


def edges(model: Model, pairs: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> tuple[pl.DataFrame, float]:
    """Every pair above 2 bits with its tier and probability, and whether it is taken.

    Args:
        model: frozen.
        pairs: as `candidates` gives them.
        left: all department persons of the left department.
        right: all of the right one.

    Returns:
        `left`, `right`, `link_tier`, `match_weight`, `log_odds`, `match_probability`, `method`, `match_key`, `named`,
        `best` (mutual best) and `accepted`; and the share of the smaller department found to have a counterpart.
    """
    total = pairs.with_columns(total=pl.col("evidence") + pl.col("identifier_bits"))
    weighed = weigh(total, "total", left.height, right.height)
    found = weighed.pairs.join(demographic_pairs(left, right), on=["left", "right"], how="left", maintain_order="left")
    found = found.with_columns(
        model.calibration.probability(found),
        mutual_best(found, "log_odds").alias("best"),
        pl.when(pl.col("identifier").is_not_null())
        .then(EXACT)
        .when(pl.col("match_key").is_not_null() & (pl.col("identifier_bits") >= 0))
        .then(DEMOGRAPHIC)
        .otherwise(PROBABILISTIC)
        .cast(pl.Int8)
        .alias("link_tier"),
    )
    return (
        found.select(
            "left",
            "right",
            "link_tier",
            "match_weight",
            "log_odds",
            "match_probability",
            pl.col("link_tier").replace_strict(METHODS, return_dtype=pl.String).alias("method"),
            pl.coalesce(
                "identifier", pl.when(pl.col("link_tier") == DEMOGRAPHIC).then("match_key"), pl.lit("splink")
            ).alias("match_key"),
            "named",
            "best",
            (pl.col("best") & model.calibration.taken()).alias("accepted"),
        ),
        weighed.matched_share,
    )
