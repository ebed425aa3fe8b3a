"""Teaching a model: train it, then calibrate it on labelled pairs that it was not trained on.

Nameless pairs have no label of their own (social care shares no identifier with education), so they are rehearsed:
persons whose pair is known lose their names and the day of their birth, are scored again, and the known pair tells.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import duckdb
import polars as pl

from ingest.linkage.artefact import Model
from ingest.linkage.calibrate import Calibration, draw, labels, threshold
from ingest.linkage.candidates import candidates
from ingest.linkage.choose import bits_worth_keeping, identifier_bits, mutual_best, weigh
from ingest.linkage.identifiers import IDENTIFIERS
from ingest.linkage.keys import agreeing
from ingest.linkage.train import train

LABEL: Final = "national_insurance_number"
# Of four equal parts of the persons: what trains the model, draws the curves, and only reports on them.
_TRAIN, _DRAW, _REPORT = (0, 1), 2, 3
_REHEARSED: Final = 50_000
_HIDDEN: Final = (
    "forename", "forename_first", "forename_root", "forename_sound", "surname", "surname_first", "surname_sound",
    "date_of_birth",
)  # fmt: skip


def teach(connection: duckdb.DuckDBPyConnection, left: pl.DataFrame, right: pl.DataFrame) -> Model:
    """A trained and calibrated model, from the department persons of two departments that share an identifier.

    Args:
        connection: from `engine.engine`.
        left: such as DfE's, some with a National Insurance number.
        right: such as DWP's.

    Returns:
        The model, ready to be kept. Without enough labelled pairs its probabilities stay raw, and nameless pairs need
        .99.

    Raises:
        LinkageError: too few people to learn from.
    """
    part = _parts(left)
    known = agreeing(left, right, (LABEL,)).join(
        part.filter(pl.col("part").is_in(_TRAIN)), left_on="left", right_on="person_key", how="semi"
    )
    model = train(connection, left, right, known)
    named = _labelled(connection, model, left, right).join(part, left_on="left", right_on="person_key")
    right_known = right.filter(pl.col(LABEL).is_not_null(), pl.col("forename").is_not_null())
    rehearsed = right_known.sort("person_key").gather_every(max(1, -(-right_known.height // _REHEARSED)))
    hidden = rehearsed.with_columns(pl.lit(None, rehearsed.schema[name]).alias(name) for name in _HIDDEN)
    nameless = _labelled(connection, model, left, hidden).join(part, left_on="left", right_on="person_key")
    draws, reports = pl.col("part") == _DRAW, pl.col("part") == _REPORT
    curves = [draw(found.filter(draws), found.filter(reports)) for found in (named, nameless)]
    least = threshold(nameless.filter(draws), curves[1])
    return replace(model, calibration=Calibration(curves[0], curves[1], least))


def _parts(persons: pl.DataFrame) -> pl.DataFrame:
    """Deal the persons into four parts, by the order of their keys."""
    return persons.select(pl.col("person_key").sort()).with_columns(part=pl.int_range(pl.len()) % 4)


def _labelled(
    connection: duckdb.DuckDBPyConnection, model: Model, left: pl.DataFrame, right: pl.DataFrame
) -> pl.DataFrame:
    """The best pairs by what the model sees, with what the identifier then says of them."""
    without = [side.with_columns(pl.lit(None, pl.String).alias(name) for name in IDENTIFIERS) for side in (left, right)]
    least = bits_worth_keeping(max(left.height, right.height))
    pairs = candidates(connection, model, without[0], without[1], least=least)
    weighed = weigh(pairs.drop("identifier", "identifier_bits"), "evidence", left.height, right.height).pairs
    best = weighed.filter(mutual_best(weighed, "log_odds"))
    return labels(identifier_bits(best, left, right))
