"""Files too large to hold: read once, in batches, in the hope that each line is one row and no key comes twice.

Most files are like that. What a reading finds out too late (a line that is no row, a key that came before) it tells
the next reading, and the rows it gave are void.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Queue
from threading import Thread
from typing import Final, TypeVar

import numpy as np
import polars as pl

from ingest.formats import BROKEN_SCHEMA, Batch, pieces
from ingest.formats.source import Source
from ingest.formats.table import Table
from ingest.rows import Reader

ROWS = 200_000  # in a batch
_LOOKED_AT: Final = 1024 * 1024
_LINE_END, _QUOTE = b'\n"'
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Repeated:
    """Rows whose key is not theirs alone, by `row_id`: those that only say it again, and those that contradict."""

    duplicate: pl.Series
    conflicting: pl.Series


@dataclass(frozen=True)
class Learnt:
    """What earlier readings of a large file found out.

    Attributes:
        is_plain: whether every line is one whole row, as far as is known; Polars then reads straight from the disk.
            A file that is not plain is taken apart line by line, piece by piece.
        repeated: the rows that share a key; None while nobody has looked.
    """

    is_plain: bool = True
    repeated: Repeated | None = None


class ReadAgainError(Exception):
    """The file is not as was hoped: drop what this reading gave, and check the file again with what it learnt."""

    def __init__(self, learnt: Learnt) -> None:
        super().__init__("the file has to be read again")
        self.learnt = learnt


class LargeFile:
    """One reading of a file."""

    def __init__(self, reader: Reader, learnt: Learnt) -> None:
        self._reader = reader
        layout = reader.dataset.layout
        self._plain = layout.scan(reader.source) if learnt.is_plain and isinstance(layout, Table) else None
        self.learnt = Learnt(is_plain=self._plain is not None, repeated=learnt.repeated)

    def batches(self) -> Iterator[Batch]:
        """The rows in order.

        Raises:
            ReadAgainError: a line turned out not to be one whole row.
        """
        if self._plain is None:
            yield from self._reader.batches()
            return
        try:
            yield from self._plain_batches(self._reader.as_declared(self._plain))
        except pl.exceptions.PolarsError:  # such as a line of too many fields
            raise self._not_plain() from None

    def _plain_batches(self, lines: pl.LazyFrame) -> Iterator[Batch]:
        last_column = lines.collect_schema().names()[-1]
        is_text = self._reader.source.kind == "text"
        read = 0
        with ThreadPoolExecutor(1) as beside:
            counting = beside.submit(_lines_and_quotes, self._reader.source) if is_text else None
            for rows in lines.collect_batches(chunk_size=ROWS, maintain_order=True):
                if is_text and rows[last_column].null_count():
                    raise self._not_plain()  # a line of too few fields has no last one
                read += rows.height
                yield Batch(rows, pl.DataFrame(schema=BROKEN_SCHEMA))
            if counting is not None:
                line_count, quotes = counting.result()
                if read != line_count - 1 or quotes % 2:
                    raise self._not_plain()

    def _not_plain(self) -> ReadAgainError:
        return ReadAgainError(Learnt(is_plain=False, repeated=None))


def is_large(source: Source) -> bool:
    """Whether a file is read in batches."""
    return source.kind != "workbook" and source.path.stat().st_size > pieces.PIECE


def twice(hashes: list[pl.Series]) -> pl.Series:
    """The values that come more than once. The series are given up as they are gathered, and sorted where they lie.

    They are what grows with the file, by eight bytes a row, so no second copy is made of them.
    """
    ordered = np.empty(sum(part.len() for part in hashes), np.uint64)
    end = ordered.size
    while hashes:
        part = hashes.pop()
        ordered[end - part.len() : end] = part.to_numpy()
        end -= part.len()
    ordered.sort()
    return pl.Series(ordered[1:][ordered[1:] == ordered[:-1]]).unique(maintain_order=True)


def key_hashes(rows: pl.DataFrame, key: Iterable[str]) -> pl.Series:
    """A hash of each row's key in the lake."""
    return rows.select(pl.struct(key).hash()).to_series()


def _lines_and_quotes(source: Source) -> tuple[int, int]:
    lines = quotes = 0
    last = _LINE_END
    piece = np.empty(_LOOKED_AT, np.uint8)  # numpy counts several times as fast as `bytes.count`
    with source.path.open("rb", buffering=0) as file:
        while read := file.readinto(piece.data):
            letters = piece[:read]
            lines += int(np.count_nonzero(letters == _LINE_END))
            quotes += int(np.count_nonzero(letters == _QUOTE))
            last = int(letters[-1])
    return lines + (last != _LINE_END), quotes


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


def each_ahead(work: Callable[[Item], Result], items: Iterator[Item], at_once: int = 2) -> Iterator[Result]:
    """What `work` makes of each item, in their order; some items are worked on at once, each on a thread of its own.

    A batch goes through many short steps in Polars, few of which keep more than one core at work: two batches do.
    """
    with ThreadPoolExecutor(at_once) as threads:
        making: deque[Future[Result]] = deque()
        try:
            for item in items:
                making.append(threads.submit(work, item))
                if len(making) > at_once:
                    yield making.popleft().result()
            while making:
                yield making.popleft().result()
        finally:
            for unwanted in making:
                unwanted.cancel()
