"""What every test may ask for: the published extracts, and a PATHWAYS_HOME of its own on a real PostgreSQL.

One embedded server serves the whole session. Each home gets its own database, copied from a prepared one in about a
tenth of a second, and reaches the server through a link in its folder; so child processes that inherit the environment
work as well. As the database has one name, only one home is active at a time: a module uses `home` or `module_home`,
or all modules of a package one of `new_home`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from pathways import database
from pathways.settings import settings

REPOSITORY = Path(__file__).parent.parent
TEMPLATE = "pathways_template"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published extracts, from the setting `EXTRACTS`; never copied into the repository."""
    folder = Path(os.environ.get("EXTRACTS") or REPOSITORY.parent / "shared" / "data").resolve()
    if not folder.is_dir():
        pytest.skip(f"needs the published extracts: {folder} is absent; set EXTRACTS to the folder that holds them")
    return folder


@pytest.fixture(scope="session")
def prepared_server() -> Iterator[Path]:
    """The folder of a running embedded server that holds a prepared database to copy."""
    with _environment(_new_folder()) as folder:
        database.prepare()
        _as_superuser(
            folder / "postgres",
            "alter system set fsync = off",  # nothing of a test need survive a power cut; copying is then quick
            "select pg_reload_conf()",
            f"alter database {database.DATABASE} rename to {TEMPLATE}",
        )
        try:
            yield folder / "postgres"
        finally:
            database.stop_embedded()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(prepared_server: Path) -> Iterator[Path]:
    """An empty PATHWAYS_HOME with a prepared database, for one test; `settings()` points at it."""
    with _home(prepared_server) as folder:
        yield folder


@pytest.fixture(scope="module")
def module_home(prepared_server: Path) -> Iterator[Path]:
    """As `home`, shared by the tests of one module."""
    with _home(prepared_server) as folder:
        yield folder


@pytest.fixture(scope="session")
def new_home(prepared_server: Path) -> Callable[[], AbstractContextManager[Path]]:
    """What makes an empty home, for a fixture that outlives a module."""
    return partial(_home, prepared_server)


@pytest.fixture
def fresh_home() -> Iterator[Path]:
    """A PATHWAYS_HOME where nothing was ever started; a server that the test starts is its own, and is stopped."""
    with _environment(_new_folder()) as folder:
        try:
            yield folder
        finally:
            database.stop_embedded()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _home(server: Path) -> Iterator[Path]:
    active = _active_home(server)
    if active:
        pytest.fail(f"{active} is still in use: a module uses either `home` or `module_home`, not both")
    folder = _new_folder()
    (folder / "postgres").symlink_to(server)
    _as_superuser(
        server,
        f"create database {database.DATABASE} owner {database.Role.OWNER.value} template {TEMPLATE} strategy file_copy",
        f"comment on database {database.DATABASE} is '{folder}'",
        f"revoke all on database {database.DATABASE} from public",
    )
    with _environment(folder):
        try:
            database.prepare()
            yield folder
        finally:
            _as_superuser(server, f"drop database {database.DATABASE} with (force)")
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _environment(folder: Path) -> Iterator[Path]:
    """Only `PATHWAYS_HOME` is set, so that a developer's own settings never reach a test."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("PATHWAYS_")]:
            environment.delenv(name)
        environment.setenv("PATHWAYS_HOME", str(folder))
        settings.cache_clear()
        yield folder
    settings.cache_clear()


def _new_folder() -> Path:
    """A short path: a PostgreSQL socket lives in it."""
    return Path(tempfile.mkdtemp(prefix="pw-")).resolve()


def _active_home(server: Path) -> str | None:
    rows = _as_superuser(
        server, f"select shobj_description(oid, 'pg_database') from pg_database where datname = '{database.DATABASE}'"
    )
    return str(rows[0][0]) if rows else None


def _as_superuser(server: Path, *statements: str) -> list[tuple[object, ...]]:
    """The rows of the last statement; each is run on its own, since databases are made outside transactions."""
    connection = psycopg2.connect(make_dsn(host=str(server), user="postgres", dbname="postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()
