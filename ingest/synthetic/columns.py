"""Columns made of arrays: values kept where a condition holds, absent elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def absent(n: int) -> pl.Series:
    """A column of text with no value."""
    return pl.Series([None], dtype=pl.String).new_from_index(0, n)


def only(condition: NDArray[np.bool_], values: pl.Series | ArrayLike | str) -> pl.Series:
    """The values as text where the condition holds."""
    if isinstance(values, str):
        given = pl.lit(values)
    else:
        given = pl.lit(values if isinstance(values, pl.Series) else pl.Series(np.asarray(values)))
    return pl.select(pl.when(pl.lit(pl.Series(condition))).then(given.cast(pl.String))).to_series()


def named(values: NDArray[np.int64], names: tuple[str, ...] | list[str]) -> NDArray[np.str_]:
    """The name of each number."""
    return np.asarray(np.array(names)[values])


def numbered(prefix: str, values: NDArray[np.int64] | pl.Series, width: int) -> pl.Series:
    """`prefix` and each number, filled up to `width` digits."""
    return pl.select(pl.lit(prefix) + pl.lit(pl.Series(values)).cast(pl.String).str.zfill(width)).to_series()
