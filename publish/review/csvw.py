"""The review as CSV files with their description, CSV on the Web (W3C 2015)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pathways.equality.table import SYMBOLS, Column, ReviewTable
from publish.review.pack import Pack

METADATA: Final = "csv-metadata.json"
_DATATYPES: Final = {
    "text": "string",
    "count": "integer",
    "percent": "decimal",
    "points": "decimal",
    "ratio": "decimal",
}


def write_csvs(pack: Pack, folder: Path) -> list[Path]:
    """Write a CSV for each table and one description of them all; the paths."""
    written = []
    for table in pack.tables:
        path = folder / f"{table.name}.csv"
        table.cells(brackets=False).write_csv(path, line_terminator="\n")
        written.append(path)
    path = folder / METADATA
    path.write_text(json.dumps(_description(pack), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return [*written, path]


def _description(pack: Pack) -> dict[str, Any]:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": pack.title,
        "dc:description": " ".join(pack.about),
        "tables": [_table(table) for table in pack.tables],
    }


def _table(table: ReviewTable) -> dict[str, Any]:
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "dc:description": " ".join(filter(None, table.says)),
        "tableSchema": {"columns": [_column(column, table) for column in table.columns], "primaryKey": list(table.key)},
    }


def _column(column: Column, table: ReviewTable) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": f"{column.title}. {column.says}".strip(),
        "datatype": _DATATYPES[column.kind],
    }
    if column.is_number:
        described["null"] = [*SYMBOLS]
    # An empty cell is an empty text, not an absent one: a group has no second characteristic.
    elif column.name in table.key:
        described["null"] = "no cell is absent"
    return described
