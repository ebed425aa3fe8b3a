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


@dataclass(frozen=True)
class StatXploreTable:
    """One row for each row of the sheet and month: `counting`, the names of the rows' labels, the month and `value`."""

    def headers(self, source: Source) -> Headers | None:
        """The column of months and those of labels, as the workbook calls them; None where there is no such table."""
        found = _find(source)
        if found is None:
            return None
        return Headers(
            {COUNTING: "Counting", normalised(found.heading): found.heading, **found.names, "value": "value"}
        )

    def batches(self, source: Source, columns: tuple[str, ...] | None = None) -> Iterator[Batch]:
        """The whole table at once."""
        found = _find(source)
        if found is None:
            return
        months = normalised(found.heading)
        labels = dict(zip(found.labels, found.names, strict=True))
        width = found.cells.width
        rows = (
            found.cells.filter(pl.col("source_row") > found.last_heading)
            .filter(pl.any_horizontal(pl.col(list(found.months)).is_not_null()))
            # Nested labels stand in the first of their rows only; the innermost is never inherited.
            .with_columns(pl.col(found.labels[:-1]).forward_fill())
            .rename(labels)
            .unpivot(index=["source_row", *labels.values()], on=list(found.months), variable_name="place")
            .with_columns(
                pl.lit(found.counting).alias(COUNTING),
                pl.col("place").replace_strict(found.months, return_dtype=pl.String).alias(months),
                row_id=pl.col("source_row") * width + pl.col("place").str.strip_prefix("c").cast(pl.Int64),
            )
            .sort("row_id")
        )
        wanted = columns if columns is not None else (COUNTING, months, *labels.values(), "value")
        yield Batch(rows.select("source_row", "row_id", *wanted), pl.DataFrame(schema=BROKEN_SCHEMA))


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


def _find(source: Source) -> _Found | None:
    if source.kind != "workbook":
        return None
    for sheet in workbook.visible_sheets(source):
        cells = workbook.grid(source, sheet)
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
