"""Where rows stand in another table: joining columns this way takes a fraction of the memory of joining the tables."""

from __future__ import annotations

import polars as pl


def places(keys: pl.Series, among: pl.Series) -> pl.Series:
    """Where each key stands in another column of keys, each there once; null where it does not.

    Keys are compared by a number of 64 bits that stands for each: of four million keys on both sides two have the same
    one in a run of a million.
    """
    numbers = pl.DataFrame({"number": among.hash(1)}).with_row_index("place")
    return pl.DataFrame({"number": keys.hash(1)}).join(numbers, on="number", how="left", maintain_order="left")["place"]
