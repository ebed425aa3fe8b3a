"""A table with its column names in the first row: CSV, Parquet, or a sheet of a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
import polars.selectors as cs

from ingest.formats import BROKEN_SCHEMA, Batch, Headers, delimited, workbook
from ingest.formats.refusal import refusal
from ingest.formats.source import Source

_PARQUET_ROWS = 500_000


def parquet_names(source: Source) -> list[str]:
    """The columns of a Parquet file.

    Raises:
        RefusedFileError: its end, where they are named, is missing.
    """
    try:
        return list(pl.read_parquet_schema(source.path))
    except pl.exceptions.PolarsError as error:
        raise refusal(
            f"{source.name} is a Parquet file that was cut short or damaged: {error}.",
            fix="Ask the sender for the file again, and compare its size with theirs.",
        ) from None


@dataclass(frozen=True)
class Table:
    """Column names in the first row, one row for each line below.

    Attributes:
        sheet: where a workbook holds it, if it has more than one; None: in its widest.
    """

    sheet: str | None = None

    def headers(self, source: Source) -> Headers | None:
        """The columns; None for a workbook without the sheet."""
        names = self._names(source)
        return delimited.headers(names) if names else None

    def batches(self, source: Source, columns: tuple[str, ...] | None = None) -> Iterator[Batch]:
        """The rows, all columns or those named."""
        names = list(delimited.headers(self._names(source) or []).sent)
        if source.kind == "text":
            yield from delimited.batches(source, names, columns)
            return
        wanted = list(columns) if columns is not None else names
        for frame in self._frames(source, names):
            rows = frame.select("source_row", *wanted).filter(pl.any_horizontal(pl.col(wanted).str.strip_chars() != ""))
            yield Batch(rows, pl.DataFrame(schema=BROKEN_SCHEMA))

    def scan(self, source: Source) -> pl.LazyFrame | None:
        """The rows to be read as they are needed, `source_row` first; None where each line must be looked at first.

        What is given back has yet to be read, and holds only if the file is plain: a line of too many fields raises,
        one of too few has no last field, and quotes that do not pair may swallow lines.
        """
        names = list(delimited.headers(self._names(source) or []).sent)
        if source.kind == "parquet":
            return self._scan_parquet(source, names)
        if source.kind != "text" or source.encoding != "utf-8":
            return None
        return pl.scan_csv(
            source.path,
            schema=dict.fromkeys(names, pl.String),
            row_index_name="source_row",
            row_index_offset=2,
        ).cast({"source_row": pl.Int64})

    def _names(self, source: Source) -> list[str] | None:
        if source.kind == "text":
            return delimited.header(source)
        if source.kind == "parquet":
            return parquet_names(source)
        sheet = workbook.find_sheet(source, self.sheet) or workbook.only_sheet(source)
        if sheet is None:
            return None
        cells = workbook.grid(source, sheet).drop("source_row")
        return [name or "" for name in cells.row(0)] if cells.height else None

    def _frames(self, source: Source, names: list[str]) -> Iterator[pl.DataFrame]:
        if source.kind == "parquet":
            lazy = self._scan_parquet(source, names)
            yield from lazy.collect_batches(chunk_size=_PARQUET_ROWS)
            return
        sheet = workbook.find_sheet(source, self.sheet) or workbook.only_sheet(source)
        if sheet is not None:
            cells = workbook.grid(source, sheet)
            yield cells.slice(1).rename({f"c{place}": name for place, name in enumerate(names)})

    @staticmethod
    def _scan_parquet(source: Source, names: list[str]) -> pl.LazyFrame:
        lazy = pl.scan_parquet(source.path, row_index_name="source_row", row_index_offset=2)
        return (
            lazy.rename(dict(zip(lazy.collect_schema().names()[1:], names, strict=True)))
            .with_columns(cs.float().fill_nan(None))
            .with_columns(pl.col(names).cast(pl.String), pl.col("source_row").cast(pl.Int64))
        )
