"""Columns that a contract does not know: harmless beside its figures, or a breakdown that splits them.

A row of women alone must never pass for the row of all. So an extra column of numbers is passed over, and one of words
is a breakdown until the contract says otherwise: of its rows only those of the total are the dataset's, and where none
is, the file is refused. Nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from ingest.contract import Dataset
from ingest.formats.refusal import refusal
from ingest.problems import PROBLEMS_SCHEMA
from ingest.symbols import read_values
from pathways.errors import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.formats.source import Source

RULE: Final = "not_the_total"
# Words about a row, in any publication; what only some publications say stands in their `passed_over`.
REMARKS: Final = frozenset(
    {"comment", "comments", "footnote", "footnotes", "note", "notes", "remarks", "release", "source", "version"}
)
_TOTAL: Final = r"(?i)^(total|all)\b"
_REST: Final = r"(?i)^all other"  # "All other pupils" are the rest, not all
_EXAMPLES: Final = 3


@dataclass
class _Held:
    """What a column holds that is neither a figure nor a symbol, in words."""

    totals: set[str] = field(default_factory=set)
    parts: list[str] = field(default_factory=list)


def breakdowns(dataset: Dataset, source: Source, unknown: Mapping[str, str]) -> dict[str, str]:
    """Which of a file's unknown columns split the figures, and by what value the rows of the total are known.

    Args:
        dataset: the contract that does not know them.
        source: the file.
        unknown: normalised name to name as sent.

    Returns:
        Name as sent to the values of its totals, in words; columns that hold totals alone, or no words, are left out.

    Raises:
        RefusedFileError: a column splits the figures and has no total.
    """
    judged = {column: sent for column, sent in unknown.items() if column not in REMARKS}
    if not judged:
        return {}
    held = {column: _Held() for column in judged}
    for batch in dataset.layout.batches(source, tuple(judged)):
        for column, found in held.items():
            _look(found, batch.rows[column], dataset)
    split = {column: found for column, found in held.items() if found.parts}
    for column, found in split.items():
        if not found.totals:
            raise _splits_without_total(dataset, source, judged[column], found)
    return {column: " or ".join(f"'{total}'" for total in sorted(found.totals)) for column, found in split.items()}


def set_aside(rows: pl.DataFrame, totals: Mapping[str, str], sent: Mapping[str, str]) -> pl.DataFrame:
    """The problems of rows that are a part and not the total, by the columns that `breakdowns` found."""
    problems = [
        rows.filter(~_is_total(pl.col(column).fill_null("").str.strip_chars())).select(
            "row_id",
            rule=pl.lit(RULE),
            reason=pl.format(
                "{} says '{}', and the figures of this dataset are those of {}",
                pl.lit(sent[column]),
                pl.col(column).fill_null(""),
                pl.lit(total),
            ),
        )
        for column, total in totals.items()
    ]
    return pl.concat(problem.cast(PROBLEMS_SCHEMA) for problem in problems).unique("row_id", keep="first")


def _look(found: _Held, texts: pl.Series, dataset: Dataset) -> None:
    distinct = texts.str.strip_chars().unique()
    unread = read_values(
        distinct, pl.repeat(None, len(distinct), dtype=pl.String, eager=True), dataset.symbols, pl.Float64
    )
    # A mark without a letter or digit is a symbol, though one that no contract declares yet.
    words = distinct.filter(unread["problem"].is_not_null() & distinct.str.contains(r"[\p{L}\p{N}]"))
    is_total = pl.select(_is_total(pl.lit(words))).to_series() if len(words) else pl.Series(dtype=pl.Boolean)
    found.totals.update(words.filter(is_total))
    found.parts = [*found.parts, *words.filter(~is_total).sort()][:_EXAMPLES]


def _is_total(text: pl.Expr) -> pl.Expr:
    return text.str.contains(_TOTAL) & ~text.str.contains(_REST)


def _splits_without_total(dataset: Dataset, source: Source, sent: str, found: _Held) -> RefusedFileError:
    module = f"{dataset.schema.__module__.replace('.', '/')}.py"
    examples = ", ".join(f"'{part}'" for part in found.parts)
    return refusal(
        f"{source.name} is laid out as {dataset.name}, but has a column `{sent}` that the contract does not know and"
        f" that holds {examples} and no total.",
        why="It may split the figures, and a part must not be shown as the whole. The file was kept but not loaded, so"
        " the figures shown stay those of the last file.",
        fix=f"Ask the sender for the file without `{sent}`, or with its totals. If the column only describes, list it"
        f" in `passed_over` of the contract in {module}; if its parts are wanted, declare it there as text(key=True).",
    )
