"""Pairs beyond doubt: of neither person is anybody else looked for, which would be most of the work of linkage."""

from __future__ import annotations

from typing import Final

import polars as pl

from ingest.linkage.choose import SIDES
from ingest.linkage.identifiers import IDENTIFIERS
from ingest.linkage.keys import agreeing

# Twins have one birth, and a mistyped number can be a stranger's: the number, the name and the birth together are sure.
_SAME: Final = ("forename_root", "surname_sound", "date_of_birth")


def sure_pairs(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Pairs that alone hold an identifier, hold no other that differs, and have one name and one day of birth.

    Args:
        left: all department persons of one department.
        right: all of another.

    Returns:
        `left` and `right`, person keys, in their order; each person in one pair at most.
    """
    pairs = pl.concat(agreeing(left, right, (identifier,)) for identifier in IDENTIFIERS).unique()
    pairs = pairs.filter(pl.col(side).is_unique() for side in SIDES)
    for side, persons in zip(SIDES, (left, right), strict=True):
        held = (pl.col(name).alias(f"{name}_{side}") for name in (*_SAME, *IDENTIFIERS))
        pairs = pairs.join(persons.select(pl.col("person_key").alias(side), *held), on=side)
    same = [pl.col(f"{name}_left") == pl.col(f"{name}_right") for name in _SAME]
    none_differs = [(pl.col(f"{name}_left") == pl.col(f"{name}_right")).fill_null(value=True) for name in IDENTIFIERS]
    return pairs.filter(*same, *none_differs).select(SIDES).sort(SIDES)
