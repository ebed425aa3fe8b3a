"""What the database holds of releases: a partition of each published table for each, and the ledger of them all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import psycopg2
from psycopg2 import sql
from psycopg2.extras import Json

from pathways import database
from pathways.errors import ReleaseError
from pathways.published import PUBLISHED
from pathways.published.table import TYPES, PublishedTable
from publish.files import ReleaseFile

if TYPE_CHECKING:
    from psycopg2.extensions import connection, cursor

ONE_PUBLISHER = 20191024  # the advisory lock that publishers share
COLUMNS = sql.SQL("release_id, created_at, as_known_on, state, state_changed_at, reasons, manifest")  # as in `Release`
LONGEST_WAIT = "10min"  # for another publisher
LONGEST_BLOCK = "30s"  # of a reader, by a change to the published tables


@dataclass(frozen=True)
class Release:
    """One row of the ledger of releases."""

    release_id: str
    created_at: datetime
    as_known_on: datetime
    state: str
    state_changed_at: datetime
    reasons: list[str]
    manifest: dict[str, Any]

    @property
    def content_sha256(self) -> str:
        """The hash of all that the release shows."""
        return str(self.manifest["content_sha256"])


@contextmanager
def publisher() -> Iterator[connection]:
    """A connection that may publish; while it is open no other publisher is at work. Each step is committed by its own.

    Raises:
        ReleaseError: another publisher was still at work after ten minutes.
    """
    with database.connect(database.Role.PUBLISH) as connection, connection.cursor() as cursor:
        cursor.execute("set lock_timeout = %s", (LONGEST_WAIT,))
        try:
            cursor.execute("select pg_advisory_lock(%s)", (ONE_PUBLISHER,))
        except psycopg2.errors.LockNotAvailable as error:
            raise ReleaseError(
                f"Another publisher has been at work for more than {LONGEST_WAIT}.",
                why="Only one may publish at a time, so nothing was changed.",
                fix="Let it finish, or end that process if it hangs, and publish again.",
            ) from error
        cursor.execute("set lock_timeout = %s", (LONGEST_BLOCK,))
        connection.commit()
        yield connection


def releases(connection: connection) -> list[Release]:
    """Every release there is or was, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("select {} from ledger.release order by created_at desc, release_id desc").format(COLUMNS)
        )
        found = [Release(*row) for row in cursor.fetchall()]
    connection.commit()  # hold no snapshot while files are written
    return found


def record(connection: connection, manifest: dict[str, Any], reasons: list[str]) -> Release:
    """Write a release into the ledger, as a candidate."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "insert into ledger.release (release_id, as_known_on, state, reasons, manifest)"
                " values (%s, %s, 'candidate', %s, %s) returning {}"
            ).format(COLUMNS),
            (manifest["release_id"], manifest["as_known_on"], Json(reasons), Json(manifest)),
        )
        (recorded,) = (Release(*row) for row in cursor.fetchall())
    connection.commit()
    return recorded


def amend(connection: connection, release_id: str, manifest: dict[str, Any], reasons: list[str]) -> Release:
    """Write a release's manifest and reasons anew, as a person's decision changed them."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("update ledger.release set manifest = %s, reasons = %s where release_id = %s returning {}").format(
                COLUMNS
            ),
            (Json(manifest), Json(reasons), release_id),
        )
        (amended,) = (Release(*row) for row in cursor.fetchall())
    connection.commit()
    return amended


def figures_shown(connection: connection, release_id: str) -> pl.DataFrame:
    """Which figures a release on the page shows, of which dataset, period and area; made-up ones left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select statistic_id, dataset, period_id, area_code from published.official_statistic"
            " where release_id = %s and value_status = 'published' and not is_synthetic",
            (release_id,),
        )
        rows = cursor.fetchall()
    connection.commit()
    columns = ("statistic_id", "dataset", "period_id", "area_code")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def set_state(connection: connection, release_id: str, state: str) -> None:
    """Move a release to another state."""
    with connection.cursor() as cursor:
        _set_state(cursor, release_id, state)
    connection.commit()


def show(connection: connection, release: Release, folder: Path, files: list[ReleaseFile]) -> None:
    """Let the page show a release: its tables, its row in `published.release` and its state, all or nothing.

    Readers of other releases are not held up: a partition is filled first and attached last.
    """
    declared = {table.name: table for table in PUBLISHED}
    with connection.cursor() as cursor:
        for file in files:
            _ensure_parent(cursor, declared[file.table], file)
            _fill_partition(cursor, release.release_id, folder, file)
        for file in files:
            cursor.execute(
                sql.SQL("alter table {} attach partition {} for values in ({})").format(
                    _published(file.table), _partition(file.table, release.release_id), sql.Literal(release.release_id)
                )
            )
        cursor.execute(
            "insert into published.release (release_id, released_at, as_known_on, is_synthetic, manifest)"
            " values (%s, clock_timestamp(), %s, %s, %s)",
            (release.release_id, release.as_known_on, release.manifest["is_synthetic"], Json(release.manifest)),
        )
        _set_state(cursor, release.release_id, "released")
    connection.commit()


def hide(connection: connection, release_id: str) -> None:
    """Take a release off the page, all or nothing; the ledger and its files keep it."""
    with connection.cursor() as cursor:
        cursor.execute("delete from published.release where release_id = %s", (release_id,))
        for table in PUBLISHED:
            cursor.execute(sql.SQL("drop table if exists {}").format(_partition(table.name, release_id)))
        _set_state(cursor, release_id, "withdrawn")
    connection.commit()


def _set_state(cursor: cursor, release_id: str, state: str) -> None:
    cursor.execute(
        "update ledger.release set state = %s, state_changed_at = clock_timestamp() where release_id = %s",
        (state, release_id),
    )


def _published(table: str) -> sql.Identifier:
    return sql.Identifier("published", table)


def _partition(table: str, release_id: str) -> sql.Identifier:
    return sql.Identifier("published", f"{table}@{release_id}")


def _ensure_parent(cursor: cursor, table: PublishedTable, file: ReleaseFile) -> None:
    """Create the published table, or add the columns that this release is the first to have."""
    cursor.execute(
        sql.SQL("create table if not exists {} (release_id text not null) partition by list (release_id)").format(
            _published(table.name)
        )
    )
    cursor.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = 'published' and table_name = %s",
        (table.name,),
    )
    present = dict(cursor.fetchall())
    for name, kind in file.types.items():
        wanted = TYPES[kind].sql
        if name not in present:
            cursor.execute(
                sql.SQL("alter table {} add column {} {}").format(
                    _published(table.name), sql.Identifier(name), sql.SQL(wanted)
                )
            )
        elif present[name] != wanted:
            raise ReleaseError(
                f"published.{table.name}.{name} is {wanted} in this release and {present[name]} in earlier ones.",
                why="One table holds every release, so this one stays a candidate and the page is unchanged.",
                fix="Keep the column's type, or give the changed column another name.",
            )
    for columns in table.indexes:
        name = "_".join((table.name, "by", *columns))
        cursor.execute(
            sql.SQL("create index if not exists {} on {} ({})").format(
                sql.Identifier(name),
                _published(table.name),
                sql.SQL(", ").join(map(sql.Identifier, ("release_id", *columns))),
            )
        )
    cursor.execute(
        sql.SQL("grant select on {} to {}").format(
            _published(table.name), sql.Identifier(database.Role.DASHBOARD.value)
        )
    )


def _fill_partition(cursor: cursor, release_id: str, folder: Path, file: ReleaseFile) -> None:
    partition = _partition(file.table, release_id)
    cursor.execute(sql.SQL("create table {} (like {})").format(partition, _published(file.table)))
    cursor.execute(
        sql.SQL("alter table {} alter column release_id set default {}").format(partition, sql.Literal(release_id))
    )
    copy = sql.SQL("copy {} ({}) from stdin with (format csv, header match)").format(
        partition, sql.SQL(", ").join(map(sql.Identifier, file.types))
    )
    with (folder / file.path).open("rb") as rows:
        cursor.copy_expert(copy.as_string(cursor), rows)
    cursor.execute(sql.SQL("analyze {}").format(partition))
