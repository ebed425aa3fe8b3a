"""The database's roles, its two databases and its schemas: created once, and brought up to date by migrations."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from pathways.errors import DatabaseError, SettingsError

if TYPE_CHECKING:
    from psycopg2.extensions import cursor

DATABASE = "pathways"
AIRFLOW_DATABASE = "airflow"
MIGRATIONS = Path(__file__).parent / "migrations"


class Role(StrEnum):
    """Who connects. Each may do only its own part; DASHBOARD reads `published` alone."""

    OWNER = "pathways_owner"
    INGEST = "pathways_ingest"
    IDENTITY = "pathways_identity"
    BUILD = "pathways_build"
    PUBLISH = "pathways_publish"
    DASHBOARD = "pathways_dashboard"
    AIRFLOW = "pathways_airflow"


WORKING = (
    Role.INGEST,
    Role.IDENTITY,
    Role.BUILD,
    Role.PUBLISH,
    Role.DASHBOARD,
)  # what a login that runs the tasks acts as


def create_roles_and_databases(administrator: str, *, may_log_in: bool) -> None:
    """Create the roles and both databases where they are missing. Safe to repeat.

    Args:
        administrator: a connection string of one who may create roles and databases.
        may_log_in: whether the roles log in as themselves; true of the embedded server, whose socket only its owner can
            reach. On a server they are acted as by logins with passwords (`create_login`).
    """
    server = psycopg2.connect(administrator)
    server.autocommit = True
    try:
        with server.cursor() as cursor:
            known = _column(cursor, "select rolname from pg_roles")
            for role in Role:
                if role.value not in known:
                    login = "login" if may_log_in else "nologin"
                    cursor.execute(sql.SQL("create role {} " + login).format(sql.Identifier(role.value)))
            _let_administrator_act_as(cursor, (Role.OWNER, Role.AIRFLOW))
            present = _column(cursor, "select datname from pg_database")
            for database, owner in ((DATABASE, Role.OWNER), (AIRFLOW_DATABASE, Role.AIRFLOW)):
                if database not in present:
                    cursor.execute(
                        sql.SQL(
                            "create database {} owner {} template template0"
                            " encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'"
                        ).format(*_names(database, owner.value))
                    )
                    cursor.execute(sql.SQL("revoke all on database {} from public").format(*_names(database)))
            cursor.execute(
                sql.SQL("grant connect, temporary on database {} to {}").format(
                    sql.Identifier(DATABASE),
                    sql.SQL(", ").join(_names(*(role.value for role in Role if role is not Role.AIRFLOW))),
                )
            )
            cursor.execute(sql.SQL("grant create on database {} to {}").format(*_names(DATABASE, Role.BUILD.value)))
    finally:
        server.close()


def create_login(administrator: str, url: str) -> str:
    """Let the user of a connection URL log in with the URL's password; the user's name.

    A user with the name of a role is that role; any other acts as the roles that do the work. The password is set again
    each time, so a changed secret takes effect.

    Raises:
        SettingsError: the URL names no user or no password.
    """
    named = parse_dsn(url)
    user, password = str(named.get("user", "")), named.get("password")
    if not user or not password:
        raise SettingsError(
            "A login's URL must hold a user and a password.",
            why="Without a password the login could not be made.",
            fix="Write it as postgresql://user:password@server/database.",
        )
    server = psycopg2.connect(administrator)
    try:
        with server, server.cursor() as cursor:
            cursor.execute("set password_encryption = 'scram-sha-256'")
            if user not in _column(cursor, "select rolname from pg_roles"):
                cursor.execute(sql.SQL("create role {} noinherit").format(*_names(user)))
            cursor.execute(sql.SQL("alter role {} login password {}").format(*_names(user), sql.Literal(password)))
            if user not in set(Role):
                cursor.execute(sql.SQL("alter role {} noinherit").format(*_names(user)))
                roles = sql.SQL(", ").join(_names(*(role.value for role in WORKING)))
                cursor.execute(sql.SQL("grant {} to {}").format(roles, *_names(user)))
                cursor.execute(sql.SQL("grant connect on database {} to {}").format(*_names(DATABASE, user)))
    finally:
        server.close()
    return user


def migrate(owner_dsn: str) -> None:
    """Run each migration once, in order of its number, as the owner.

    Raises:
        DatabaseError: a migration was changed after it ran.
    """
    with psycopg2.connect(owner_dsn) as owner, owner.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(20191023)")
        cursor.execute("create schema if not exists pathways")
        cursor.execute(
            "create table if not exists pathways.migration"
            " (name text primary key, sha256 text not null, run_at timestamptz not null default now())"
        )
        readers = sql.SQL(", ").join(_names(*(role.value for role in WORKING if role is not Role.DASHBOARD)))
        cursor.execute(sql.SQL("grant usage on schema pathways to {}").format(readers))
        cursor.execute(sql.SQL("grant select on pathways.migration to {}").format(readers))
        for path in _due(cursor):
            text = path.read_text(encoding="utf-8")
            cursor.execute(text)
            cursor.execute(
                "insert into pathways.migration (name, sha256) values (%s, %s)",
                (path.name, hashlib.sha256(text.encode()).hexdigest()),
            )


def require_migrated(dsn: str) -> None:
    """Check that a given server has every migration; its own tasks may not run them.

    Raises:
        DatabaseError: it was never prepared, or not since the code changed; or it cannot be reached.
    """
    try:
        with psycopg2.connect(dsn) as login, login.cursor() as cursor:
            cursor.execute("select to_regclass('pathways.migration') is not null")
            due = _due(cursor) if (cursor.fetchone() or [False])[0] else sorted(MIGRATIONS.glob("*.sql"))
    except psycopg2.OperationalError as error:
        raise DatabaseError(
            f"The database server cannot be used: {str(error).strip()}.",
            why="Nothing was read or changed.",
            fix="Check PATHWAYS_DATABASE_URL and that the server runs; a new server needs `pathways prepare` once.",
        ) from error
    if due:
        raise DatabaseError(
            f"The database is not prepared for this version: {', '.join(path.name for path in due)} not run yet.",
            why="Its schemas do not match the code, so nothing was started.",
            fix="Run `pathways prepare --administrator FILE` with the URL of one who may create roles and databases.",
        )


def _due(cursor: cursor) -> Sequence[Path]:
    """The migrations that have not run here, in order; a migration that was changed after it ran is an error."""
    cursor.execute("select name, sha256 from pathways.migration")
    done: dict[str, str] = dict(cursor.fetchall())
    due = []
    for path in sorted(MIGRATIONS.glob("*.sql")):
        if path.name not in done:
            due.append(path)
        elif done[path.name] != hashlib.sha256(path.read_bytes()).hexdigest():
            raise DatabaseError(
                f"The migration {path.name} was changed after it ran on this database.",
                why="The database may not match the code, so nothing was changed.",
                fix="Restore the file and put the change in a new migration.",
            )
    return due


def _let_administrator_act_as(cursor: cursor, roles: Sequence[Role]) -> None:
    """Owning a database in another's name takes membership, which a superuser has without being told."""
    cursor.execute("select rolsuper from pg_roles where rolname = current_user")
    if not (cursor.fetchone() or [False])[0]:
        for role in roles:
            cursor.execute(sql.SQL("grant {} to current_user").format(*_names(role.value)))


def _column(cursor: cursor, query: str) -> set[str]:
    cursor.execute(query)
    return {value for (value,) in cursor.fetchall()}


def _names(*names: str) -> list[sql.Identifier]:
    return [sql.Identifier(name) for name in names]
