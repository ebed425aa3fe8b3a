"""Writing that survives a crash: beside, flushed, then renamed into place; and a full disk said in words."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pathways.errors import StorageError

FULL = {errno.ENOSPC: "is full", errno.EDQUOT: "has reached its quota", errno.EFBIG: "does not take files this large"}


def place(written: Path, final: Path) -> None:
    """Move a written file or folder into place, so that it is there whole or not at all, even after a power cut.

    Both are on one filesystem. A file takes the place of one of the same name.
    """
    for path in sorted(written.iterdir()) if written.is_dir() else [written]:
        _flush(path)
    if written.is_dir():
        _flush(written)
    _make_folder(final.parent)
    written.replace(final)
    _flush(final.parent)


@contextmanager
def full_disk_in_words(folder: Path, then: str = "pathways ingest") -> Iterator[None]:
    """Turn what the system and the libraries say about a full disk into an error a person can act on.

    Args:
        folder: on that disk.
        then: the command that does the work again.

    Raises:
        StorageError: the disk under `folder` took no more.
    """
    try:
        yield
    except Exception as error:
        reason = _full(error)
        if reason is None:
            raise
        raise StorageError(
            f"The disk that holds {folder} {reason}.",
            why="Nothing was half-written: what arrived is kept and waits, and what was there before is unchanged.",
            fix=f"Free some space (or move PATHWAYS_HOME to a larger disk), then run `{then}`.",
        ) from error


def _full(error: Exception) -> str | None:
    number = error.errno if isinstance(error, OSError) else None
    if number is None:  # Polars says it in the message alone
        said = re.search(r"\(os error (\d+)\)", str(error))
        number = int(said.group(1)) if said else None
    return FULL.get(number) if number is not None else None


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _flush(folder.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
