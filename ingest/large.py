"""Files too large to hold: keys are compared across the whole file first, by hash, then rows are checked in batches.

Most such files are plain: every line is one whole row. Polars reads those straight from the disk, ahead of the checks.
A file that is not plain is taken apart line by line, piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from threading import Thread
from typing import Final, TypeVar

import polars as pl

from ingest.formats import BROKEN_SCHEMA, Batch, pieces
from ingest.formats.source import Source
from ingest.formats.table import Table
from ingest.rows import Reader

ROWS = 200_000  # in a batch
_LOOKED_AT: Final = 1024 * 1024
Item = TypeVar("Item")


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
        with ThreadPoolExecutor(1) as beside:
            counting = beside.submit(_lines_and_quotes, self._reader.source)
            try:
                found = asked.collect(engine="streaming")
            except pl.exceptions.PolarsError:
                return None
            if self._reader.source.kind != "text":
                return found["key"]
            lines, quotes = counting.result()
        is_plain = found.height == lines - 1 and quotes % 2 == 0 and found["is_whole"].all()
        return found["key"] if is_plain else None


def is_large(source: Source) -> bool:
    """Whether a file is read in batches."""
    return source.kind != "workbook" and source.path.stat().st_size > pieces.PIECE


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


def _lines_and_quotes(source: Source) -> tuple[int, int]:
    lines = quotes = 0
    piece = b"\n"
    with source.path.open("rb") as file:
        while more := file.read(_LOOKED_AT):
            piece = more
            lines += piece.count(b"\n")
            quotes += piece.count(b'"')
    return lines + (not piece.endswith(b"\n")), quotes


def ahead(items: Iterator[Item], how_many: int = 2) -> Iterator[Item]:
    """The same items, each made on a thread of its own while the one before is used.

    Polars works outside Python's lock, so the making and the using of a batch share the processor's cores.
    """
    made: Queue[tuple[Item | None, BaseException | None]] = Queue(how_many)
    is_wanted = True

    def make() -> None:
        try:
            for item in items:
                if not is_wanted:
                    return
                made.put((item, None))
        except BaseException as error:  # noqa: BLE001 - raised again below, where it is waited for
            made.put((None, error))
        else:
            made.put((None, None))

    Thread(target=make, daemon=True).start()
    try:
        while True:
            item, error = made.get()
            if error is not None:
                raise error
            if item is None:
                return
            yield item
    finally:
        is_wanted = False
        while not made.empty():
            made.get_nowait()
