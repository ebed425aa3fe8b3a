"""What nobody foresaw in one file becomes that file's refusal, with its traceback in a log; the others go on."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg2
from polars.exceptions import PanicException

from ingest.durable import full_disk_in_words
from pathways.errors import PathwaysError, RefusedFileError
from pathways.settings import settings


@contextmanager
def foreseen_or_refused(file_name: str) -> Iterator[None]:
    """Let through what has words of its own or is the database's; turn anything else into a refusal.

    Raises:
        RefusedFileError: something unforeseen; the log has the details.
        StorageError: the disk is full.
    """
    try:
        with full_disk_in_words(settings().home):
            yield
    except (PathwaysError, psycopg2.OperationalError, psycopg2.InterfaceError):
        raise
    except (Exception, PanicException) as error:
        log = settings().home / "logs" / "ingest.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as lines:
            lines.write(f"{datetime.now(UTC).isoformat()} {file_name}\n{traceback.format_exc()}\n")
        raise RefusedFileError(
            f"{file_name} could not be taken in: {type(error).__name__}: {error}.",
            why="This was not foreseen, so the file was kept but nothing of it was loaded.",
            fix=f"See {log} and report it; once put right, receive the file again.",
        ) from error
