"""Dated code lists: `dbt_project/seeds/record_code.csv` is their one home."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

import polars as pl

from pathways.settings import settings

SEED: Final = "record_code.csv"


@cache
def codes(code_list: str, on: date) -> frozenset[str]:
    """The codes of a list that are in use on a day.

    Raises:
        KeyError: there is no such list; a mistake in a contract.
    """
    listed = _all().filter(pl.col("code_list") == code_list)
    if listed.is_empty():
        raise KeyError(f"dbt_project/seeds/{SEED} has no list {code_list}")
    began = pl.col("valid_from").is_null() | (pl.col("valid_from") <= on)
    ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") < on)
    return frozenset(listed.filter(began & ~ended)["code"])


@cache
def _all() -> pl.DataFrame:
    seed = settings().project_root / "dbt_project" / "seeds" / SEED
    return pl.read_csv(seed, infer_schema=False).with_columns(pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d"))
