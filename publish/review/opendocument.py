"""The review as an OpenDocument spreadsheet: odfpy's elements, one table a sheet, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from odf import dc, meta
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import ParagraphProperties, Style, TableColumnProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import P

from pathways.equality.table import ReviewTable
from publish.review.notes import NOTES, mark, numbered, title
from publish.review.pack import Pack
from publish.review.workbook import sheet_name, symbols

MIME_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_WIDE: Final = "9cm"
_NARROW: Final = "3.2cm"


def write_opendocument(pack: Pack, path: Path) -> None:
    """Write a cover, notes, and one table a sheet, each from its first column, its title and notes above."""
    Element.namespaces.clear()  # odfpy keeps those of every document before: the bytes would depend on them
    document = OpenDocumentSpreadsheet()
    document.meta.addElement(dc.Title(text=pack.title))
    document.meta.addElement(dc.Language(text="en-GB"))
    document.meta.addElement(meta.CreationDate(text=pack.as_known_on.strftime("%Y-%m-%dT%H:%M:%S")))
    styles = _Styles(document)
    document.spreadsheet.addElement(_cover(pack, styles))
    numbers = numbered(pack.tables)
    document.spreadsheet.addElement(_notes(numbers, styles))
    for table in pack.tables:
        document.spreadsheet.addElement(_sheet(table, numbers, styles))
    written = io.BytesIO()
    document.write(written)
    _settled(written, path)


class _Styles:
    def __init__(self, document: OpenDocumentSpreadsheet) -> None:
        self.title = Style(name="Title", family="table-cell")
        self.title.addElement(TextProperties(fontweight="bold", fontsize="14pt"))
        self.heading = Style(name="Heading", family="table-cell")
        self.heading.addElement(TextProperties(fontweight="bold"))
        self.number = Style(name="Number", family="table-cell")
        self.number.addElement(ParagraphProperties(textalign="end"))
        for style in (self.title, self.heading, self.number):
            document.automaticstyles.addElement(style)
        self.widths = {}
        for width in (_WIDE, _NARROW):
            style = Style(name=f"Width{width.replace('.', '')}", family="table-column")
            style.addElement(TableColumnProperties(columnwidth=width))
            document.automaticstyles.addElement(style)
            self.widths[width] = style


def _cover(pack: Pack, styles: _Styles) -> Table:
    sheet = Table(name="Cover")
    sheet.addElement(TableColumn(stylename=styles.widths[_WIDE]))
    _line(sheet, pack.title, styles.title)
    for sentence in [*pack.about, "Symbols", *symbols(), "Sheets", *map(_entry, pack.tables)]:
        _line(sheet, sentence, styles.heading if sentence in ("Symbols", "Sheets") else None)
    return sheet


def _entry(table: ReviewTable) -> str:
    return f"{sheet_name(table)}: {table.title}"


def _notes(numbers: Mapping[str, int], styles: _Styles) -> Table:
    sheet = Table(name=NOTES)
    for width in (_NARROW, _WIDE):
        sheet.addElement(TableColumn(stylename=styles.widths[width]))
    _line(sheet, NOTES, styles.title)
    sheet.addElement(_headings(["Note", "Note text"], styles))
    for note, number in numbers.items():
        row = TableRow()
        row.addElement(_cell(mark(number)))
        row.addElement(_cell(note))
        sheet.addElement(row)
    return sheet


def _sheet(table: ReviewTable, numbers: Mapping[str, int], styles: _Styles) -> Table:
    sheet = Table(name=sheet_name(table))
    for column in table.columns:
        sheet.addElement(TableColumn(stylename=styles.widths[_NARROW if column.is_number else _WIDE]))
    _line(sheet, table.title, styles.title)
    for sentence in filter(None, table.says):
        _line(sheet, sentence)
    sheet.addElement(_headings([title(column, numbers) for column in table.columns], styles))
    are_numbers = [column.is_number for column in table.columns]
    for texts in table.cells(brackets=True).iter_rows():
        row = TableRow()
        for text, is_number in zip(texts, are_numbers, strict=True):
            row.addElement(_number(text, styles.number) if is_number else _cell(text))
        sheet.addElement(row)
    return sheet


def _headings(titles: Sequence[str], styles: _Styles) -> TableHeaderRows:
    header, names = TableHeaderRows(), TableRow()
    for text in titles:
        names.addElement(_cell(text, styles.heading))
    header.addElement(names)
    return header


def _number(text: str, style: Style) -> TableCell:
    """A number, or the symbol in its place."""
    if text.startswith("["):
        return _cell(text, style)
    cell = TableCell(valuetype="float", value=text, stylename=style)
    cell.addElement(P(text=text))
    return cell


def _cell(text: str, style: Style | None = None) -> TableCell:
    cell = TableCell(valuetype="string", **({"stylename": style} if style else {}))
    for line in text.split("\n"):
        cell.addElement(P(text=line))
    return cell


def _line(sheet: Table, text: str, style: Style | None = None) -> None:
    row = TableRow()
    row.addElement(_cell(text, style))
    sheet.addElement(row)


def _settled(written: io.BytesIO, path: Path) -> None:
    """The same parts with one date, so that the same review has the same bytes; `mimetype` first and not compressed."""
    with zipfile.ZipFile(written) as read, zipfile.ZipFile(path, "w") as settled:
        names = sorted(read.namelist(), key=lambda name: (name != "mimetype", name))
        for name in names:
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            settled.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), read.read(name), how)
