"""Which area a published row is about: ONS code, DfE number, CASSR code or name, in; one ONS code, or a reason, out.

The one home of areas is `dbt_project/seeds/area.csv` (areas, with their numbers and dates), `area_alias.csv` (other
names that publishers use) and `area_change.csv`. dbt builds `dim_area` from the same files. Nothing is guessed: what
cannot be settled is given back with a reason in plain words, and the caller quarantines the row.

Rules, in order:

1. A code beats a number, a number beats a name. A code or number that is present but unknown is a problem even when
   the name would have settled it: the list is behind, or the row is wrong.
2. A code and a number that belong to different areas contradict each other, and an area of the wrong kind (a row said
   to be regional, with the code of England) contradicts the level. Neither is resolved.
3. A number or name borne by several areas over time (825 was the county of Buckinghamshire and is now the unitary)
   means the one in force, else the latest. Where a row carries a code, as DfE's files do, this is never needed.
4. A name borne by areas of different kinds (North East, a region and a combined authority) is settled by the level the
   row states; without one, countries, regions and councils come before combined authorities and other groupings.

Areas of Wales, Scotland and Northern Ireland that the list does not hold resolve to themselves by the shape of their
code.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.area_lists import LEVELS, AreaLists, lists, squeezed

CODE_SHAPE: Final = r"^[EWSNKX]\d{8}$"
OUTSIDE_ENGLAND_SHAPE: Final = r"^(W06|W07|S12|N09)\d{6}$"

# What publishers put where an area has no code or number: EES leaves blanks or `x`/`z`, ASCOF writes 0.
ABSENT: Final = ("", "0", "x", "z", ":", "-", "na", "n/a", "nan")


def resolve(  # noqa: PLR0913 - the ways a publisher may say which area
    frame: pl.DataFrame,
    *,
    code: str | None = None,
    dfe_number: str | None = None,
    cassr_code: str | None = None,
    name: str | None = None,
    level: str | None = None,
) -> pl.DataFrame:
    """Find the area of each row.

    Args:
        frame: rows as published, text columns.
        code: the column that holds the nine-character ONS code, where there is one. As the other arguments.
        dfe_number: DfE's three-digit number, such as "383" or, as LAIT ships it, "383.0".
        cassr_code: the three-digit code of a council with adult social services responsibilities.
        name: the area's name in words.
        level: the publisher's word for the kind of area, such as "Regional"; see `area_lists.LEVELS`.

    Returns:
        As many rows, in the same order: `area_code` and its kind as `area_level`, such as "region"; or nulls, with
        `area_problem` saying why in plain words.
    """
    given = {"code": code, "dfe_number": dfe_number, "cassr_code": cassr_code, "name": name, "level": level}
    asked = frame.select(
        (pl.col(column).cast(pl.String) if column else pl.lit(None, dtype=pl.String)).alias(part)
        for part, column in given.items()
    )
    answers = _answer(asked.unique(), lists())
    return asked.join(answers, on=list(given), how="left", nulls_equal=True, maintain_order="left").select(
        "area_code", "area_level", "area_problem"
    )


def _answer(asked: pl.DataFrame, known: AreaLists) -> pl.DataFrame:
    """`asked` (distinct) with `area_code` and `area_problem`."""
    said = asked.with_columns(
        said_code=_present(pl.col("code")).str.to_uppercase(),
        said_dfe=_present(pl.col("dfe_number")).str.replace(r"\.0$", ""),
        said_cassr=_present(pl.col("cassr_code")),
        said_name=squeezed(_present(pl.col("name"))),
        said_level=pl.when(squeezed(pl.col("level")).is_in(list(LEVELS)))
        .then(squeezed(pl.col("level")))
        .otherwise(pl.lit("")),
    )
    found = (
        _with_area_of_code(said, known)
        .join(known.numbers["dfe_number"].rename({"key": "said_dfe", "area_code": "by_dfe"}), on="said_dfe", how="left")
        .join(
            known.numbers["cassr_code"].rename({"key": "said_cassr", "area_code": "by_cassr"}),
            on="said_cassr",
            how="left",
        )
        .join(known.names, left_on=["said_name", "said_level"], right_on=["name", "level"], how="left")
        .with_columns(
            candidate=pl.when(pl.col("said_code").is_not_null())
            .then(pl.col("by_code"))
            .otherwise(pl.coalesce("by_dfe", "by_cassr", "by_name"))
        )
        .join(
            known.areas.select(
                candidate="area_code",
                kind="area_type",
                area_name="area_name",
                own_dfe="dfe_number",
                own_cassr="cassr_code",
            ),
            on="candidate",
            how="left",
        )
        .with_columns(kind=pl.col("kind").fill_null("outside_england"))
        .with_columns(area_problem=_problem())
    )
    return found.select(
        *asked.columns,
        area_code=pl.when(pl.col("area_problem").is_null()).then(pl.col("candidate")),
        area_level=pl.when(pl.col("area_problem").is_null()).then(pl.col("kind")),
        area_problem="area_problem",
    )


def _with_area_of_code(said: pl.DataFrame, known: AreaLists) -> pl.DataFrame:
    listed = known.areas.select(said_code="area_code", by_code="area_code")
    return said.join(listed, on="said_code", how="left").with_columns(
        by_code=pl.when(pl.col("said_code").str.contains(OUTSIDE_ENGLAND_SHAPE))
        .then(pl.col("said_code"))
        .otherwise(pl.col("by_code"))
    )


def _problem() -> pl.Expr:
    """Why the row has no area, or null; the first that applies."""
    said_code, said_dfe, said_cassr, said_name = (pl.col(f"said_{part}") for part in ("code", "dfe", "cassr", "name"))
    has_code = said_code.is_not_null()
    level_allows = pl.any_horizontal(
        *((pl.col("said_level") == word) & pl.col("kind").is_in(list(kinds)) for word, kinds in LEVELS.items()),
        pl.col("said_level") == "",
    )
    dfe_contradicts = said_dfe.is_not_null() & pl.col("own_dfe").is_not_null() & (said_dfe != pl.col("own_dfe"))
    cassr_contradicts = (
        said_cassr.is_not_null() & pl.col("own_cassr").is_not_null() & (said_cassr != pl.col("own_cassr"))
    )
    the_area = pl.format("{} ({})", pl.col("area_name").fill_null(pl.col("candidate")), pl.col("candidate"))
    return (
        pl.when(has_code & ~said_code.str.contains(CODE_SHAPE))
        .then(pl.format("area code '{}' is not a nine-character ONS code", pl.col("code")))
        .when(has_code & pl.col("candidate").is_null())
        .then(pl.format("area code '{}' is not in the area list, dbt_project/seeds/area.csv", pl.col("code")))
        .when(~has_code & said_dfe.is_not_null() & pl.col("by_dfe").is_null())
        .then(pl.format("DfE number '{}' is not in the area list, dbt_project/seeds/area.csv", pl.col("dfe_number")))
        .when(~has_code & said_dfe.is_null() & said_cassr.is_not_null() & pl.col("by_cassr").is_null())
        .then(pl.format("CASSR code '{}' is not in the area list, dbt_project/seeds/area.csv", pl.col("cassr_code")))
        .when(pl.col("candidate").is_null() & (pl.col("sharing") > 1))
        .then(pl.format("{} areas are called '{}' and the row does not say which", pl.col("sharing"), pl.col("name")))
        .when(pl.col("candidate").is_null() & said_name.is_not_null() & (pl.col("said_level") != ""))
        .then(
            pl.format(
                "no area of level '{}' is called '{}' in the area list, dbt_project/seeds/area.csv or area_alias.csv",
                pl.col("level"),
                pl.col("name"),
            )
        )
        .when(pl.col("candidate").is_null() & said_name.is_not_null())
        .then(
            pl.format(
                "no area is called '{}' in the area list, dbt_project/seeds/area.csv or area_alias.csv", pl.col("name")
            )
        )
        .when(pl.col("candidate").is_null())
        .then(pl.lit("the row names no area"))
        .when(dfe_contradicts)
        .then(
            pl.format(
                "{} has the DfE number {}, but the row says {}", the_area, pl.col("own_dfe"), pl.col("dfe_number")
            )
        )
        .when(cassr_contradicts)
        .then(
            pl.format(
                "{} has the CASSR code {}, but the row says {}", the_area, pl.col("own_cassr"), pl.col("cassr_code")
            )
        )
        .when(~level_allows)
        .then(
            pl.format(
                "the row is said to be of level '{}', but {} is of kind '{}'", pl.col("level"), the_area, pl.col("kind")
            )
        )
    )


def _present(text: pl.Expr) -> pl.Expr:
    stripped = text.str.strip_chars()
    return pl.when(~stripped.str.to_lowercase().is_in(list(ABSENT))).then(stripped)
