"""Where defects are put in: unfinished files, their rows, and the notes for the answer sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from ingest.synthetic.draws import stream
from ingest.synthetic.files import PART
from ingest.synthetic.lateness import WHOLE_RUN

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ingest.synthetic.plan import Plan

    Bools = NDArray[np.bool_]

FEW: Final = 5


@dataclass(frozen=True)
class Place:
    """A column of a file, the column that names its rows, and how many lines stand above the header."""

    file: str
    column: str
    key: str
    above: int = 0


@dataclass(frozen=True)
class Bench:
    """The folder, the run, and the notes so far."""

    folder: Path
    plan: Plan
    notes: list[dict[str, Any]]

    def rng(self, defect: str) -> np.random.Generator:
        """The random stream of one defect."""
        return stream(self.plan.seed, WHOLE_RUN, defect)

    def part(self, file: str) -> Path:
        """Where an unfinished file is."""
        return self.folder / (file + PART)

    def latest(self, pattern: str, back: int = 0) -> str | None:
        """The last file of a feed, or one so many before it; none if there are not so many."""
        found = sorted(self.folder.glob(pattern + PART))
        if len(found) <= back:
            return None
        return found[-1 - back].relative_to(self.folder).as_posix().removesuffix(PART)

    def note(self, defect: str, file: str, says: str, **more: Any) -> None:
        """A row of the answer sheet."""
        empty = dict.fromkeys(("column", "row", "record_id", "original", "written"))
        self.notes.append({"defect": defect, "file": file, "says": says, **empty, **more})

    def rows(self, file: str, above: int = 0) -> tuple[pl.DataFrame, bytes]:
        """A CSV file as text columns, and the lines above its header."""
        content = self.part(file).read_bytes()
        lead = b"".join(content.splitlines(keepends=True)[:above])
        return pl.read_csv(content[len(lead) :], infer_schema=False), lead

    def write(self, file: str, rows: pl.DataFrame, lead: bytes = b"") -> None:
        """Overwrite a file."""
        self.part(file).write_bytes(lead + rows.write_csv().encode())

    def change(self, defect: str, at: Place, chosen: Bools, new: pl.Expr, says: str) -> None:
        """Overwrite a column in the chosen rows, and note each."""
        rows, lead = self.rows(at.file, at.above)
        column = at.column
        changed = rows.with_columns(pl.when(pl.lit(pl.Series(chosen))).then(new).otherwise(column).alias(column))
        for row in map(int, np.flatnonzero(chosen)):
            self.note(
                defect,
                at.file,
                says,
                column=column,
                row=row,
                record_id=rows[at.key][row],
                original=rows[column][row],
                written=changed[column][row],
            )
        self.write(at.file, changed, lead)

    def some(self, defect: str, n: int) -> Bools:
        """A few of n rows, but never the first."""
        chosen = np.zeros(n, np.bool_)
        if n > 1:
            chosen[self.rng(defect).choice(np.arange(1, n), min(FEW, n - 1), replace=False)] = True
        return chosen
