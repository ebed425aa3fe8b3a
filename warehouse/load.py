"""Parquet into PostgreSQL by `COPY`, as CSV that Arrow makes in chunks: one batch in memory at a time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.csv
import pyarrow.parquet as pq
from psycopg2 import sql

if TYPE_CHECKING:
    from psycopg2.extensions import cursor

BATCH_ROWS = 65_536
_CSV = pyarrow.csv.WriteOptions(include_header=False, batch_size=BATCH_ROWS)


def copy_parquet(cursor: cursor, target: sql.Composable, files: Iterable[Path], columns: list[str]) -> int:
    """Load Parquet files into a table with `COPY`, as CSV made by Arrow in chunks; gives the number of rows."""
    chunks = _CsvChunks(files, columns)
    cursor.copy_expert(
        sql.SQL("copy {} ({}) from stdin with (format csv)")
        .format(target, sql.SQL(", ").join(map(sql.Identifier, columns)))
        .as_string(cursor),
        chunks,
    )
    return chunks.rows


class _CsvChunks(io.BufferedIOBase):
    """The rows of Parquet files as a stream of CSV text, one batch in memory at a time.

    Arrow quotes every text and leaves nulls bare, which is how `COPY` tells an empty text from none.
    """

    def __init__(self, files: Iterable[Path], columns: list[str]) -> None:
        self.rows = 0
        self._chunks = _one_ahead(self._make(files, columns))

    def read(self, size: int | None = -1, /) -> bytes:  # noqa: ARG002  # psycopg2 takes a chunk of any size
        return next(self._chunks, b"")

    def _make(self, files: Iterable[Path], columns: list[str]) -> Iterator[bytes]:
        for file in files:
            with pq.ParquetFile(file) as parquet:
                for batch in parquet.iter_batches(batch_size=BATCH_ROWS, columns=columns):
                    self.rows += batch.num_rows
                    buffer = io.BytesIO()
                    pyarrow.csv.write_csv(batch.select(columns), buffer, _CSV)
                    yield buffer.getvalue()


def _one_ahead(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, each made while PostgreSQL still takes in the one before."""
    with ThreadPoolExecutor(max_workers=1) as worker:
        pending = worker.submit(next, chunks, b"")
        while chunk := pending.result():
            pending = worker.submit(next, chunks, b"")
            yield chunk
