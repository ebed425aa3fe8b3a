"""The small tables that the generator is built on: targets, profiles, codes, places. Read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np
import polars as pl

from ingest.area_lists import seeds_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

AS_AT: Final = "2025-01-16"  # the councils of one day stand for all years
STATES: Final = ("benefit", "none", "not_captured", "education", "apprenticeship", "work")
SETTINGS: Final = ("special", "specialist", "fe", "sixth_form_college", "school_sixth_form", "he")
FIRST_PLAN_YEAR: Final = 2015  # the first year group whose plans may last to 25; earlier ones had statements
FIRST_OUTWARD: Final = 57  # no area in use here has so high a number
LAST_K: Final = 15


def table(name: str) -> pl.DataFrame:
    """One of the CSV files beside this module."""
    return pl.read_csv(Path(__file__).parent / f"{name}.csv")


@cache
def codes(code_list: str) -> tuple[str, ...]:
    """The codes of a list whose true codes no public source told us."""
    return tuple(table("codes").filter(pl.col("list") == code_list)["code"])


@cache
def code(code_list: str, meaning: str) -> str:
    """The code that means `meaning`."""
    return str(table("codes").filter((pl.col("list") == code_list) & (pl.col("meaning") == meaning))["code"].item())


@cache
def profile(name: str, era: str, group: str) -> Floats:
    """Shares by years since KS4 (row 0 unused), interpolated between the years that the table has."""
    rows = table(name).filter((pl.col("era") == era) & (pl.col("group") == group))
    years = np.arange(LAST_K + 1)
    columns = [c for c in rows.columns if c not in ("era", "group", "year")]
    shares = np.stack([np.interp(years, rows["year"], rows[c].cast(pl.Float64)) for c in columns], axis=1)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)


@dataclass(frozen=True)
class Places:
    """England's councils as arrays of one row each: codes, shares of the people, and what the figures need."""

    code: NDArray[np.object_]
    name: NDArray[np.object_]
    dfe_number: NDArray[np.object_]
    region: NDArray[np.object_]
    region_index: NDArray[np.int64]
    share: Floats
    intern_weight: Floats
    outward: NDArray[np.object_]
    districts: tuple[tuple[str, ...], ...]


@cache
def places() -> Places:
    """The councils of `AS_AT`, from the area seed."""
    area = pl.read_csv(seeds_folder() / "area.csv", infer_schema=False).filter(
        pl.col("area_code").str.starts_with("E")
        & (pl.col("valid_from").fill_null("") <= AS_AT)
        & (pl.col("valid_to").fill_null("9999") >= AS_AT)
    )
    regions = table("regions")
    councils = (
        area.filter(pl.col("area_type") == "local_authority")
        .join(
            regions.with_row_index("region_index"), left_on="parent_area_code", right_on="region", maintain_order="left"
        )
        .sort("area_code")
    )
    size = np.array(
        [0.3 + (crc32(c.encode()) % 997 / 997) ** 2 * (4 if c[:3] == "E10" else 1.6) for c in councils["area_code"]]
    )
    region_index = councils["region_index"].to_numpy().astype(np.int64)
    share = size * councils["share"].to_numpy() / np.bincount(region_index, size)[region_index]
    share = share / share.sum()
    keen = np.random.default_rng(20191023).gamma(0.87, size=len(share)) + 0.01
    wanted = regions["interns"].to_numpy()[region_index]
    keen = keen * wanted / np.bincount(region_index, share * keen)[region_index]
    within = np.array([int((region_index[:i] == region_index[i]).sum()) for i in range(len(share))])
    areas = councils["postcode_area"].to_list()
    outward = np.array([f"{a}{FIRST_OUTWARD + w}" for a, w in zip(areas, within, strict=True)], dtype=object)
    below = area.filter(pl.col("area_type") == "district").group_by("parent_area_code").agg("area_code")
    children = dict(zip(below["parent_area_code"], below["area_code"].to_list(), strict=True))
    return Places(
        councils["area_code"].to_numpy().astype(object),
        councils["area_name"].to_numpy().astype(object),
        councils["dfe_number"].to_numpy().astype(object),
        councils["parent_area_code"].to_numpy().astype(object),
        region_index,
        share,
        keen,
        outward,
        tuple(tuple(sorted(children.get(c, [c]))) for c in councils["area_code"]),
    )


def cohort_table(first: int, last: int) -> tuple[NDArray[np.int64], Floats, Floats]:
    """KS4 years first to last, the people in each nationally, and LLDD shares; outside the table as at its ends."""
    rows = table("cohorts")
    years = np.arange(first, last + 1)
    people = np.interp(years, rows["ks4_year"], rows["people"].cast(pl.Float64))
    return years, people, np.interp(years, rows["ks4_year"], rows["lldd_starts"])


@cache
def area_names() -> dict[str, str]:
    """The name of each area code."""
    area = pl.read_csv(seeds_folder() / "area.csv", infer_schema=False)
    return dict(zip(area["area_code"], area["area_name"], strict=True))


@cache
def _choices(field: str) -> tuple[NDArray[np.str_], Floats]:
    rows = table("values").filter(pl.col("field") == field)
    share = rows["share"].cast(pl.Float64).to_numpy()
    return rows["value"].cast(pl.String).to_numpy().astype(str), share / share.sum()


def draw(rng: np.random.Generator, field: str, n: int) -> NDArray[np.str_]:
    """So many values of a field of `values.csv`, in its shares."""
    values, shares = _choices(field)
    return np.asarray(rng.choice(values, n, p=shares))
