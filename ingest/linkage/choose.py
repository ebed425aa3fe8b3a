"""Which of the candidate pairs are one person: each has at most one counterpart in another department.

A pair is as likely as its evidence says against its rivals: with equal evidence for two, neither can be above a half.
The share of people who have a counterpart at all is found from the same pairs, so that no truth is needed for a prior.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from ingest.linkage.identifiers import IDENTIFIERS

# Bits by which a shared identifier speaks for a pair. A different one speaks against, but slips are made; one that
# differs by one character is more often a slip than another person.
IDENTIFIER_SAME: Final = 20.0
IDENTIFIER_ONE_SLIP: Final = 8.0
IDENTIFIER_DIFFERS: Final = -7.0
# However full the match, some people are in one department only.
_MOST_MATCHED: Final = 0.95
_FIRST_GUESS: Final = 0.8
_ROUNDS: Final = 20
_SETTLED: Final = 1e-4
_BITS_KEPT: Final = 2.0

SIDES: Final = ("left", "right")
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Weighed:
    """Candidate pairs with `match_weight` and `log_odds` (bits), and the share found to have a counterpart.

    `match_weight` is the evidence with the prior; `log_odds` is that against the pair's rivals.
    """

    pairs: pl.DataFrame
    matched_share: float


def identifier_bits(pairs: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Add what the identifiers say: `identifier` (the name of one that agrees, else null) and `identifier_bits`."""
    for name, persons in (("left", left), ("right", right)):
        held = persons.select(pl.col("person_key").alias(name), *(pl.col(i).alias(f"{i}_{name}") for i in IDENTIFIERS))
        pairs = pairs.join(held, on=name, how="left", maintain_order="left")
    same = [pl.col(f"{i}_left") == pl.col(f"{i}_right") for i in IDENTIFIERS]
    agrees = pl.coalesce(pl.when(equal).then(pl.lit(name)) for name, equal in zip(IDENTIFIERS, same, strict=True))
    differs = pl.any_horizontal((~equal).fill_null(value=False) for equal in same)
    bits = pl.when(agrees.is_not_null()).then(IDENTIFIER_SAME).when(differs).then(IDENTIFIER_DIFFERS).otherwise(0.0)
    held_names = [f"{i}_{name}" for i in IDENTIFIERS for name in ("left", "right")]
    told = pairs.with_columns(agrees.alias("identifier"), bits.alias("identifier_bits"))
    slips = told.filter(pl.col("identifier_bits") < 0).filter(
        pl.any_horizontal(_one_slip(name).fill_null(value=False) for name in IDENTIFIERS)
    )
    slips = slips.select("left", "right", slip=pl.lit(IDENTIFIER_ONE_SLIP))
    told = told.drop(held_names).join(slips, on=["left", "right"], how="left", maintain_order="left")
    return told.with_columns(pl.coalesce("slip", "identifier_bits").alias("identifier_bits")).drop("slip")


def _one_slip(name: str) -> pl.Expr:
    """Same length, and all characters but one the same."""
    left, right = pl.col(f"{name}_left"), pl.col(f"{name}_right")
    length = 13 if name == "upn" else 10
    same = pl.sum_horizontal((left.str.slice(n, 1) == right.str.slice(n, 1)).cast(pl.Int8) for n in range(length))
    return (left != right) & (same == length - 1)


def weigh(pairs: pl.DataFrame, bits: str, left_count: int, right_count: int) -> Weighed:
    """How likely each pair is, against its rivals on both sides.

    Args:
        pairs: `left`, `right` and a column of evidence in bits.
        bits: the name of that column.
        left_count: how many persons there are on the left, with or without candidates.
        right_count: likewise on the right.

    Returns:
        The pairs above 2 bits, in the order of their keys, and the share of the smaller side with a counterpart.
    """
    pairs = pairs.sort("left", "right")
    if pairs.is_empty():
        none = pl.lit(None, pl.Float64)
        return Weighed(pairs.with_columns(none.alias("match_weight"), none.alias("log_odds")), 0.0)
    a = pairs["left"].rank("dense").to_numpy() - 1
    b = pairs["right"].rank("dense").to_numpy() - 1
    evidence = np.exp2(np.clip(pairs[bits].to_numpy(), -200.0, 200.0))
    rivals = _others(evidence, a), _others(evidence, b)
    smaller, larger = sorted((left_count, right_count))
    share = _FIRST_GUESS
    for _ in range(_ROUNDS):
        prior = _by_prior(share, smaller, larger)
        weight = evidence * prior
        odds = weight / ((1 + prior * rivals[0]) * (1 + prior * rivals[1]))
        found = min(float((odds / (1 + odds)).sum()) / smaller, _MOST_MATCHED)
        if abs(found - share) < _SETTLED:
            break
        share = min(max(found, 1.0 / smaller), _MOST_MATCHED)  # of a side of one person, one is everybody
    weighed = pairs.with_columns(pl.Series("match_weight", np.log2(weight)), pl.Series("log_odds", np.log2(odds)))
    return Weighed(weighed.filter(pl.col("match_weight") >= _BITS_KEPT), share)


def _by_prior(share: float, smaller: int, larger: int) -> float:
    """Odds of a pair without evidence, by the law of mass action: those left over on both sides meet each other."""
    left_over = (1 - share) * (1 - share * smaller / larger)
    return share / (larger * left_over)


def _others(weight: Numbers, group: np.ndarray) -> Numbers:
    """For each pair the weight of the other pairs of its group (one person), added up.

    The largest of a group may be 2**100 times the rest, so it is added and taken away apart from them.
    """
    order = np.lexsort((weight, group))
    last = order[np.r_[group[order][1:] != group[order][:-1], True]]
    largest = np.zeros(len(group), dtype=bool)
    largest[last] = True
    top = np.zeros(group.max() + 1)
    top[group[last]] = weight[last]
    rest = np.bincount(group, np.where(largest, 0.0, weight))
    others = np.where(largest, rest[group], top[group] + np.maximum(rest[group] - weight, 0.0))
    return np.asarray(others, dtype=np.float64)


def mutual_best(pairs: pl.DataFrame, by: str) -> pl.Series:
    """Whether each pair is the one best of both its persons; where two are equally good there is none."""
    numbers = pairs.select(by, *(pl.col(side).hash(1).alias(side) for side in SIDES))
    # Two steps: a window within a window would be worked out person by person.
    tops = numbers.with_columns((pl.col(by) == pl.col(by).max().over(side)).alias(f"top_{side}") for side in SIDES)
    best = [pl.col(f"top_{side}") & (pl.col(f"top_{side}").sum().over(side) == 1) for side in SIDES]
    return tops.select(best[0] & best[1]).to_series().rename("mutual_best")


def bits_worth_keeping(larger: int) -> float:
    """The least evidence, in bits, with which a pair among so many could still come above the 2 bits that are kept.

    Rounded down to a quarter of a bit: so it does not fall, and pairs have not to be scored again, when a few go.
    """
    most_by_prior = _by_prior(_MOST_MATCHED, larger, larger)
    return max(math.floor(4 * (_BITS_KEPT - math.log2(most_by_prior))) / 4, 0.0)
