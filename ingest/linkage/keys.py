"""Deterministic keys: two persons who alone agree in all of a key's columns are one. Also the five-key baseline.

The usual practice of administrative linkage, and the yardstick beside which the model is shown.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.linkage.identifiers import IDENTIFIERS

# In the order of their strictness; each name is what `match_key` says of a pair.
DEMOGRAPHIC_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "names, birth, sex and postcode": ("forename", "surname", "date_of_birth", "sex", "postcode"),
    "names, birth and sex": ("forename", "surname", "date_of_birth", "sex"),
    "initial, surname, birth and outward code": ("forename_initial", "surname", "date_of_birth", "postcode_outward"),
    "forename, birth and postcode": ("forename", "date_of_birth", "postcode"),
}


def agreeing(left: pl.DataFrame, right: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Pairs that agree in every column where nobody else on either side has the same values.

    Returns:
        `left` and `right`, person keys.
    """
    sides = []
    for name, persons in (("left", left), ("right", right)):
        known = _with_parts(persons).select(pl.col("person_key").alias(name), *columns).drop_nulls(columns)
        alone = known.filter(known.select(columns).is_unique())
        sides.append(alone)
    return sides[0].join(sides[1], on=list(columns)).select("left", "right")


def demographic_pairs(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Every pair that some demographic key finds: `left`, `right` and `match_key`, the strictest one."""
    found = [
        agreeing(left, right, columns).with_columns(pl.lit(name).alias("match_key"))
        for name, columns in DEMOGRAPHIC_KEYS.items()
    ]
    return pl.concat(found).unique(["left", "right"], keep="first", maintain_order=True)


def five_keys(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """The baseline: an exact identifier, then each demographic key among those still without a match.

    Returns:
        `left`, `right`, `match_key`; each person at most once.
    """
    passes = [(name, (name,)) for name in IDENTIFIERS] + list(DEMOGRAPHIC_KEYS.items())
    found: list[pl.DataFrame] = []
    for name, columns in passes:
        pairs = agreeing(left, right, columns).with_columns(pl.lit(name).alias("match_key"))
        found.append(pairs)
        left = left.join(pairs, left_on="person_key", right_on="left", how="anti")
        right = right.join(pairs, left_on="person_key", right_on="right", how="anti")
    return pl.concat(found)


def _with_parts(persons: pl.DataFrame) -> pl.DataFrame:
    return persons.with_columns(
        pl.col("forename").str.head(1).alias("forename_initial"),
        pl.col("postcode").str.head(-3).alias("postcode_outward"),
    )
