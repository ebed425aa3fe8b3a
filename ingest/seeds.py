"""The code lists in `dbt_project/seeds/`: their one home, for the warehouse and for ingest."""

from __future__ import annotations

from functools import cache

import polars as pl

from pathways.settings import settings


@cache
def seed(name: str) -> pl.DataFrame:
    """A list as it is written, every column text; a blank is null."""
    return pl.read_csv(settings().project_root / "dbt_project" / "seeds" / f"{name}.csv", infer_schema=False)
