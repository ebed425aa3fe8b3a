"""Scores pairs of department persons with the frozen model: evidence in bits, without any prior."""

from __future__ import annotations

import math
from typing import Final

import duckdb
import polars as pl

from ingest.linkage.artefact import Model
from ingest.linkage.engine import frame
from ingest.linkage.linker import linker_of
from ingest.linkage.model import NOMINAL_PRIOR

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
    frames = {"a_left": left, "b_right": right}
    with linker_of(connection, model.settings, frames, model.frequencies) as linker:
        found = linker.inference.predict(threshold_match_weight=least + _NOMINAL_BITS, warning_mode="never")
        return frame(
            connection,
            f"select person_key_l as left, person_key_r as right, match_weight - ({_NOMINAL_BITS}) as evidence"  # noqa: S608 - a constant
            f" from {found.physical_name}",
        )
