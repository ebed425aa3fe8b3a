"""A DuckDB that keeps within its memory and its part of the disk, for splink to work in.

Trap seen: without a bound on temporary files a linkage of 314,000 records spilled 48 GB. A result that is not drained
before the connection is used again is lost: `frame` drains.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pathways.errors import StorageError


@dataclass(frozen=True)
class Bounds:
    """What linkage may use: `memory` and `temporary` as DuckDB writes sizes, `threads` as a count."""

    memory: str = "1GB"
    temporary: str = "6GB"
    threads: int = 2


@contextmanager
def engine(bounds: Bounds, within: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to an in-memory DuckDB within `bounds`; closed, and its temporary files gone, at the end.

    Args:
        bounds: what it may use.
        within: the folder for temporary files, which name people; None: the system's, for people who are made up.

    Raises:
        StorageError: neither memory nor disk had room for what was worked with.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="linkage-", dir=within) as folder:
        connection = duckdb.connect(
            config={
                "memory_limit": bounds.memory,
                "threads": bounds.threads,
                "temp_directory": folder,
                "max_temp_directory_size": bounds.temporary,
                "preserve_insertion_order": False,
            }
        )
        try:
            connection.execute("set enable_progress_bar = false")
            yield connection
        except Exception as error:
            if not had_no_room(error):
                raise
            raise StorageError(
                f"Linking needs more than {bounds.memory} of memory and the room that is left in {folder}"
                f" (at most {bounds.temporary}).",
                why="Nothing was written, so the links before stay in place.",
                fix="Free some space (or move PATHWAYS_HOME to a larger disk), then run `pathways link` again.",
            ) from error
        finally:
            connection.close()


def had_no_room(error: Exception) -> bool:
    """Whether DuckDB could not go on for want of memory; splink puts an error of its own around DuckDB's."""
    return any(isinstance(each, duckdb.OutOfMemoryException) for each in (error, error.__cause__))


def frame(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The whole answer to `query`, drained."""
    answer = pl.from_arrow(connection.sql(query).to_arrow_table())
    assert isinstance(answer, pl.DataFrame)  # noqa: S101 - a table of several columns is never a Series
    return answer
