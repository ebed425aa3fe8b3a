"""The seeds of areas as look-ups: by number, and by name at each level.

The files are `area.csv` and `area_alias.csv` in `dbt_project/seeds/`, from which dbt builds `dim_area` too. How they
are made and what their columns mean is said in `_seeds_area.yml` beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import polars as pl

from pathways.settings import settings

if TYPE_CHECKING:
    from pathlib import Path

# The kinds of area that each publisher's word for a level allows. A word not listed here says nothing.
_COUNTRY: Final = ("country",)
_REGION: Final = ("region", "region_part")
_UPPER_TIER: Final = ("local_authority", "outside_england")
_LOWER_TIER: Final = ("district", "local_authority", "outside_england")
LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "national": _COUNTRY,
    "nation": _COUNTRY,
    "country": _COUNTRY,
    "england": _COUNTRY,
    "regional": _REGION,
    "region": _REGION,
    "local authority": _UPPER_TIER,
    "local_authority": _UPPER_TIER,
    "council": _UPPER_TIER,
    "county": _UPPER_TIER,
    "ua": _UPPER_TIER,
    "county and ua": _UPPER_TIER,
    "county or unitary authority": _UPPER_TIER,
    "local authority district": _LOWER_TIER,
    "local_authority_district": _LOWER_TIER,
    "district": _LOWER_TIER,
    "council type": ("council_type",),
    "combined authorities": ("combined_authority",),
    "combined authority": ("combined_authority",),
    "combined authority or city region": ("combined_authority",),
}
_GROUPINGS: Final = ("combined_authority", "council_type")  # settle a name only when the row says so


@dataclass(frozen=True)
class AreaLists:
    """The seeds as look-ups.

    Attributes:
        areas: one row per area: `area_code`, `area_name`, `area_type`, `dfe_number`, `cassr_code`.
        numbers: `dfe_number` and `cassr_code`, each with the one area that bears the number now, or bore it last.
        names: `name` (squeezed) and `level` ('' for none stated), with the one area meant, `by_name`, or null and how
            many are `sharing` the name.
    """

    areas: pl.DataFrame
    numbers: dict[str, pl.DataFrame]
    names: pl.DataFrame


def seeds_folder() -> Path:
    """Where the area lists are kept."""
    return settings().project_root / "dbt_project" / "seeds"


@cache
def lists(folder: Path | None = None) -> AreaLists:
    """The area lists, read once per process."""
    folder = folder or seeds_folder()
    areas = pl.read_csv(folder / "area.csv", infer_schema=False)
    aliases = pl.read_csv(folder / "area_alias.csv", infer_schema=False)
    numbers = {kind: _one_area_each(areas.rename({kind: "key"}), by=["key"]) for kind in ("dfe_number", "cassr_code")}
    return AreaLists(areas, numbers, _names_by_level(areas, aliases))


def squeezed(name: pl.Expr) -> pl.Expr:
    """A name as the lists hold it: lower case, `and` for `&`, no punctuation but apostrophes, single spaces.

    So "St. Helens" is "st helens", "Bristol, City of" is "bristol city of" and "Stoke-on-Trent" is "stoke on trent". A
    year in brackets at the end goes too, as in "Local Authority District (2024)", and the Welsh half of "Cardiff /
    Caerdydd".
    """
    return (
        name.str.to_lowercase()
        .str.replace(r"\(\d{4}\)\s*$|\s/\s.*$", "")
        .str.replace_all("&", " and ", literal=True)
        .str.replace_all("[\u2018\u2019]", "'")
        .str.replace_all(r"[.,\-\u2013]", " ")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def _one_area_each(areas: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """The area that bears each key now, else the one that bore it last; `by` and `area_code`."""
    return (
        areas.drop_nulls(by)
        .sort("valid_to", descending=True, nulls_last=False)
        .unique(by, keep="first", maintain_order=True)
        .select(*by, "area_code")
    )


def _names_by_level(areas: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """Every name at every level: `name`, `level`, `by_name` (null when several areas share it) and `sharing`."""
    named = (
        pl.concat(
            [
                areas.select("area_code", name=squeezed(pl.col("area_name"))),
                aliases.select("area_code", name=squeezed(pl.col("alias"))),
            ]
        )
        .unique()
        .join(areas.select("area_code", "area_type", "valid_to"), on="area_code")
        .with_columns(
            # sorts first the area in force, then the latest to end
            ended=pl.col("valid_to").fill_null("9999-12-31"),
            is_grouping=pl.col("area_type").is_in(list(_GROUPINGS)),
        )
    )
    levels = [("", named)]
    levels += [(word, named.filter(pl.col("area_type").is_in(list(kinds)))) for word, kinds in LEVELS.items()]
    return pl.concat([_settled(at_level).with_columns(level=pl.lit(word)) for word, at_level in levels])


def _settled(named: pl.DataFrame) -> pl.DataFrame:
    """Per name the area meant: groupings give way to areas proper, ended areas to those in force."""
    best = named.filter(pl.col("is_grouping") == pl.col("is_grouping").min().over("name"))
    best = best.filter(pl.col("ended") == pl.col("ended").max().over("name"))
    return best.group_by("name").agg(
        by_name=pl.when(pl.len() == 1).then(pl.col("area_code").first()), sharing=pl.len().cast(pl.Int64)
    )
