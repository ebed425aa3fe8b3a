"""The answer sheet: who is behind each record, what they truly did, and which defects were put in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "truth"
NOTE: Final = "This folder is the answer sheet of made-up extracts. It is not an arrival: do not receive it.\n"


@dataclass
class Truth:
    """Answers of one run, written block by block as parts of Parquet tables.

    Attributes:
        folder: where the extracts are; the answers go to `truth/` in it.
    """

    folder: Path
    defects: list[dict[str, Any]] = field(default_factory=list)
    _pending: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def add(self, table: str, rows: pl.DataFrame) -> None:
        """Add rows to a table for this block."""
        self._pending.setdefault(table, []).append(rows)

    def records(self, source: str, person_id: pl.Series, record_id: pl.Series) -> None:
        """Say whose each record of a source is."""
        rows = pl.DataFrame({"person_id": person_id.cast(pl.Int64), "record_id": record_id.cast(pl.String)})
        self.add("records", rows.select("person_id", pl.lit(source).alias("source"), "record_id"))

    def flush(self, block: int) -> None:
        """Write the block's rows."""
        for table, frames in self._pending.items():
            path = self.folder / FOLDER / f".{table}" / f"{block:05d}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            pl.concat(frames, how="vertical").write_parquet(path, compression="lz4")
        self._pending.clear()


def finish(folder: Path, defects: list[dict[str, Any]], targets: pl.DataFrame) -> None:
    """Join the blocks' parts into one file per table, and write the defects and targets."""
    answers = folder / FOLDER
    answers.mkdir(parents=True, exist_ok=True)
    (answers / ".not-an-arrival").write_text(NOTE, encoding="utf-8")
    for parts in sorted(p for p in answers.iterdir() if p.is_dir()):
        files = sorted(parts.iterdir())
        pl.scan_parquet(files).sink_parquet(
            answers / f"{parts.name[1:]}.parquet", compression="zstd", maintain_order=True
        )
        for part in files:
            part.unlink()
        parts.rmdir()
    schema = {
        "defect": pl.String,
        "file": pl.String,
        "column": pl.String,
        "row": pl.Int64,
        "record_id": pl.String,
        "original": pl.String,
        "written": pl.String,
        "says": pl.String,
    }
    pl.DataFrame(defects, schema=schema, orient="row").write_parquet(answers / "defects.parquet")
    targets.write_parquet(answers / "targets.parquet")
