"""Identifiers of the right shape and check digit, in ranges where no real person's can lie, if there are such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
NHS_A_BLOCK: Final = 2_000  # NHS numbers kept for each block; more people than that never have care in one


def digits(numbers: Ints, count: int) -> Ints:
    """The last `count` decimal digits of each number, one row per number."""
    return (numbers[:, None] // 10 ** np.arange(count - 1, -1, -1)) % 10


def uln(index: Ints) -> Ints:
    """Unique learner numbers: nine digits that begin with 9, and the check digit (weights 10 to 2, modulo 11).

    Neighbours get numbers that are far apart.

    A remainder of 0 has no check digit; the ninth digit, always even, is then one more.
    """
    nine = 900_000_000 + 2 * (index * 12_345_701 % 49_999_991)
    remainder = digits(nine, 9) @ np.arange(10, 1, -1) % 11
    nine = nine + (remainder == 0)
    remainder = np.where(remainder == 0, 2, remainder)
    return np.asarray(nine * 10 + (10 - remainder))


def nhs_number(index: Ints) -> Ints:
    """NHS numbers of the range kept for tests, 999; check digit 11 less the sum, where 10 is not used."""
    nine = 999_000_000 + 2 * index
    remainder = digits(nine, 9) @ np.arange(10, 1, -1) % 11
    nine = nine + (remainder == 1)
    remainder = np.where(remainder == 1, 3, remainder)
    return np.asarray(nine * 10 + (11 - remainder) % 11)


def upn(index: Ints) -> pl.Series:
    """Unique pupil numbers of authority 999, which is none; check letter by weights 2 to 13, modulo 23."""
    twelve = 999_000_000_000 + index * 617_283_951 % 999_999_937
    letter = digits(twelve, 12) @ np.arange(2, 14) % 23
    return pl.select(
        pl.lit(pl.Series(np.array(list(UPN_LETTERS))[letter])) + pl.lit(pl.Series(twelve)).cast(pl.String)
    ).to_series()


def nino(index: Ints) -> pl.Series:
    """National Insurance numbers with prefixes that were never issued."""
    prefixes = np.array(reference.codes("nino_prefix"))
    scattered = (index * 7_368_787 + 424_243) % (4_000_000 * len(prefixes))
    return pl.select(
        pl.lit(pl.Series(prefixes[scattered // 4_000_000]))
        + pl.lit(pl.Series(scattered // 4 % 1_000_000)).cast(pl.String).str.zfill(6)
        + pl.lit(pl.Series(np.array(list("ABCD"))[scattered % 4]))
    ).to_series()


def token(prefix: str, numbers: Ints) -> pl.Series:
    """`prefix` and eleven digits."""
    return pl.select(pl.lit(prefix) + pl.lit(pl.Series(numbers)).cast(pl.String).str.zfill(11)).to_series()
