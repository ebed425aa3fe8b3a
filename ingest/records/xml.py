"""Returns in XML, streamed: each record element becomes rows of text in the tables that its contract declares.

A file is taken apart between records, some megabytes at a time, and each piece made a document of its own by what
stands before the first record and the end tags of what is open there. So libxml2 (without entities, document types or
network) reads every byte as a parser should, and never more of a file than fits a batch. A piece that was cut in the
wrong place, such as within a comment, is no document, and grows until it is one. The tables are drawn by XSLT: no
element of a record is ever touched by Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from xml.sax.saxutils import escape

import polars as pl
from lxml import etree

from ingest.formats.containers import check_xml
from ingest.formats.pieces import utf8
from ingest.formats.refusal import refusal
from ingest.formats.source import Source
from ingest.large import ahead, each_ahead
from pathways.errors import RefusedFileError

if TYPE_CHECKING:
    from lxml.etree import _Element

BATCH = 2 * 1024 * 1024  # bytes of the file, cut at the end of a record
_LONGEST_PIECE: Final = 32 * 1024 * 1024
_LONGEST_HEAD: Final = 1024 * 1024  # bytes before the first record
_ELEMENT_NAME: Final = re.compile(r"(?<![@:\w.-])[A-Za-z_][\w.-]*(?![\w.-]*(?:\(|::))")


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
        head: the file down to its first record, in UTF-8 or what it declares; all of a file without any.
        open_at_end: the names, with their prefixes, of the elements that are open there, the root first.
        prefix: of the names of records, with its colon; "" where they have none.
    """

    namespace: str
    said: Mapping[str, str]
    head: bytes
    open_at_end: tuple[str, ...]
    prefix: str = ""

    @property
    def end_tags(self) -> bytes:
        """What makes a document of the head, and of the head with whole records behind it."""
        return "".join(f"</{name}>" for name in reversed(self.open_at_end)).encode()

    @property
    def place(self) -> str:
        """The path down to where its records stand."""
        return "/*" * len(self.open_at_end)


def root_of(path: Path) -> tuple[str, str] | None:
    """Namespace and name of the root element; None where there is none to be read."""
    with path.open("rb") as file:
        try:
            for _, element in etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True):
                name = etree.QName(element)
                return name.namespace or "", name.localname
        except etree.XMLSyntaxError:
            return None
    return None


def read_envelope(source: Source, records: Sequence[str]) -> Envelope:
    """Read a file down to its first record.

    Args:
        source: the file.
        records: the names of the elements that are records.

    Raises:
        RefusedFileError: it is not well-formed that far, or its first record is not near its beginning.
    """
    start = next(utf8(source, _LONGEST_HEAD), b"")
    check_xml(start, source.name)
    opened = re.compile(rb"<((?:[\w.-]+:)?)(?:%s)(?=[\s/>])" % b"|".join(record.encode() for record in records))
    damage: etree.XMLSyntaxError | None = None
    for found in opened.finditer(start):
        envelope = Envelope(
            "", {}, start[: found.start()], _open_at_end(source, start[: found.start()]), found[1].decode()
        )
        try:
            root = _document(source, envelope.head + envelope.end_tags)
        except etree.XMLSyntaxError as error:
            damage = damage or error  # if it is none: this record stands in a comment
        else:
            return replace(envelope, namespace=etree.QName(root).namespace or "", said=_said(root))
    if damage is None and source.path.stat().st_size > _LONGEST_HEAD:
        raise refusal(
            f"{source.name} has no {' or '.join(records)} in its first {_LONGEST_HEAD // 1024**2} MB.",
            fix="Check that this is the return itself; its header is short, and its records follow.",
        )
    try:
        root = _document(source, start)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(source, damage or error, 0, 0) from None
    return Envelope(etree.QName(root).namespace or "", _said(root), start, ())


def batches(source: Source, tables: Mapping[str, XmlTable], envelope: Envelope) -> Iterator[dict[str, pl.DataFrame]]:
    """Every table's rows, a batch of records at a time.

    Args:
        source: the file.
        tables: by name.
        envelope: what `read_envelope` said of it.

    Yields:
        For each table `source_row` Int64 (which of the file's records of that name, from 1) and its columns as text,
        null where the record has no such element.

    Raises:
        RefusedFileError: it is not well-formed; what was given before is then to be dropped.
    """
    sheets = {name: _sheet(layout, envelope) for name, layout in tables.items()}
    records = list(dict.fromkeys(table.record for table in tables.values()))
    before = dict.fromkeys(records, 0)

    def drawn(document: _Element) -> tuple[dict[str, int], dict[str, pl.DataFrame]]:
        frames = {name: _frame(bytes(sheets[name](document)), layout) for name, layout in tables.items()}
        return {record: _count(source, document, record, envelope) for record in records}, frames

    # libxml2 and libxslt work outside Python's lock: the next records are parsed while tables are drawn of these.
    for counts, frames in each_ahead(drawn, ahead(_documents(source, records, envelope), 1)):
        yield {
            name: rows.with_columns(pl.col("source_row") + before[tables[name].record]) for name, rows in frames.items()
        }
        before = {record: number + counts[record] for record, number in before.items()}


def _documents(source: Source, records: Sequence[str], envelope: Envelope) -> Iterator[_Element]:
    """Documents of whole records, in order, which hold every record of the file between them."""
    ends = [f"</{envelope.prefix}{record}>".encode() for record in records]
    head, held, done = b"", b"", 0  # the first piece begins with the head itself
    for piece in utf8(source, BATCH):
        held += piece
        cut = max((held.rfind(end) + len(end) for end in ends if end in held), default=0)
        if cut and len(held) >= BATCH:
            try:
                document = _document(source, head + held[:cut] + envelope.end_tags)
            except etree.XMLSyntaxError as error:
                if len(held) > _LONGEST_PIECE:
                    raise _not_well_formed(source, error, done, len(head)) from None
            else:
                yield document
                head, held, done = envelope.head, held[cut:], done + cut
        elif len(held) > _LONGEST_PIECE:
            raise refusal(
                f"{source.name} has a record of more than {_LONGEST_PIECE // 1024**2} MB.",
                fix="No record about a person is that long: check that the file was not damaged on its way.",
            )
    try:
        yield _document(source, head + held)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(source, error, done, len(head)) from None


def _document(source: Source, text: bytes) -> _Element:
    return etree.fromstring(text, etree.XMLParser(**_parsing(source)))


def _parsing(source: Source) -> dict[str, Any]:
    """Nothing but data, from nowhere but the file. What was in UTF-16 is in UTF-8 now, whatever it declares."""
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
        "encoding": None if source.encoding == "utf-8" else "utf-8",
    }


def _open_at_end(source: Source, head: bytes) -> tuple[str, ...]:
    """The names of the elements that a file's head leaves open; as far as it can be read, if it is not well-formed."""
    parser = etree.XMLPullParser(("start", "end"), **_parsing(source))
    opened: list[str] = []
    with suppress(etree.XMLSyntaxError):
        parser.feed(head)
        for event, found in parser.read_events():
            element = cast("_Element", found)  # no other events were asked for
            if event == "end":
                opened.pop()
            else:
                name = etree.QName(element).localname
                opened.append(f"{element.prefix}:{name}" if element.prefix else name)
    return tuple(opened)


def _said(root: _Element) -> dict[str, str]:
    said: dict[str, str] = {}
    for element in root.iterdescendants():
        text = (element.text or "").strip()
        if text and not len(element):
            above = [etree.QName(each).localname for each in element.iterancestors()][-2::-1]
            said.setdefault("/".join([*above, etree.QName(element).localname]), text)
    return said


def _count(source: Source, document: _Element, record: str, envelope: Envelope) -> int:
    """How many records a document has; one that stands elsewhere or in another namespace than the first refuses it."""
    count = _number(document, _prefixed(record, envelope.namespace), envelope)
    if sum(1 for _ in document.iter(f"{{*}}{record}")) == count:
        return count
    if _number(document, f"*[local-name()='{record}']", envelope) > count:
        raise refusal(
            f"{source.name} has {record} elements outside the namespace of its root ({envelope.namespace or 'none'}).",
            fix="They would be passed over, so ask the sender for the return in one namespace.",
        )
    raise refusal(
        f"{source.name} has {record} elements within other elements than the first.",
        fix="They would be passed over, so ask the sender for the return with all its records in one place.",
    )


def _frame(lines: bytes, table: XmlTable) -> pl.DataFrame:
    paths = {path: f"at_{place}" for place, path in enumerate(dict.fromkeys(table.columns.values()))}
    schema = {"source_row": pl.Int64, **dict.fromkeys(paths.values(), pl.String)}
    rows = (
        pl.read_csv(BytesIO(lines), has_header=False, separator="\t", quote_char=None, schema=schema)
        if lines
        else pl.DataFrame(schema=schema)
    )
    return rows.select("source_row", **{name: pl.col(paths[path]) for name, path in table.columns.items()})


def _sheet(table: XmlTable, envelope: Envelope) -> etree.XSLT:
    """A style sheet that writes one line for each row: the record's number and each of the paths, set apart by tabs.

    It goes from record to record: one path down to every row of a batch would be sorted, at a cost that grows with the
    square of the batch.

    `normalize-space` takes line ends and tabs out of values, and is the quickest function to do so.
    """
    namespace = envelope.namespace
    paths = dict.fromkeys(table.columns.values())
    written = "".join(
        f'<xsl:text>&#9;</xsl:text><xsl:value-of select="normalize-space({_prefixed(path, namespace)})"/>'
        for path in paths
    )
    loops = "".join(
        f'<xsl:for-each select="{_prefixed(rows, namespace)}"><xsl:value-of select="$record"/>{written}'
        "<xsl:text>&#10;</xsl:text></xsl:for-each>"
        for rows in table.rows.split("|")
    )
    named = f'xmlns:r="{escape(namespace, {chr(34): "&quot;"})}"' if namespace else ""
    return etree.XSLT(
        etree.XML(
            '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" '
            f'{named}><xsl:output method="text" encoding="UTF-8"/><xsl:template match="/">'
            f'<xsl:for-each select="{envelope.place}/{_prefixed(table.record, namespace)}">'
            f'<xsl:variable name="record" select="position()"/>{loops}</xsl:for-each></xsl:template></xsl:stylesheet>'
        ),
    )


def _prefixed(path: str, namespace: str) -> str:
    """XPath whose element names are those of the namespace; functions, attributes and axes keep theirs."""
    return _ELEMENT_NAME.sub(r"r:\g<0>", path) if namespace else path


def _number(document: _Element, element: str, envelope: Envelope) -> int:
    """How many such elements stand where records do."""
    namespaces = {"r": envelope.namespace} if envelope.namespace else None
    return int(cast("float", document.xpath(f"count({envelope.place}/{element})", namespaces=namespaces)))


def _not_well_formed(source: Source, error: etree.XMLSyntaxError, done: int, head: int) -> RefusedFileError:
    """The refusal of a file of which `done` bytes were read before the document, that began with `head` bytes."""
    line = error.position[0] if error.position else None
    if line and done:
        line += _line_ends(source, done) - _line_ends(source, head)
    return refusal(
        f"{source.name} is not well-formed XML{f' at line {line:,}' if line else ''}: it was cut short or damaged, or "
        "its encoding is not the one that it declares.",
        fix="Ask the sender for the file again, and compare its size with theirs.",
    )


def _line_ends(source: Source, size: int) -> int:
    """How many line ends the first bytes of a file have."""
    count = 0
    for piece in utf8(source, BATCH):
        count += piece[:size].count(b"\n")
        size -= len(piece)
        if size <= 0:
            break
    return count
