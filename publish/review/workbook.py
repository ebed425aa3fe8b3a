"""The review as an accessible XLSX workbook (Government Analysis Function guidance), by gptables."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import gptables
import pandas as pd

from pathways.equality.table import SYMBOLS, ReviewTable
from publish.review.notes import NOTES, numbered
from publish.review.pack import Pack

_LONGEST_LABEL: Final = 31  # of a sheet, by Excel


def write_workbook(pack: Pack, path: Path) -> None:
    """Write a cover, contents, notes, and one table a sheet, title and language set; a pack has the same bytes."""
    numbers = numbered(pack.tables)
    workbook = gptables.produce_workbook(
        str(path),
        {sheet_name(table): _sheet(table, numbers) for table in pack.tables},
        notes_table=pd.DataFrame({"Reference": map(str, numbers.values()), "Note text": list(numbers)}),
        notesheet_label=NOTES,
        cover=gptables.Cover(title=pack.title, intro=pack.about, about=symbols(), cover_label="Cover"),
    )
    workbook.set_properties({"title": pack.title, "created": _without_zone(pack.as_known_on)})
    workbook.close()
    _say_the_language(path)


def sheet_name(table: ReviewTable) -> str:
    """The name of a table's sheet."""
    return table.name.replace("_", " ").capitalize()[:_LONGEST_LABEL]


def symbols() -> list[str]:
    """What each symbol in a cell means."""
    return [f"[{symbol}]: {meaning}." for symbol, meaning in SYMBOLS.items()]


def _sheet(table: ReviewTable, numbers: Mapping[str, int]) -> gptables.GPTable:
    cells = table.cells(brackets=True)
    frame = pd.DataFrame(
        {
            column.title: [
                float(text) if column.is_number and not text.startswith("[") else text for text in cells[column.name]
            ]
            for column in table.columns
        },
        dtype=object,
    )
    texts = sum(not column.is_number for column in table.columns[:3])
    return gptables.GPTable(
        frame,
        table_name=table.name,
        title=table.title,
        subtitles=[sentence for sentence in table.says if sentence],
        instructions=(
            "This worksheet contains one table. A cell without a number says why in brackets; see the cover. Some "
            "headings refer to the worksheet of notes."
        ),
        table_notes={place: f"$${numbers[column.says]}$$" for place, column in enumerate(table.columns) if column.says},
        index_columns={level: level - 1 for level in range(1, min(texts, 2) + 1)},
    )


def _without_zone(instant: datetime) -> datetime:
    return instant.replace(tzinfo=None, microsecond=0)


def _say_the_language(path: Path) -> None:
    """Set `dc:language`, which xlsxwriter has no property for, and leave every other byte of the parts as it is."""
    beside = path.with_suffix(".part")
    with zipfile.ZipFile(path) as read, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as written:
        for part in read.infolist():
            content = read.read(part)
            if part.filename == "docProps/core.xml":
                content = _with_language(content)
            written.writestr(zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    beside.replace(path)


def _with_language(core: bytes) -> bytes:
    closing = b"</cp:coreProperties>"
    if closing not in core:
        message = "the workbook's core properties are not where they were"
        raise ValueError(message)
    return core.replace(closing, b"<dc:language>en-GB</dc:language>" + closing)
