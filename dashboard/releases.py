"""Which releases the page may show, and their tables held in memory; a new release is picked up while serving."""

from __future__ import annotations

import io
import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl
from psycopg2 import Error as PostgresError
from psycopg2 import sql

from dashboard.snapshot import Snapshot
from pathways.database import Role, connect
from pathways.errors import DatabaseError
from pathways.published import PUBLISHED

if TYPE_CHECKING:
    from psycopg2.extensions import cursor

log = logging.getLogger(__name__)

KEPT_IN_MEMORY = 3  # the latest, and earlier ones that someone is looking at
SECONDS_BETWEEN_LOOKS = 1.0


@dataclass(frozen=True)
class Release:
    """One row of `published.release`."""

    release_id: str
    released_at: datetime
    as_known_on: datetime
    is_synthetic: bool


def catalogue() -> tuple[Release, ...]:
    """Every release that may be shown, the latest first.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    with connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        cursor.execute("select release_id, released_at, as_known_on, is_synthetic from published.release")
        found = [Release(*row) for row in cursor.fetchall()]
    return tuple(sorted(found, key=lambda release: (release.released_at, release.release_id), reverse=True))


def load(release: Release) -> Snapshot:
    """The tables of one release, read by COPY: some hundred thousand rows in well under a second.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    with connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read read only")
        cursor.execute("set local time zone 'UTC'")
        frames = {
            table.name: rows_of(cursor, table.name, table.columns, release.release_id)
            for table in PUBLISHED
            if table.is_held
        }
    return Snapshot.of(release.release_id, frames)


def rows_of(
    cursor: cursor,
    table: str,
    columns: Mapping[str, pl.DataType],
    release_id: str,
    where: sql.Composable = sql.SQL("true"),  # noqa: B008 - it is never changed
) -> pl.DataFrame:
    """The rows of one table in a release; none, and null columns, of what later versions of the tracker added to it.

    Args:
        cursor: in a session whose time zone is UTC.
        table: its name.
        columns: wanted ones, with their types.
        release_id: of the release.
        where: which rows.
    """
    cursor.execute("select to_regclass(%s)", (f"published.{table}",))
    if cursor.fetchone() == (None,):
        return pl.DataFrame(schema=columns)
    relation = sql.Identifier("published", table)
    cursor.execute(sql.SQL("select * from {} limit 0").format(relation))
    there = {column.name for column in cursor.description or ()}
    query = sql.SQL("copy (select {} from {} where release_id = {} and {}) to stdout (format csv)").format(
        sql.SQL(", ").join(sql.Identifier(name) if name in there else sql.NULL for name in columns),
        relation,
        sql.Literal(release_id),
        where,
    )
    text = io.BytesIO()
    cursor.copy_expert(query.as_string(cursor), text)
    return _read(text, columns)


def _read(text: io.BytesIO, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """COPY writes booleans as t and f and instants with a zone; the rest is read as it is typed."""
    if not text.getvalue():
        return pl.DataFrame(schema=columns)
    special = {name: kind for name, kind in columns.items() if isinstance(kind, pl.Boolean | pl.Datetime)}
    schema = {name: pl.String() if name in special else kind for name, kind in columns.items()}
    frame = pl.read_csv(text.getvalue(), has_header=False, schema=schema)
    return frame.with_columns(
        pl.col(name) == "t" if isinstance(kind, pl.Boolean) else pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z")
        for name, kind in special.items()
    )


class Releases:
    """The releases of one server process: a catalogue that keeps itself current, and the snapshots in use."""

    def __init__(self) -> None:
        self._catalogue: tuple[Release, ...] = ()
        self._snapshots: OrderedDict[str, Snapshot] = OrderedDict()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self.problem: str | None = None

    @property
    def known(self) -> tuple[Release, ...]:
        """The catalogue as last read, the latest first."""
        return self._catalogue

    @property
    def latest(self) -> Release | None:
        """What is shown unless an earlier release is asked for."""
        return self._catalogue[0] if self._catalogue else None

    def find(self, release_id: str) -> Release | None:
        """The release of this name, if it may be shown."""
        return next((release for release in self._catalogue if release.release_id == release_id), None)

    def snapshot(self, release: Release) -> Snapshot:
        """The tables of a release, from memory or read now.

        Raises:
            DatabaseError: it is not in memory and PostgreSQL cannot be reached.
        """
        with self._lock:
            if release.release_id not in self._snapshots:
                self._snapshots[release.release_id] = load(release)
                while len(self._snapshots) > KEPT_IN_MEMORY:
                    self._snapshots.popitem(last=False)
            self._snapshots.move_to_end(release.release_id)
            return self._snapshots[release.release_id]

    def look(self) -> None:
        """Read the catalogue; hold the tables of a new latest release before anyone is shown it.

        While PostgreSQL is away the page goes on showing what is in memory.
        """
        try:
            found = catalogue()
            if found and (self.latest is None or found[0].release_id != self.latest.release_id):
                self.snapshot(found[0])
        except (DatabaseError, PostgresError) as error:
            if self.problem is None:
                log.warning("PostgreSQL cannot be read, so the page goes on showing what is in memory: %s", error)
            self.problem = str(error)
            return
        if self.problem is not None:
            log.warning("PostgreSQL can be read again.")
        self.problem = None
        self._catalogue = found

    def watch(self) -> None:
        """Look once a second, in a thread of its own, until the process ends or `close` is called."""
        threading.Thread(target=self._watch, name="releases", daemon=True).start()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()

    def _watch(self) -> None:
        while not self._stop.wait(SECONDS_BETWEEN_LOOKS):
            self.look()
