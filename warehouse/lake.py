"""Where the rows of an extract lie in the lake, and which extracts a build may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from pathways.errors import BuildError
from pathways.settings import settings
from warehouse.sources import RawTable, tables_of

if TYPE_CHECKING:
    from psycopg2.extensions import cursor

PERSON_LINK = "linkage__person_link"
DEPARTMENT_PERSON = "linkage__department_person"
LINK_QUALITY = "linkage__link_quality"


@dataclass(frozen=True, order=True)
class InLake:
    """An extract whose rows are in the lake; of what linkage wrote, the run is the extract."""

    dataset: str
    extract_id: str

    @property
    def tables(self) -> list[RawTable]:
        """The raw tables that its rows belong to."""
        return tables_of(self.dataset)

    def files(self, table: RawTable) -> list[Path]:
        """Its Parquet files with rows of one of its tables, in order; maybe none of a table of several.

        Raises:
            BuildError: the extract has no file at all.
        """
        folder = settings().lake / self.dataset / self.extract_id
        files = sorted(folder.glob("*.parquet"))
        if not files:
            raise BuildError(
                f"The lake holds no rows of extract {self.extract_id} of {self.dataset}.",
                why="The ledger says that it was accepted, so figures built without it would be wrong.",
                fix=f"Put {folder} back from a backup; or restore the landing folder and receive its file again.",
            )
        if table.name == self.dataset:
            return files
        part = table.name.removeprefix(f"{self.dataset}__")
        return [file for file in files if file.name.startswith(f"{part}.part-")]


def known_in_lake(cursor: cursor, as_known_on: datetime) -> list[InLake]:
    """Every accepted extract that a raw table is declared for, and what linkage wrote, in order.

    All extracts, for dbt chooses among them; of the links of persons, and of whom each department knows, only those of
    the run that held at the instant, and of the quality of links every run until then.
    """
    cursor.execute("select dataset, extract_id from ledger.extract where outcome = 'accepted'")
    extracts = [InLake(*row) for row in cursor.fetchall()]
    cursor.execute("select run_id from ledger.linkage_run where finished_at <= %s order by finished_at", (as_known_on,))
    runs = [run_id for (run_id,) in cursor.fetchall()]
    linkage = [InLake(LINK_QUALITY, run_id) for run_id in runs]
    for run_id in runs[-1:]:
        linkage.append(InLake(PERSON_LINK, run_id))
        # A run of an earlier version did not write it; then there are no link rates until the next run.
        if (settings().lake / DEPARTMENT_PERSON / run_id).exists():
            linkage.append(InLake(DEPARTMENT_PERSON, run_id))
    return sorted(extract for extract in (*extracts, *linkage) if extract.tables)


def files_by_table(extracts: Iterable[InLake]) -> dict[str, list[Path]]:
    """The Parquet files of each raw table; a table without a file is left out.

    Raises:
        BuildError: an extract has no file.
    """
    files: dict[str, list[Path]] = {}
    for extract in extracts:
        for table in extract.tables:
            files.setdefault(table.name, []).extend(extract.files(table))
    return files


def columns_of(files: Iterable[Path]) -> set[str]:
    """The names of all columns that any of these Parquet files has."""
    return {name for file in files for name in pq.read_schema(file).names}
