"""Random draws that depend on the seed and the block alone, and that keep shares exact rather than lucky."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

BLOCK: Final = 50_000  # people drawn together; part of what the seed means, so never a setting


def stream(seed: int, block: int, room: str) -> np.random.Generator:
    """The random numbers of one room for one block: a change to one room leaves the others as they are."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, block, zlib.crc32(room.encode())])))


def even(rng: np.random.Generator, strata: NDArray[np.generic], score: Floats | None = None) -> Floats:
    """One number between 0 and 1 for each person, spread evenly over each stratum.

    Args:
        rng: the stream to draw from.
        strata: what each person belongs to; within one, as many lie below any p as p says, give or take one.
        score: people with higher scores get higher numbers; unset: in random order.

    Returns:
        Numbers in the order of the people.
    """
    n = len(strata)
    key = rng.random(n) if score is None else score + 1e-9 * rng.random(n)
    order = np.lexsort((key, strata))
    sorted_strata = strata[order]
    starts = np.flatnonzero(np.r_[True, sorted_strata[1:] != sorted_strata[:-1]]) if n else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, n])
    rank = np.arange(n) - np.repeat(starts, sizes)
    spread = np.empty(n)
    spread[order] = (rank + rng.random(n)) / np.repeat(sizes, sizes)
    return spread


def pick(spread: Floats, shares: Floats) -> Ints:
    """Which of k kinds each person is, from numbers between 0 and 1 and shares (k, or people by k), in any unit."""
    cumulative = np.cumsum(shares, axis=-1)
    cumulative = cumulative / cumulative[..., -1:]
    if cumulative.ndim == 1:
        return np.searchsorted(cumulative[:-1], spread, side="right").astype(np.int64)
    return np.asarray((spread[:, None] >= cumulative[:, :-1]).sum(axis=1), dtype=np.int64)


def choose(rng: np.random.Generator, eligible: Bools, wanted: float, weight: Floats | None = None) -> Bools:
    """Choose so many of the eligible, without replacement, with chances in proportion to their weights.

    A wanted number that is not whole is rounded up or down at random, so that blocks add up.
    """
    n = len(eligible)
    race = rng.exponential(size=n) / (1.0 if weight is None else np.maximum(weight, 1e-12))
    number = min(int(wanted + rng.random()), int(eligible.sum()))
    chosen = np.zeros(n, dtype=np.bool_)
    if number > 0:
        where = np.flatnonzero(eligible)
        chosen[where[np.argpartition(race[where], number - 1)[:number]]] = True
    return chosen


def scatter(ids: Ints, salt: int) -> Ints:
    """A different 11-digit number for each id below 270 million, which does not show the id."""
    prime = 99_999_999_977
    return (ids * (31_000_000_019 + 1_000_003 * salt) + 1_234_567_891 * (salt + 1)) % prime


def scatter_9(ids: Ints, salt: int) -> Ints:
    """The same with nine digits, for fields that hold no more."""
    prime = 999_999_937
    return (ids * (617_283_951 + 20_003 * salt) + 12_345_678 * (salt + 1)) % prime


def fixed(ids: Ints, salt: int) -> Floats:
    """A number between 0 and 1 that belongs to each id whenever it is asked for (the finaliser of splitmix64)."""
    with np.errstate(over="ignore"):
        x = ids.astype(np.uint64) + np.uint64(salt + 1) * np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((x ^ (x >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53
