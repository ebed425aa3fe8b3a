"""DWP's Stat-Xplore workbooks: titles above, months across, nested labels down, notes below, hidden template sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ingest.contract import normalised
from ingest.formats import BROKEN_SCHEMA, Batch, Headers, workbook
from ingest.formats.source import Source
from ingest.periods import month_label

# What the table counts stands in a title row, and tells tables of one shape apart.
COUNTING = "counting"
_COUNTING_MARK = "counting:"
_MOST_TITLE_ROWS = 40
_SHEET = 10**9  # more cells than a sheet has


@dataclass(frozen=True)
class StatXploreTable:
    """One row for each row of the sheet and month: `counting`, the names of the rows' labels, the month and `value`."""

    def headers(self, source: Source) -> Headers | None:
        """The column of months and those of labels, as the workbook calls them; None where there is no such table."""
        tables = _tables(source)
        if not tables:
            return None
        found = tables[0]
        return Headers(
            {COUNTING: "Counting", normalised(found.heading): found.heading, **found.names, "value": "value"}
        )

    def batches(self, source: Source, columns: tuple[str, ...] | None = None) -> Iterator[Batch]:
        """The whole table at once; one that is spread over sheets, such as one for each month, is one table."""
        tables = _tables(source)
        if not tables:
            return
        wanted = columns if columns is not None else tuple(self._names(tables[0]))
        rows = pl.concat(
            _rows(found, place * _SHEET).select("source_row", "row_id", *wanted) for place, found in enumerate(tables)
        )
        yield Batch(rows, pl.DataFrame(schema=BROKEN_SCHEMA))

    @staticmethod
    def _names(found: _Found) -> list[str]:
        return [COUNTING, normalised(found.heading), *found.names, "value"]


@dataclass(frozen=True)
class _Found:
    """A table and where its parts are.

    Attributes:
        cells: the sheet.
        counting: what the figures count, from the titles.
        heading: what the row of months is called.
        months: place to month as published, of the figures.
        labels: the places of the rows' labels, the outer first.
        names: normalised name to name as sent, of the same.
        last_heading: the row that names the labels; the figures start below it.
    """

    cells: pl.DataFrame
    counting: str
    heading: str
    months: dict[str, str]
    labels: list[str]
    names: dict[str, str]
    last_heading: int


def _rows(found: _Found, first_row_id: int) -> pl.DataFrame:
    labels = dict(zip(found.labels, found.names, strict=True))
    width = found.cells.width
    return (
        found.cells.filter(pl.col("source_row") > found.last_heading)
        .filter(pl.any_horizontal(pl.col(list(found.months)).is_not_null()))
        # Nested labels stand in the first of their rows only; the innermost is never inherited.
        .with_columns(pl.col(found.labels[:-1]).forward_fill())
        .rename(labels)
        .unpivot(index=["source_row", *labels.values()], on=list(found.months), variable_name="place")
        .with_columns(
            pl.lit(found.counting).alias(COUNTING),
            pl.col("place").replace_strict(found.months, return_dtype=pl.String).alias(normalised(found.heading)),
            row_id=first_row_id + pl.col("source_row") * width + pl.col("place").str.strip_prefix("c").cast(pl.Int64),
        )
        .sort("row_id")
    )


def _tables(source: Source) -> list[_Found]:
    """The tables of the visible sheets that have the columns of the first."""
    if source.kind != "workbook":
        return []
    tables = [found for sheet in workbook.visible_sheets(source) if (found := _find(workbook.grid(source, sheet)))]
    return [found for found in tables if (found.heading, found.names) == (tables[0].heading, tables[0].names)]


def _find(cells: pl.DataFrame) -> _Found | None:
    counting = ""
    for row, *texts in cells.head(_MOST_TITLE_ROWS).iter_rows():
        first = texts[0] or "" if texts else ""
        if first.lower().startswith(_COUNTING_MARK):
            counting = first[len(_COUNTING_MARK) :].strip()
        months = {f"c{place}": text for place, text in enumerate(texts) if text and month_label(text)}
        if not (counting and first and months):
            continue
        below = cells.row(by_predicate=pl.col("source_row") == row + 1, named=True)
        named = {place: text for place, text in below.items() if text and place not in (*months, "source_row")}
        if named:
            names = {normalised(text): text for text in named.values()}
            return _Found(cells, counting, first, months, list(named), names, row + 1)
    return None
