"""Which councils are alike is told from the latest indices of deprivation, whatever older edition lies beside them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from warehouse.build import build
from warehouse.marts import read_mart

pytestmark = pytest.mark.slow


def test_an_older_edition_of_the_indices_moves_no_neighbour(home: Path, shared_data: Path):
    latest = shared_data / "mhclg" / "indices-of-deprivation-2025-lad.csv"
    older = home / "indices-of-deprivation-2019.csv"
    rows = pl.read_csv(latest, infer_schema=False)
    score = pl.col("average_score").cast(pl.Float64, strict=False)
    turned_round = (score.max() - score).cast(pl.String)
    rows.with_columns(deprivation_data_year=pl.lit("2019"), average_score=turned_round).write_csv(older)
    pipeline.receive([latest])
    build("duckdb")
    alone = read_mart("dim_area_neighbour", "duckdb")
    (outcome,) = pipeline.receive([older])
    assert outcome.rows_accepted > 0
    build("duckdb")
    assert alone.num_rows > 1_000
    assert read_mart("dim_area_neighbour", "duckdb").equals(alone)
