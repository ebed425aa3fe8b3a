"""Quarantine: every row that broke its contract, as it was sent, with the rule and the reason; one file an extract."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from ingest.durable import place
from pathways.settings import settings


class QuarantineWriter:
    """Writes the bad rows of one extract, batch by batch; nothing is in the quarantine before `place`."""

    def __init__(self, final: Path, file: Path) -> None:
        self._final = final
        self._file = file
        self._writer: pq.ParquetWriter | None = None

    def add(self, quarantined: pl.DataFrame) -> None:
        """Append a batch."""
        if quarantined.is_empty():
            return
        table = quarantined.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._file, table.schema, compression="zstd", compression_level=1, write_statistics=False
            )
        self._writer.write_table(table)

    def clear(self) -> None:
        """Drop what was written so far."""
        self.close()
        self._file.unlink(missing_ok=True)

    def same_as(self, dataset: str, extract_id: str) -> bool:
        """Whether what was written holds the same rows as an extract's file in the quarantine. Ends the writing."""
        self.close()
        other = self._final.parents[1] / dataset / f"{extract_id}.parquet"
        if not (self._file.exists() and other.exists()):
            return self._file.exists() == other.exists()
        return pl.read_parquet(self._file).equals(pl.read_parquet(other))

    def place(self) -> None:
        """Move the file into the quarantine, over one that a crash left there without a line in the ledger."""
        self.close()
        if self._file.exists():
            place(self._file, self._final)

    def close(self) -> None:
        """Finish the file, when there is one."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


@contextmanager
def writing(dataset: str, extract_id: str, root: Path | None = None) -> Iterator[QuarantineWriter]:
    """A writer beside the quarantine, or beside another `root` that keeps one file an extract.

    What was not placed is gone at the end.
    """
    root = root or settings().quarantine
    folder = root / ".incoming"
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"{extract_id}-*"):  # of a worker that died: these bytes are locked
        stale.unlink(missing_ok=True)
    file = folder / f"{extract_id}-{uuid.uuid4().hex[:8]}.parquet"
    writer = QuarantineWriter(root / dataset / f"{extract_id}.parquet", file)
    try:
        yield writer
    finally:
        writer.close()
        file.unlink(missing_ok=True)


def quarantine_file(dataset: str, extract_id: str) -> Path:
    """Where the bad rows of an extract lie, if it had any."""
    return settings().quarantine / dataset / f"{extract_id}.parquet"
