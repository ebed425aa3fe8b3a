"""A spreadsheet as some senders make them: a title in one merged cell above the header."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_NAMES: Final = " ".join(f'xmlns:{name}="{_NAMESPACE.format(name)}"' for name in ("office", "table", "text"))
_ENTRY: Final = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
_MANIFEST: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_NAMESPACE.format("manifest")}" '
    f'manifest:version="1.3">{_ENTRY.format("/", TYPE)}{_ENTRY.format("content.xml", "text/xml")}</manifest:manifest>'
)


def workbook(rows: pl.DataFrame, title: str) -> bytes:
    """The rows as text cells under a header, and above it `title` in a cell merged over all columns."""
    width = len(rows.columns)
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    span = f'table:number-columns-spanned="{width}" table:number-rows-spanned="1"'
    merged = (
        f'<table:table-row><table:table-cell office:value-type="string" {span}>'
        f"<text:p>{title}</text:p></table:table-cell>"
        f'<table:covered-table-cell table:number-columns-repeated="{width - 1}"/></table:table-row>'
    )
    body = rows.select(
        pl.concat_str(
            [pl.lit("<table:table-row>"), *(pl.format(cell, c) for c in rows.columns), pl.lit("</table:table-row>")]
        )
    )
    header = "<table:table-row>" + "".join(cell.format(c) for c in rows.columns) + "</table:table-row>"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.3">'
        f'<office:body><office:spreadsheet><table:table table:name="awards">{merged}{header}'
        f"{''.join(body.to_series())}</table:table>"
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
