"""Dated code lists: `dbt_project/seeds/record_code.csv` is their one home."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

import polars as pl

from pathways.settings import settings

SEED: Final = "record_code.csv"
AREA_NUMBERINGS: Final = ("area_code", "dfe_number")


@cache
def codes(code_list: str, on: date) -> frozenset[str]:
    """The codes of a list that are in use on a day.

    Raises:
        KeyError: there is no such list; a mistake in a contract.
    """
    if code_list in AREA_NUMBERINGS:
        return _areas(code_list)
    listed = _all().filter(pl.col("code_list") == code_list)
    if listed.is_empty():
        raise KeyError(f"dbt_project/seeds/{SEED} has no list {code_list}")
    began = pl.col("valid_from").is_null() | (pl.col("valid_from") <= on)
    ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") < on)
    return frozenset(listed.filter(began & ~ended)["code"])


@cache
def _areas(numbering: str) -> frozenset[str]:
    """Areas of every date: a record of 2019 names the council of 2019, and one that is sent again still does."""
    seed = settings().project_root / "dbt_project" / "seeds" / "area.csv"
    return frozenset(pl.read_csv(seed, infer_schema=False)[numbering].drop_nulls())


@cache
def _all() -> pl.DataFrame:
    seed = settings().project_root / "dbt_project" / "seeds" / SEED
    return pl.read_csv(seed, infer_schema=False).with_columns(pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d"))
