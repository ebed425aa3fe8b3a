"""Scores pairs of department persons with the frozen model: evidence in bits, without any prior."""

from __future__ import annotations

import math
from typing import Final

import duckdb
import polars as pl

from ingest.linkage.artefact import Model
from ingest.linkage.engine import frame, had_no_room
from ingest.linkage.linker import linker_of
from ingest.linkage.model import NOMINAL_PRIOR

_MOST_PARTS: Final = 64
_NOMINAL_BITS: Final = math.log2(NOMINAL_PRIOR / (1 - NOMINAL_PRIOR))


def score(
    connection: duckdb.DuckDBPyConnection, model: Model, left: pl.DataFrame, right: pl.DataFrame, *, least: float
) -> pl.DataFrame:
    """Every looked-at pair with evidence of at least `least` bits.

    Args:
        connection: from `engine.engine`; drained before and after.
        model: frozen.
        left: department persons of one department.
        right: those of another one.
        least: bits of evidence (log2 of how much likelier the agreement is in a true pair than by chance).

    Returns:
        `left`, `right` (person keys) and `evidence`, in no order, each pair once.
    """
    if not left.height or not right.height:
        return pl.DataFrame(schema={"left": pl.String, "right": pl.String, "evidence": pl.Float64})
    # Splink writes the keys of every pair it looks at, so a person is a number to it: pseudonyms are ten times as long.
    frames = {"a_left": _numbered(left), "b_right": _numbered(right)}
    pairs = _predicted(connection, model, frames, least)
    return pairs.select(
        left["person_key"].gather(pairs["person_key_l"]).alias("left"),
        right["person_key"].gather(pairs["person_key_r"]).alias("right"),
        "evidence",
    )


def _predicted(
    connection: duckdb.DuckDBPyConnection, model: Model, frames: dict[str, pl.DataFrame], least: float
) -> pl.DataFrame:
    """The pairs as numbers, in as few parts as there is memory for: how many are looked at is known only then."""
    parts = 1
    while True:
        with linker_of(connection, model.settings, frames, model.frequencies) as linker:
            try:
                found = linker.inference.predict(
                    threshold_match_weight=least + _NOMINAL_BITS,
                    num_chunks_left=1,
                    num_chunks_right=parts,
                    warning_mode="never",
                )
                return frame(
                    connection,
                    f"select person_key_l, person_key_r, match_weight - ({_NOMINAL_BITS}) as evidence"  # noqa: S608 - a constant
                    f" from {found.physical_name}",
                )
            except Exception as error:
                if parts == _MOST_PARTS or not had_no_room(error):
                    raise
                parts *= 2


def _numbered(persons: pl.DataFrame) -> pl.DataFrame:
    return persons.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("person_key"))
