"""Where a run's files lie, and how they get there: written beside, moved into place, removed when a crash left them.

Without its row in `identity.linkage_run` no run holds, whatever lies in its folders; the next run of that name replaces
them. The lake's tables of earlier runs stay for good: they are the history of the links.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from ingest.durable import place
from ingest.scan import identifiers_in
from pathways.errors import LinkageError
from pathways.settings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.linkage.state import State

TABLES: Final = ("person_link", "person_event", "link_quality", "department_person")
_PART: Final = "part-0.parquet"
_PSEUDONYMS: Final = ("source_record_key", "person_id", "from_person_id")  # made by a keyed hash, of any shape


@dataclass(frozen=True)
class Workplace:
    """Folders of one run, in which nobody else looks: `zone` within the identity zone, `lake` beside the lake's tables.

    What is only worked with, as what DuckDB cannot hold in memory, lies in `zone` too: it names people.
    """

    zone: Path
    lake: Path

    def write(self, tables: Mapping[str, pl.DataFrame], edges: pl.DataFrame, state: State) -> None:
        """Write everything a run leaves.

        Raises:
            LinkageError: a word of what would reach the lake looks like an identifier.
        """
        for table, frame in tables.items():
            _refuse_identifiers(table, frame)
            _write(frame, self.lake / table)
        _write(edges, self.zone / "edges")
        state.write(self.zone / "state")

    def place(self, run_id: str) -> None:
        """Move what was written into place."""
        finals = {self.lake / table: in_lake(table, run_id).parent for table in TABLES}
        finals |= {self.zone / "edges": _edges(run_id), self.zone / "state": state_folder(run_id)}
        for number, (written, final) in enumerate(finals.items()):
            if final.exists():  # left by a run that ended between its files and its row
                final.rename(written.parent / f"orphan-{number}")
            place(written, final)


def _refuse_identifiers(table: str, frame: pl.DataFrame) -> None:
    for column, kind, count in identifiers_in(frame.select(pl.col(pl.String).exclude(_PSEUDONYMS))):
        raise LinkageError(
            f"{count:,} values of {column} in {table} look like {kind}.",
            why="Nothing that identifies a person may reach the lake, so nothing was linked anew and the links stay.",
            fix="Look at that column of the persons in the identity zone, and at what ingest/linkage makes of it.",
        )


@contextmanager
def workplace() -> Iterator[Workplace]:
    """Folders to work in, gone at the end; those that a killed run left go first. The caller holds the lock."""
    name = f"linking-{uuid.uuid4().hex[:8]}"
    places = Workplace(settings().identity / f".{name}", settings().lake / ".incoming" / name)
    left = (settings().identity, ".linking-*"), (models(), ".part-*"), (places.lake.parent, "linking-*")
    for stale in (path for folder, pattern in left for path in folder.glob(pattern)):
        shutil.rmtree(stale, ignore_errors=True)
    try:
        places.zone.mkdir(parents=True)
        settings().identity.chmod(0o700)
        places.lake.mkdir(parents=True)
        yield places
    finally:
        for folder in (places.zone, places.lake):
            shutil.rmtree(folder, ignore_errors=True)


def in_lake(table: str, run_id: str) -> Path:
    """The file of a table of `TABLES`."""
    return settings().lake / f"linkage__{table}" / run_id / _PART


def links_of(run_id: str) -> pl.LazyFrame:
    """The `person_link` of a run.

    Raises:
        LinkageError: it is not there or cannot be read.
    """
    try:
        links = pl.scan_parquet(in_lake("person_link", run_id))
        links.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise LinkageError(
            f"The links of run {run_id} cannot be read from the lake.",
            why="Person ids are carried forward from them; without them everyone would be somebody new.",
            fix=f"Bring {in_lake('person_link', run_id).parent} back from the backup, then run `pathways link` again.",
        ) from error
    return links


def models() -> Path:
    """The kept models, a folder each, named by its version."""
    return settings().identity / "models"


def state_folder(run_id: str) -> Path:
    """What a run left for the next."""
    return settings().identity / "states" / run_id


def keep_only_state(run_id: str) -> None:
    """Remove the states of other runs: they hold identifiers, and nobody reads them again."""
    for other in state_folder(run_id).parent.iterdir():
        if other.name != run_id:
            shutil.rmtree(other, ignore_errors=True)


def _edges(run_id: str) -> Path:
    return settings().identity / "edges" / run_id


def _write(frame: pl.DataFrame, folder: Path) -> None:
    folder.mkdir()
    frame.write_parquet(folder / _PART, compression="zstd")
