"""The lake: typed, checked Parquet, one immutable folder for each extract, written beside and renamed into place."""

from __future__ import annotations

import shutil
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from ingest.durable import place
from pathways.settings import settings

LARGEST_PART = 1_000_000  # rows


class LakeWriter:
    """Writes the good rows of one extract, batch by batch; nothing is in the lake before `place`."""

    def __init__(self, dataset: str, extract_id: str, folder: Path) -> None:
        self.final = extract_folder(dataset, extract_id)
        self._extract_id = extract_id
        self._folder = folder
        self._parts: Counter[str] = Counter()

    def add(self, accepted: pl.DataFrame, table: str = "") -> None:
        """Write a batch as parts of their own; the same batches always give the same parts.

        A return has several tables, the name of each before that of its parts: `learner.part-0.parquet`.

        Without statistics, which cost a tenth of the writing: extracts are read whole. Compressed as quickly as may be,
        which saves a quarter of it: half of what records hold are pseudonyms, and no effort makes those any smaller.
        """
        for rows in accepted.iter_slices(LARGEST_PART):
            rows.select(pl.lit(self._extract_id).alias("extract_id"), pl.all()).write_parquet(
                self._folder / _part(table, self._parts[table]),
                compression="zstd",
                compression_level=1,
                statistics=False,
            )
            self._parts[table] += 1

    def clear(self) -> None:
        """Drop what was written so far."""
        for part in self._folder.iterdir():
            part.unlink()
        self._parts.clear()

    def same_as(self, dataset: str, extract_id: str) -> bool:
        """Whether what was written holds the same rows as an extract that is in the lake."""
        other = extract_folder(dataset, extract_id)
        names = [_part(table, part) for table, parts in self._parts.items() for part in range(parts)]
        if {part.name for part in other.glob("*.parquet")} != set(names):
            return False
        return all(_rows(self._folder / name).equals(_rows(other / name)) for name in names)

    def place(self) -> None:
        """Move the parts into the lake.

        A folder that a crash left there without a line in the ledger makes way; the caller holds the lock on the bytes.
        """
        if not self._parts:
            return
        if self.final.exists():
            self.final.rename(self._folder.with_name(f"{self._folder.name}-orphan"))
        place(self._folder, self.final)


@contextmanager
def writing(dataset: str, extract_id: str) -> Iterator[LakeWriter]:
    """A writer beside the lake; what was not placed is gone at the end."""
    folder = settings().lake / ".incoming" / f"{extract_id}-{uuid.uuid4().hex[:8]}"
    for stale in folder.parent.glob(f"{extract_id}-*"):  # of a worker that died: these bytes are locked
        shutil.rmtree(stale, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield LakeWriter(dataset, extract_id, folder)
    finally:
        for left in (folder, folder.with_name(f"{folder.name}-orphan")):
            shutil.rmtree(left, ignore_errors=True)


def extract_folder(dataset: str, extract_id: str) -> Path:
    """Where the parts of an extract lie."""
    return settings().lake / dataset / extract_id


def _part(table: str, number: int) -> str:
    return f"{table}.part-{number}.parquet" if table else f"part-{number}.parquet"


def _rows(part: Path) -> pl.DataFrame:
    return pl.read_parquet(part).drop("extract_id")
