"""How files are laid out: each layout turns a file as sent into frames of text, and knows nothing of what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import polars as pl

if TYPE_CHECKING:
    from ingest.formats.source import Source


@dataclass(frozen=True)
class Headers:
    """The columns of a file.

    Attributes:
        sent: normalised name to name as sent.
        repeated: names as sent that stand over more than one column.
    """

    sent: Mapping[str, str]
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """Some rows of a file.

    Attributes:
        rows: `source_row` Int64 (the row a person sees; the header is row 1) and text columns by normalised name.
            Where one row of a sheet holds figures of several periods or headings, each is a row here, and `row_id`
            Int64 tells them apart.
        broken: rows that could not be taken apart: `source_row` Int64, `rule`, `reason`, and the `line` as sent.
    """

    rows: pl.DataFrame
    broken: pl.DataFrame


BROKEN_SCHEMA = {"source_row": pl.Int64, "rule": pl.String, "reason": pl.String, "line": pl.String}


class Layout(Protocol):
    """A way of laying out a table in a file."""

    def headers(self, source: Source) -> Headers | None:
        """The table's columns; None where the file cannot hold such a table."""

    def batches(self, source: Source, columns: tuple[str, ...] | None = None) -> Iterator[Batch]:
        """The table's rows in order, all columns or those named; rows without any text are passed over."""
