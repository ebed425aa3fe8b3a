"""Workbooks (xlsx, xls, ods) as grids of text: rows and columns where a person sees them."""

from __future__ import annotations

from functools import lru_cache

import fastexcel
import polars as pl

from ingest.formats.source import Source, refusal


def find_sheet(source: Source, name: str | None) -> str | None:
    """The sheet of that name, without regard to case and spaces; for None, the only visible sheet."""
    if source.kind != "workbook":
        return None
    sheets = visible_sheets(source)
    if name is None:
        return sheets[0] if len(sheets) == 1 else None
    return next((sheet for sheet in sheets if _plain(sheet) == _plain(name)), None)


def visible_sheets(source: Source) -> tuple[str, ...]:
    """The sheets a person sees; publishers' tools leave hidden templates behind.

    Raises:
        RefusedFileError: the workbook cannot be opened.
    """
    return _visible_sheets(source)


def grid(source: Source, sheet: str) -> pl.DataFrame:
    """The sheet's cells as text, from its first row and column, without trailing blank rows."""
    return _grid(source, sheet)


@lru_cache(maxsize=4)
def _visible_sheets(source: Source) -> tuple[str, ...]:
    book = _open(source)
    return tuple(
        sheet for sheet in book.sheet_names if book.load_sheet(sheet, n_rows=0, header_row=None).visible == "visible"
    )


@lru_cache(maxsize=8)
def _grid(source: Source, sheet: str) -> pl.DataFrame:
    try:
        loaded: pl.DataFrame = (
            _open(source).load_sheet(sheet, header_row=None, dtypes="string", skip_rows=0).to_polars()
        )
    except (fastexcel.FastExcelError, ValueError) as error:
        raise _unreadable(source.name, error) from None
    return loaded


def _open(source: Source) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(source.path)
    except (fastexcel.FastExcelError, ValueError) as error:
        raise _unreadable(source.name, error) from None


def _unreadable(name: str, error: Exception) -> Exception:
    reason = str(error).splitlines()[0]
    is_protected = "password" in reason.lower() or "encrypt" in reason.lower()
    what = (
        f"{name} is protected with a password." if is_protected else f"{name} cannot be opened as a workbook: {reason}."
    )
    return refusal(
        what,
        fix="Ask the sender for a copy without a password."
        if is_protected
        else "Open it in a spreadsheet program to see whether it is damaged, and ask the sender for it again.",
    )


def _plain(name: str) -> str:
    return name.strip().lower()
