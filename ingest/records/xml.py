"""Returns in XML, streamed: each record element becomes rows of text in the tables that its contract declares.

The parser is libxml2 without entities, document types or network; the tables are drawn by XSLT, so that no element of
a record is ever touched by Python. Memory is bounded by one batch of records, whatever the size of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import polars as pl
from lxml import etree

from ingest.formats.refusal import refusal
from ingest.large import ahead
from pathways.errors import RefusedFileError

BATCH = 8 * 1024 * 1024  # bytes of the file, or a record more
_PLACE: Final = "place"  # an attribute of our own on each record: its number in the file
_ELEMENT_NAME: Final = re.compile(r"(?<![@:\w.-])[A-Za-z_][\w.-]*(?![\w.-]*(?:\(|::))")
_SAFE: Final = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


@dataclass(frozen=True)
class XmlTable:
    """Where a table's rows lie in a record, as XPath without prefixes.

    Attributes:
        record: the element of the record.
        rows: of a row, from the record down: "LearningDelivery"; "." is the record itself.
        columns: of each column, from the row: "AimType", "../LearnRefNumber".
    """

    record: str
    rows: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Envelope:
    """What stands around the records of a file.

    Attributes:
        namespace: of the root element; "" where it has none.
        said: the text of each element before the first record, by its path below the root: "Header/Source/UKPRN".
    """

    namespace: str
    said: Mapping[str, str]


def root_of(path: Path) -> tuple[str, str] | None:
    """Namespace and name of the root element; None where there is none to be read."""
    with path.open("rb") as file:
        try:
            for _, element in etree.iterparse(file, events=("start",), **_SAFE):
                name = etree.QName(element)
                return name.namespace or "", name.localname
        except etree.XMLSyntaxError:
            return None
    return None


def read_envelope(path: Path, name: str, records: Sequence[str]) -> Envelope:
    """Read a file down to its first record.

    Raises:
        RefusedFileError: it is not well-formed that far.
    """
    said: dict[str, str] = {}
    above: list[str] = []
    root = etree.QName("none")
    with path.open("rb") as file:
        try:
            for event, element in etree.iterparse(file, events=("start", "end"), remove_comments=True, **_SAFE):
                named = etree.QName(element)
                if event == "start":
                    root = named if not above else root
                    if named.localname in records:
                        break
                    above.append(named.localname)
                    continue
                above.pop()
                if not len(element) and element.text and element.text.strip():
                    said.setdefault("/".join([*above[1:], named.localname]), element.text.strip())
        except etree.XMLSyntaxError as error:
            raise _not_well_formed(name, error) from None
    return Envelope(root.namespace or "", said)


def batches(path: Path, name: str, tables: Mapping[str, XmlTable], namespace: str) -> Iterator[dict[str, pl.DataFrame]]:
    """Every table's rows, a batch of records at a time.

    Args:
        path: the bytes as sent.
        name: what the sender called them.
        tables: by name.
        namespace: of the elements.

    Yields:
        For each table `source_row` Int64 (which record of the file, from 1) and its columns as text, null where the
        record has no such element.

    Raises:
        RefusedFileError: it is not well-formed; what was given before is then to be dropped.
    """
    sheets = {table: _sheet(layout, namespace) for table, layout in tables.items()}
    records = dict.fromkeys(table.record for table in tables.values())
    tags = tuple(f"{{{namespace}}}{record}" if namespace else record for record in records)
    # libxml2 and libxslt work outside Python's lock: the next records are parsed while tables are drawn of these.
    for held in ahead(_held(path, name, tags)):
        yield _drawn(held, sheets, tables)


def _held(path: Path, name: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """Whole records, numbered and taken out of the file's tree, some megabytes of them at a time."""
    held = etree.Element("records")
    count = began = 0
    with path.open("rb") as file:
        try:
            for _, record in etree.iterparse(file, events=("end",), tag=tags, remove_comments=True, **_SAFE):
                count += 1
                record.set(_PLACE, str(count))
                around = record.getparent()
                held.append(record)
                if file.tell() - began >= BATCH:
                    yield held
                    held, began = etree.Element("records"), file.tell()
                    if around is not None:
                        around.clear(keep_tail=True)  # what stands between the records
        except etree.XMLSyntaxError as error:
            raise _not_well_formed(name, error) from None
    if len(held):
        yield held


def _drawn(
    held: etree._Element, sheets: Mapping[str, etree.XSLT], tables: Mapping[str, XmlTable]
) -> dict[str, pl.DataFrame]:
    return {table: _frame(bytes(draw(held)), list(tables[table].columns)) for table, draw in sheets.items()}


def _frame(lines: bytes, columns: list[str]) -> pl.DataFrame:
    schema = {"source_row": pl.Int64, **dict.fromkeys(columns, pl.String)}
    if not lines:
        return pl.DataFrame(schema=schema)
    return pl.read_csv(BytesIO(lines), has_header=False, separator="\t", quote_char=None, schema=schema)


def _sheet(table: XmlTable, namespace: str) -> etree.XSLT:
    """A style sheet that writes one line for each row: the record's number and the columns, set apart by tabs.

    It goes from record to record: one path down to every row of a batch would be sorted, at a cost that grows with the
    square of the batch.

    `normalize-space` takes line ends and tabs out of values, and is the quickest function to do so.
    """
    loops = []
    for rows in table.rows.split("|"):
        up = "../" * (0 if rows == "." else 1 + rows.count("/"))
        values = [f"{up}@{_PLACE}", *(_prefixed(column, namespace) for column in table.columns.values())]
        written = "<xsl:text>&#9;</xsl:text>".join(f'<xsl:value-of select="normalize-space({at})"/>' for at in values)
        loops.append(
            f'<xsl:for-each select="{_prefixed(rows, namespace)}">{written}<xsl:text>&#10;</xsl:text></xsl:for-each>'
        )
    named = f'xmlns:r="{escape(namespace, {chr(34): "&quot;"})}"' if namespace else ""
    return etree.XSLT(
        etree.XML(
            '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" '
            f'{named}><xsl:output method="text" encoding="UTF-8"/><xsl:template match="/">'
            f'<xsl:for-each select="/records/{_prefixed(table.record, namespace)}">{"".join(loops)}</xsl:for-each>'
            "</xsl:template></xsl:stylesheet>"
        ),
    )


def _prefixed(path: str, namespace: str) -> str:
    """XPath whose element names are those of the namespace; functions, attributes and axes keep theirs."""
    return _ELEMENT_NAME.sub(r"r:\g<0>", path) if namespace else path


def _not_well_formed(name: str, error: etree.XMLSyntaxError) -> RefusedFileError:
    line = error.position[0] if error.position else None
    return refusal(
        f"{name} is not well-formed XML{f' at line {line}' if line else ''}: it was cut short or damaged.",
        fix="Ask the sender for the file again, and compare its size with theirs.",
    )
