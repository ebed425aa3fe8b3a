"""Scores pairs of department persons with the frozen model: evidence in bits, without any prior.

Splink teaches the model; here its own conditions and weights are put into one query for each way of looking for pairs.
So a pair is looked at and forgotten unless it is worth keeping: splink would write down all of them first, with the
texts of both sides' keys, which for a million people is more than the disk should bear.
"""

from __future__ import annotations

import math
import re
from typing import Any, Final

import duckdb
import polars as pl

from ingest.linkage.artefact import Model
from ingest.linkage.engine import frame
from ingest.linkage.model import BLOCKS, COMPARED, HOME_BLOCK, TERM_FREQUENCIES, Settings
from ingest.linkage.standardise import expand

SCORED: Final = {"left": pl.String, "right": pl.String, "evidence": pl.Float64}
# What is only ever asked to be the same is compared by a number that stands for it.
_BY_NUMBER: Final = (
    "forename", "forename_root", "forename_sound", "surname_sound", "initials", "initials_exchanged", "postcode_sector",
    "postcode_outward", "national_insurance_number", "uln", "upn", "nhs_number",
)  # fmt: skip
# Most true pairs agree in these two, are found by the home and would be by nearly every other block besides.
_SEEN: Final = "l.date_of_birth = r.date_of_birth and l.postcode = r.postcode"
_HOMES: Final = "select number, unnest(homes) as homes, birth_year, forename_sound, surname from"
_BY_HOME: Final = (
    f"(select distinct l.number as a, r.number as b from ({_HOMES} linkage_left) as l"  # noqa: S608 - all named here
    f" inner join ({_HOMES} linkage_right) as r on {HOME_BLOCK})"
    " inner join linkage_left as l on a = l.number inner join linkage_right as r on b = r.number"
)
_PAIRS: Final = (
    _BY_HOME,
    *(f"linkage_left as l inner join linkage_right as r on {block} and ({_SEEN}) is not true" for block in BLOCKS),
)
_ROW_BY_ROW: Final = "linkage_left as l inner join linkage_right as r on l.number = r.number"


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
    return _scored(connection, model, (left, right), _PAIRS, f"evidence >= {least!r}")


def score_row_by_row(
    connection: duckdb.DuckDBPyConnection, model: Model, left: pl.DataFrame, right: pl.DataFrame
) -> pl.DataFrame:
    """The pairs of each row on the left with the same row on the right, whatever their evidence; see `score`."""
    return _scored(connection, model, (left, right), (_ROW_BY_ROW,), "true")


def _scored(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    sides: tuple[pl.DataFrame, pl.DataFrame],
    ways: tuple[str, ...],
    where: str,
) -> pl.DataFrame:
    left, right = sides
    if not left.height or not right.height:
        return pl.DataFrame(schema=SCORED)
    tables = {"linkage_left": left, "linkage_right": right}
    try:
        for name, persons in tables.items():
            connection.register("linkage_side", _compared(model, persons).to_arrow())
            connection.table("linkage_side").create(name)
            connection.unregister("linkage_side")
        found = [
            frame(
                connection,
                f"select l.number as left, r.number as right, {bits(model.settings)} as evidence"  # noqa: S608 - of the model
                f" from {pairs} where {where}",
            )
            for pairs in ways
        ]
    finally:
        for name in tables:
            connection.sql(f"drop table if exists {name}")
    pairs = pl.concat(found).unique(["left", "right"])
    keys = (side["person_key"].gather(pairs[name]).alias(name) for name, side in (("left", left), ("right", right)))
    return pairs.with_columns(*keys)


def bits(settings: Settings) -> str:
    """The evidence of a pair of rows `l` and `r` as an SQL expression: the weights of its grades, added up."""
    return " + ".join(_weight(comparison["comparison_levels"]) for comparison in settings["comparisons"])


def _weight(levels: list[dict[str, Any]]) -> str:
    grades = [f"when {_of_sides(level['sql_condition'])} then {_grade(level)}" for level in levels[:-1]]
    return f"case {' '.join(grades)} else {_grade(levels[-1])} end"


def _grade(level: dict[str, Any]) -> str:
    if level.get("is_null_level"):
        return "0.0"
    by_frequency = level.get("tf_adjustment_column")
    if by_frequency is None:
        return repr(math.log2(level["m_probability"] / level["u_probability"]))
    # A rare name says more: chance is its own frequency, in place of that of names on the whole.
    frequency = f"greatest(l.tf_{by_frequency}, {level['tf_minimum_u_value']!r})"
    return f"{math.log2(level['m_probability'])!r} - log2({frequency})"


def _of_sides(condition: str) -> str:
    return re.sub(r"\b(\w+)_([lr])\b", r"\2.\1", condition)


def _compared(model: Model, persons: pl.DataFrame) -> pl.DataFrame:
    """What the query needs of each person, with `number`, its place among the persons."""
    rows = expand(persons).select(pl.col(name) for name in COMPARED if name != "person_key")
    for name in TERM_FREQUENCIES:
        rows = rows.join(model.frequencies[name], on=name, how="left", maintain_order="left")
    numbers = (pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash(1)) for name in _BY_NUMBER)
    homes = pl.col("homes").list.eval(pl.element().hash(1))
    return rows.with_columns(*numbers, homes).with_row_index("number")
