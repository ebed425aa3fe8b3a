"""From the bytes of a recognised return to batches of text, by table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

import polars as pl

from ingest.contract import normalised
from ingest.formats import BROKEN_SCHEMA, delimited
from ingest.formats.pieces import LONGEST_RECORD, utf8
from ingest.formats.source import Source
from ingest.records import xml
from ingest.records.contract import RecordTable, Return
from ingest.records.xml import Envelope, XmlTable

BATCH: Final = 8 * 1024 * 1024  # bytes of a CSV file; two such batches are worked on at once
_DEEPEST_HEADER: Final = 10  # rows in which the columns' names are looked for
_DEEPEST_FIRST_ROW: Final = 50
_FIELD_NUMBERS: Final = "bulk_upload_field_number"  # such a row names columns by number


@dataclass(frozen=True)
class TextBatch:
    """Some whole records of a file, as text.

    Attributes:
        tables: by table, `source_row` Int64 and the columns of `asked_of`.
        broken: rows of a CSV file that could not be taken apart, as in `ingest.formats.Batch`.
    """

    tables: Mapping[str, pl.DataFrame]
    broken: pl.DataFrame


@dataclass(frozen=True)
class CsvHead:
    """How a CSV file begins.

    Attributes:
        header_row: the row of the columns' names, from 1.
        names: they, normalised and distinct, in order.
        sent: the same, as sent.
        repeated: names as sent that stand over more than one column.
        first_row: what the first row below says, by name.
    """

    header_row: int
    names: tuple[str, ...]
    sent: Mapping[str, str]
    repeated: tuple[str, ...]
    first_row: Mapping[str, str]


def csv_heads(source: Source) -> Iterator[CsvHead]:
    """Each of the first rows as the names of columns: some exports have titles or questions above them."""
    rows = _first_rows(source)
    for number, row in enumerate(rows[:_DEEPEST_HEADER], start=1):
        is_numbered = number > 1 and row and normalised(row[0]) == _FIELD_NUMBERS
        found = delimited.headers([row[0], *(f"field {cell}" for cell in row[1:])] if is_numbered else row)
        first_row = next((row for row in rows[number:] if any(cell.strip() for cell in row)), [])
        says = {name: cell for name, cell in zip(found.sent, first_row, strict=False) if cell}
        yield CsvHead(number, tuple(found.sent), found.sent, found.repeated, says)


def _first_rows(source: Source) -> list[list[str]]:
    head = next(utf8(source, LONGEST_RECORD), b"").decode(errors="replace")
    rows: list[list[str]] = []
    with suppress(csv.Error):  # the rows before one that cannot be read may say enough
        rows.extend(islice(csv.reader(io.StringIO(head, newline="")), _DEEPEST_FIRST_ROW))
    return rows


def read_xml(to: Return, source: Source, envelope: Envelope) -> Callable[[], Iterator[TextBatch]]:
    """Every table of an XML return; what stands before the records becomes a column of each row that asks for it."""
    layouts, given = {}, {}
    for table in to.tables:
        asked = asked_of(to, table)
        inside = {name: sent for name, sent in asked.items() if not sent.startswith("/")}
        layouts[table.name] = XmlTable(table.record, table.rows, inside)
        given[table.name] = [
            pl.lit(envelope.said.get(sent.removeprefix("/")), pl.String).alias(name)
            for name, sent in asked.items()
            if name not in inside
        ]

    def batches() -> Iterator[TextBatch]:
        for batch in xml.batches(source, layouts, envelope):
            tables = {table: rows.with_columns(given[table]) for table, rows in batch.items()}
            yield TextBatch(tables, pl.DataFrame(schema=BROKEN_SCHEMA))

    return batches


def read_csv(to: Return, source: Source, head: CsvHead) -> Callable[[], Iterator[TextBatch]]:
    """The one table of a CSV file; a column that the file lacks is blank in every row."""
    (table,) = to.tables
    found = {name: csv_name(sent, head.names) for name, sent in asked_of(to, table).items()}
    columns = [(pl.col(column) if column else pl.lit(None, pl.String)).alias(name) for name, column in found.items()]
    wanted = tuple(dict.fromkeys(column for column in found.values() if column))

    def batches() -> Iterator[TextBatch]:
        below = pl.col("source_row") > head.header_row
        for batch in delimited.batches(source, list(head.names), wanted, BATCH):
            yield TextBatch(
                {table.name: batch.rows.filter(below).select("source_row", *columns)}, batch.broken.filter(below)
            )

    return batches


def asked_of(to: Return, table: RecordTable) -> dict[str, str]:
    """Every column of text that a table's rows are made from, to what the sender calls it."""
    return {**{f"coverage_{place}": sent for place, sent in enumerate(to.coverage)}, **table.sent}


def csv_name(sent: str, present: Collection[str]) -> str | None:
    """Which of the columns present is the one that is named by XPath: it has the last name of an alternative."""
    return next((name for name in _last_names(sent) if name in present), None)


@cache
def _last_names(sent: str) -> tuple[str, ...]:
    """The names are the contracts', so few; each is asked for with every file."""
    return tuple(normalised(alternative.rsplit("/", 1)[-1]) for alternative in sent.split("|"))
