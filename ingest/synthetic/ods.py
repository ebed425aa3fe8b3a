"""A spreadsheet as some senders make them: a title in one merged cell above the header."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"'
)
_MANIFEST: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def workbook(rows: pl.DataFrame, title: str) -> bytes:
    """The rows as text cells under a header, and above it `title` in a cell merged over all columns."""
    width = len(rows.columns)
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    merged = (
        f'<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="{width}" table:number-rows-spanned="1">'
        f'<text:p>{title}</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="{width - 1}"/></table:table-row>'
    )
    body = rows.select(pl.concat_str([pl.lit("<table:table-row>"), *(pl.format(cell, c) for c in rows.columns), pl.lit("</table:table-row>")]))
    header = "<table:table-row>" + "".join(cell.format(c) for c in rows.columns) + "</table:table-row>"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}><office:body><office:spreadsheet>'
        f'<table:table table:name="awards">{merged}{header}{"".join(body.to_series())}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return _zipped([("mimetype", TYPE), ("content.xml", content), ("META-INF/manifest.xml", _MANIFEST)])


def _zipped(members: Iterable[tuple[str, str]]) -> bytes:
    """A zip whose bytes depend on nothing but its members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in members:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return target.getvalue()
