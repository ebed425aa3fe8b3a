"""All candidate pairs of two departments: scored anew where a person changed, else as the run before left them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import duckdb
import polars as pl

from ingest.linkage.artefact import Model
from ingest.linkage.candidates import candidates, sure_candidates
from ingest.linkage.choose import SIDES, bits_worth_keeping
from ingest.linkage.department_persons import COMPARED
from ingest.linkage.state import Pair, State
from ingest.linkage.sure import sure_pairs

_KEY: Final = "person_key"


@dataclass(frozen=True)
class Candidates:
    """Candidate pairs of two departments, with how little evidence one was kept, and how many were scored anew."""

    pairs: pl.DataFrame
    least_bits: float
    scored: int


@dataclass(frozen=True)
class Side:
    """The department persons of one side.

    Attributes:
        free: who is in no sure pair, so that somebody has to be looked for.
        new: those of them who changed, or were sure before: then nobody else was looked for.
        old: the rest of them.
    """

    free: pl.DataFrame
    new: pl.DataFrame
    old: pl.DataFrame


def all_candidates(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    sides: tuple[pl.DataFrame, pl.DataFrame],
    stage: tuple[Pair, str],
    before: State | None,
) -> Candidates:
    """All candidate pairs of two departments: those of unchanged persons from before, the others scored now.

    Args:
        connection: from `engine.engine`.
        model: frozen.
        sides: all department persons of the two.
        stage: the names of the two, and which fingerprints are of these persons: "within" or "between".
        before: the state of the run before with this model, if there is one.
    """
    pair, of = stage
    least = bits_worth_keeping(max(*(side.height for side in sides), 1))
    sure = sure_pairs(*sides)
    # Where fewer people are left than before, a pair that was not worth keeping may be so now.
    if before is None or before.least_bits.get(pair, math.inf) > least:
        free = [_without(persons, side, sure) for side, persons in zip(SIDES, sides, strict=True)]
        scored = pl.concat(
            [sure_candidates(connection, model, *sides, sure), candidates(connection, model, *free, least=least)]
        )
        return Candidates(scored.sort(SIDES), least, scored.height)
    known = before.candidates[pair]
    unchanged = [_unchanged(persons, before.fingerprints[of]) for persons in sides]
    sure_kept = _among(unchanged, known.filter("sure").join(sure, on=SIDES, how="semi"))
    left, right = (
        _side(side, persons, same, sure, known.filter("sure"))
        for side, persons, same in zip(SIDES, sides, unchanged, strict=True)
    )
    kept = _among([left.old, right.old], known.filter(~pl.col("sure"), pl.col("evidence") >= least))
    scored = pl.concat(
        [
            sure_candidates(connection, model, *sides, sure.join(sure_kept, on=SIDES, how="anti")),
            candidates(connection, model, left.new, right.free, least=least),
            candidates(connection, model, left.old, right.new, least=least),
        ]
    )
    return Candidates(pl.concat([sure_kept, kept, scored]).sort(SIDES), least, scored.height)


def fingerprints(persons: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One number for all that is compared. With another version of Polars it differs, and everyone is scored again."""
    fingerprint = pl.struct(COMPARED).hash(7).alias("fingerprint")
    return pl.concat([people.select(_KEY, fingerprint) for people in persons.values()])


def _unchanged(persons: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    return fingerprints({"": persons}).join(before, on=[_KEY, "fingerprint"], how="semi").select(_KEY)


def _side(side: str, persons: pl.DataFrame, unchanged: pl.DataFrame, sure: pl.DataFrame, before: pl.DataFrame) -> Side:
    free = _without(persons, side, sure)
    same = _without(unchanged, side, before)
    return Side(free, free.join(same, on=_KEY, how="anti"), free.join(same, on=_KEY, how="semi"))


def _without(persons: pl.DataFrame, side: str, pairs: pl.DataFrame) -> pl.DataFrame:
    return persons.join(pairs, left_on=_KEY, right_on=side, how="anti")


def _among(persons: list[pl.DataFrame], pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of which both are among these persons."""
    for side, some in zip(SIDES, persons, strict=True):
        pairs = pairs.join(some, left_on=side, right_on=_KEY, how="semi")
    return pairs
