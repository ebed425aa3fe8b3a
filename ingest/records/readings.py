"""From the bytes of a recognised return to batches of text, by table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from ingest.contract import normalised
from ingest.formats import delimited
from ingest.formats.pieces import LONGEST_RECORD, utf8
from ingest.formats.source import Source
from ingest.records import xml
from ingest.records.contract import RecordTable, Return
from ingest.records.xml import Envelope, XmlTable

TextBatch = Mapping[str, pl.DataFrame]
_DEEPEST_HEADER: Final = 10  # rows in which the columns' names are looked for
_FIELD_NUMBERS: Final = "bulk_upload_field_number"  # such a row names columns by number


@dataclass(frozen=True)
class CsvHead:
    """How a CSV file begins.

    Attributes:
        header_row: the row of the columns' names, from 1.
        names: they, normalised and distinct, in order.
        sent: the same, as sent.
    """

    header_row: int
    names: tuple[str, ...]
    sent: Mapping[str, str]


def csv_heads(source: Source) -> Iterator[CsvHead]:
    """Each of the first rows as the names of columns: some exports have titles or questions above them."""
    head = next(utf8(source, LONGEST_RECORD), b"").decode(errors="replace")
    try:
        rows = csv.reader(io.StringIO(head, newline=""))
        for number, row in enumerate(rows, start=1):
            if number > _DEEPEST_HEADER:
                return
            is_numbered = number > 1 and row and normalised(row[0]) == _FIELD_NUMBERS
            found = delimited.headers([row[0], *(f"field {cell}" for cell in row[1:])] if is_numbered else row)
            yield CsvHead(number, tuple(found.sent), found.sent)
    except csv.Error:
        return


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
        for batch in xml.batches(source.path, source.name, layouts, envelope.namespace):
            yield {table: rows.with_columns(given[table]) for table, rows in batch.items()}

    return batches


def read_csv(to: Return, source: Source, head: CsvHead) -> Callable[[], Iterator[TextBatch]]:
    """The one table of a CSV file; a column that the file lacks is blank in every row."""
    (table,) = to.tables
    found = {name: csv_name(sent, head.names) for name, sent in asked_of(to, table).items()}
    columns = [(pl.col(column) if column else pl.lit(None, pl.String)).alias(name) for name, column in found.items()]
    wanted = tuple(dict.fromkeys(column for column in found.values() if column))

    def batches() -> Iterator[TextBatch]:
        for batch in delimited.batches(source, list(head.names), wanted):
            rows = batch.rows.filter(pl.col("source_row") > head.header_row) if head.header_row > 1 else batch.rows
            yield {table.name: rows.select("source_row", *columns)}

    return batches


def asked_of(to: Return, table: RecordTable) -> dict[str, str]:
    """Every column of text that a table's rows are made from, to what the sender calls it."""
    return {**{f"coverage_{place}": sent for place, sent in enumerate(to.coverage)}, **table.sent}


def csv_name(sent: str, present: Collection[str]) -> str | None:
    """Which of the columns present is the one that is named by XPath: it has the last name of an alternative."""
    names = (normalised(alternative.rsplit("/", 1)[-1]) for alternative in sent.split("|"))
    return next((name for name in names if name in present), None)
