"""What is said of a published table, and the types that its columns can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypedDict

import polars as pl

TEXT, WHOLE, NUMBER, FLAG, DAY = pl.String(), pl.Int64(), pl.Float64(), pl.Boolean(), pl.Date()
INSTANT = pl.Datetime("us", "UTC")


class CsvStyle(TypedDict):
    """Settings of `polars.DataFrame.write_csv`."""

    datetime_format: str
    date_format: str
    null_value: str
    line_terminator: str


class ColumnType(NamedTuple):
    """One of the types of a published column, in the frame and in the database."""

    polars: pl.DataType
    sql: str


# By the names that a manifest gives them, which are those of Frictionless Table Schema.
TYPES = {
    "string": ColumnType(TEXT, "text"),
    "integer": ColumnType(WHOLE, "bigint"),
    "number": ColumnType(NUMBER, "double precision"),
    "boolean": ColumnType(FLAG, "boolean"),
    "date": ColumnType(DAY, "date"),
    "datetime": ColumnType(INSTANT, "timestamp with time zone"),
}

# How Polars writes a published table as a file, so that the same rows give the same bytes wherever they are written.
CSV_STYLE: Final[CsvStyle] = {
    "datetime_format": "%Y-%m-%dT%H:%M:%S%.6fZ",
    "date_format": "%Y-%m-%d",
    "null_value": "",
    "line_terminator": "\n",
}

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Reference:
    """Columns whose values, where not all null, must stand in another published table."""

    columns: tuple[str, ...]
    table: str
    referred: tuple[str, ...]


def to(table: str, column: str, *, by: str | None = None) -> Reference:
    """A reference by one column, of the same name unless `by` names the one on this side."""
    return Reference((by or column,), table, (column,))


@dataclass(frozen=True)
class PublishedTable:
    """One table of a release.

    Attributes:
        name: in the database, and of its file.
        mart: that it is read from.
        columns: of the mart, those that are promised.
        key: the columns that make a row one, and the order of rows.
        references: what must stand in other published tables.
        indexes: columns to find rows by, beside their release.
        is_unprotected: whether it counts linked people and shows them as they are; it leaves only as publish/linked.py
            lets it.
        is_held: whether the page holds it in memory; of a large one it asks for a few rows at a time.
    """

    name: str
    mart: str
    columns: Mapping[str, pl.DataType]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    is_unprotected: bool = False
    is_held: bool = True


def type_name(kind: pl.DataType) -> str:
    """The name in the manifest of a published column's type."""
    return next(name for name, each in TYPES.items() if each.polars == kind)
