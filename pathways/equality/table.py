"""One table of the review as a value: what every format is written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import polars as pl

Kind = Literal["text", "count", "percent", "points", "ratio"]
DECIMALS: Final[dict[Kind, int]] = {"count": 0, "percent": 1, "points": 1, "ratio": 2}
SYMBOLS: Final = {
    "c": "not shown, since the group is small",
    "u": "low reliability: a group of fewer than 30, or fewer than 10 counted",
    "x": "not available",
    "z": "does not apply",
}

COUNTED: Final = "Of starts and achievements each is counted, of all else each person."


@dataclass(frozen=True)
class Column:
    """A column: its name in files for machines, its title for people, what it holds, and what to know of it."""

    name: str
    title: str
    kind: Kind = "text"
    says: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.kind != "text"


@dataclass(frozen=True)
class ReviewTable:
    """A table.

    Attributes:
        name: of its file and sheet: "unknown_rates".
        title: one line.
        says: what to know before reading it, in sentences.
        columns: in order.
        key: columns whose values together name a row.
        rows: each column (numbers Float64, null where none is shown), and for each number `<column>_symbol`, one of
            `SYMBOLS` where it is null.
    """

    name: str
    title: str
    says: Sequence[str]
    columns: Sequence[Column]
    key: Sequence[str]
    rows: pl.DataFrame

    def cells(self, brackets: bool) -> pl.DataFrame:  # noqa: FBT001 - the two ways of writing a symbol
        """Every cell as text: numbers with their decimals, symbols as `[c]` for people or `c` for machines.

        An empty text is `[z]` for people, who read an empty cell as one that was forgotten; so is a table without rows.
        """
        if brackets and self.rows.is_empty():
            return pl.DataFrame({column.name: ["[z]"] for column in self.columns})
        return self.rows.select(
            _as_text(column, brackets)
            if column.is_number
            else pl.col(column.name).fill_null("").replace({"": "[z]"} if brackets else {})
            for column in self.columns
        )


def shown(value: pl.Expr, symbol: pl.Expr, name: str) -> list[pl.Expr]:
    """A number and, where a symbol is given, the symbol in its place.

    Args:
        value: the number; where it is null or no number without a symbol given, it is not available.
        symbol: one of `SYMBOLS`, or null.
        name: of the column.
    """
    number = value.cast(pl.Float64).fill_nan(None)
    shows = symbol.is_null() & number.is_not_null()
    return [
        pl.when(shows).then(number).alias(name),
        pl.when(shows).then(None).otherwise(symbol.fill_null("x")).alias(f"{name}_symbol"),
    ]


def _as_text(column: Column, brackets: bool) -> pl.Expr:  # noqa: FBT001 - as `cells`
    decimals = DECIMALS[column.kind]
    number = pl.col(column.name).round(decimals)
    text = number.cast(pl.Int64).cast(pl.String) if decimals == 0 else _fixed(number, decimals)
    symbol = pl.col(f"{column.name}_symbol")
    return text.fill_null(pl.format("[{}]", symbol) if brackets else symbol).alias(column.name)


def _fixed(number: pl.Expr, decimals: int) -> pl.Expr:
    """With all its decimals, and no sign before a zero."""
    scaled = (number * 10**decimals).round(0).cast(pl.Int64)
    whole = (scaled.abs() // 10**decimals).cast(pl.String)
    rest = (scaled.abs() % 10**decimals).cast(pl.String).str.zfill(decimals)
    sign = pl.when(scaled < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, whole, pl.lit("."), rest)
