"""Workbooks (xlsx, xls, ods) as grids of text: rows and columns where a person sees them."""

from __future__ import annotations

import re
from functools import lru_cache

import fastexcel
import polars as pl

from ingest.formats.refusal import refusal
from ingest.formats.source import Source
from pathways.errors import RefusedFileError


def find_sheet(source: Source, name: str | None) -> str | None:
    """The visible sheet of that name, or None; for no name, the one that has most columns in its first row.

    Names are alike without regard to case, spaces and signs, and to the word "table": "A3_" and "Table A3" are "A3".
    So is a name with words behind it, if none is the name itself: "A3_Support_needs".
    Data stands beside sheets of contents and notes, whose first row is a title.
    """
    if source.kind != "workbook":
        return None
    sheets = visible_sheets(source)
    if name is None:
        return _widest(source, sheets)
    exact = next((sheet for sheet in sheets if _plain(sheet) == _plain(name)), None)
    with_words = re.compile(rf"(?:table[ _]*)?{re.escape(name)}[^a-z0-9].*", re.IGNORECASE)
    return exact or next((sheet for sheet in sheets if with_words.fullmatch(sheet.strip())), None)


def only_sheet(source: Source) -> str | None:
    """The visible sheet of a workbook that has no other, whatever its name."""
    sheets = visible_sheets(source) if source.kind == "workbook" else ()
    return sheets[0] if len(sheets) == 1 else None


def _plain(name: str) -> str:
    return re.sub(r"^table|[^a-z0-9]", "", name.strip().lower())


@lru_cache(maxsize=4)
def _widest(source: Source, sheets: tuple[str, ...]) -> str | None:
    def columns(sheet: str) -> int:
        first = grid(source, sheet).head(1).drop("source_row").rows()
        return sum(cell is not None for cell in first[0]) if first else 0

    return max(sheets, key=columns, default=None)


@lru_cache(maxsize=4)
def visible_sheets(source: Source) -> tuple[str, ...]:
    """The sheets a person sees; publishers' tools leave hidden templates behind.

    Raises:
        RefusedFileError: the workbook cannot be opened.
    """
    book = _open(source)
    try:
        sheets = [book.load_sheet(name, n_rows=0, header_row=None) for name in book.sheet_names]
    except (fastexcel.FastExcelError, ValueError) as error:
        raise _unreadable(source, error) from None
    return tuple(sheet.name for sheet in sheets if sheet.visible == "visible")


@lru_cache(maxsize=8)
def grid(source: Source, sheet: str) -> pl.DataFrame:
    """The sheet's cells as text: `source_row` as a person sees it, and columns `c0`, `c1` and on.

    Raises:
        RefusedFileError: the sheet cannot be read.
    """
    try:
        cells: pl.DataFrame = _open(source).load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, ValueError) as error:
        raise _unreadable(source, error) from None
    return as_grid(cells)


def as_grid(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells of text with `source_row` and the columns called `c0`, `c1` and on; cells of spaces are null."""
    named = cells.rename({name: f"c{place}" for place, name in enumerate(cells.columns)})
    stripped = pl.all().str.strip_chars()
    return (
        named.select(pl.when(stripped != "").then(stripped))
        .with_row_index("source_row", offset=1)
        .cast({"source_row": pl.Int64})
    )


def _open(source: Source) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(source.path)
    except (fastexcel.FastExcelError, ValueError) as error:
        raise _unreadable(source, error) from None


def _unreadable(source: Source, error: Exception) -> RefusedFileError:
    reason = str(error).splitlines()[0].rstrip(".")
    if "password" in reason.lower() or "encrypt" in reason.lower():
        return refusal(f"{source.name} is protected with a password.", fix="Ask the sender for a copy without one.")
    return refusal(
        f"{source.name} cannot be opened as a workbook: {reason}.",
        fix="Open it in a spreadsheet program to see whether it is damaged, and ask the sender for it again.",
    )
