"""Dated code lists: `dbt_project/seeds/record_code.csv` is their one home."""

from __future__ import annotations

from collections.abc import Mapping
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


def meanings(code_list: str) -> Mapping[str, str]:
    """What the codes of a list mean in our words, whatever their dates: an ethnic group, an area's ONS code."""
    if code_list in AREA_NUMBERINGS:
        areas = _area_list().filter(pl.col(code_list).is_not_null()).sort("valid_to", nulls_last=True)
        return dict(areas.select(pl.col(code_list).alias("code"), "area_code").iter_rows())
    listed = _all().filter((pl.col("code_list") == code_list) & pl.col("means").is_not_null())
    return dict(listed.select("code", "means").iter_rows())


@cache
def _area_list() -> pl.DataFrame:
    return pl.read_csv(settings().project_root / "dbt_project" / "seeds" / "area.csv", infer_schema=False)


@cache
def _areas(numbering: str) -> frozenset[str]:
    """Areas of every date: a record of 2019 names the council of 2019, and one that is sent again still does."""
    return frozenset(_area_list()[numbering].drop_nulls())


@cache
def _all() -> pl.DataFrame:
    seed = settings().project_root / "dbt_project" / "seeds" / SEED
    return pl.read_csv(seed, infer_schema=False).with_columns(pl.col("valid_from", "valid_to").str.to_date("%Y-%m-%d"))
