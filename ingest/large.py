"""Files too large to hold: keys are compared across the whole file first, by hash, then rows are checked in batches.

Most such files are plain: every line is one whole row. Polars reads those straight from the disk, ahead of the checks.
A file that is not plain is taken apart line by line, piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from ingest.formats import BROKEN_SCHEMA, Batch, delimited
from ingest.formats.source import Source
from ingest.formats.table import Table
from ingest.rows import Reader

ROWS = 200_000  # in a batch


class LargeFile:
    """Reads one file twice: its keys, then its rows.

    Attributes:
        is_plain: whether every line of the file is one whole row, as far as its key and its last field can tell.
        suspects: hashes that more than one row of the file has; rows with another hash have a key of their own.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._rows = _rows_of(reader)
        hashes = None if self._rows is None else self._hashes_of_plain(self._rows)
        self.is_plain = hashes is not None
        if hashes is None:
            hashes = pl.concat(reader.key_hashes(batch) for batch in reader.batches(keys_only=True))
        self.suspects = twice(hashes)

    def batches(self) -> Iterator[Batch]:
        """The rows in order."""
        if not self.is_plain or self._rows is None:
            yield from self._reader.batches()
            return
        last = 1
        try:
            for rows in self._rows.collect_batches(chunk_size=ROWS, maintain_order=True):
                yield Batch(rows, pl.DataFrame(schema=BROKEN_SCHEMA))
                last = rows["source_row"][-1]
        except pl.exceptions.PolarsError:
            # A line of too many fields shows only when all of its fields are read. The rest is taken apart by line.
            for batch in self._reader.batches():
                later = pl.col("source_row") > last
                yield Batch(batch.rows.filter(later), batch.broken.filter(later))

    def suspect_rows(self) -> Iterator[Batch]:
        """The rows that may share their key with another."""
        if self.suspects.is_empty():
            return
        for batch in self.batches():
            hashes = self._hash(batch.rows) if self.is_plain else self._reader.key_hashes(batch)
            yield Batch(batch.rows.filter(hashes.is_in(self.suspects.implode())), batch.broken.clear())

    def _hash(self, rows: pl.DataFrame) -> pl.Series:
        return rows.select(pl.struct(self._reader.key_as_sent()).hash()).to_series()

    def _hashes_of_plain(self, rows: pl.LazyFrame) -> pl.Series | None:
        """A hash of each row's key as sent; None where the file turns out not to be plain.

        Keys that are spelt differently and mean the same are found only once the rows have been read.
        """
        columns = rows.collect_schema().names()
        asked = rows.select(
            key=pl.struct(self._reader.key_as_sent()).hash(), is_whole=pl.col(columns[-1]).is_not_null()
        )
        try:
            found = asked.collect(engine="streaming")
        except pl.exceptions.PolarsError:
            return None
        if self._reader.source.kind == "text":
            lines = _lines_below_the_header(self._reader.source)
            if found.height != lines or not found["is_whole"].all():
                return None
        return found["key"]


def is_large(source: Source) -> bool:
    """Whether a file is read in batches."""
    return source.kind != "workbook" and source.path.stat().st_size > delimited.PIECE


def twice(hashes: pl.Series) -> pl.Series:
    """The values that come more than once."""
    ordered = hashes.sort()
    return ordered.filter(ordered == ordered.shift()).unique()


def key_hashes(rows: pl.DataFrame, key: Iterable[str]) -> pl.Series:
    """A hash of each row's key in the lake."""
    return rows.select(pl.struct(key).hash()).to_series()


def _rows_of(reader: Reader) -> pl.LazyFrame | None:
    layout = reader.dataset.layout
    rows = layout.scan(reader.source) if isinstance(layout, Table) else None
    return None if rows is None else reader.as_declared(rows)


def _lines_below_the_header(source: Source) -> int:
    with source.path.open("rb") as file:
        file.seek(-1, 2)
        return source.lines - (file.read(1) == b"\n")
