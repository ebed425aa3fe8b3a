"""Whether the dbt project changed since it last built everything, so that only what data can change is built again."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

import duckdb

from pathways.database import Role, connect
from pathways.settings import settings
from warehouse.sources import PROJECT

# Unlogged on PostgreSQL, as the raw and intermediate tables are: what a crash empties, it empties with them.
_TABLE = "table if not exists raw.built_project (fingerprint text not null)"


def project_fingerprint() -> str:
    """The sha256 of every file of the project, by name, and of the version of dbt."""
    digest = hashlib.sha256(version("dbt-core").encode())
    for file in sorted(
        path for path in PROJECT.rglob("*") if path.is_file() and path.suffix in {".sql", ".yml", ".csv"}
    ):
        digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def last_built(engine: str) -> str | None:
    """The fingerprint of the project that last built everything on this engine without a fault."""
    if engine == "duckdb":
        with duckdb.connect(str(settings().duckdb_path)) as warehouse:
            warehouse.execute("create " + _TABLE)
            row = warehouse.execute("select fingerprint from raw.built_project").fetchone()
    else:
        with connect(Role.BUILD) as connection, connection.cursor() as cursor:
            cursor.execute("create unlogged " + _TABLE)
            cursor.execute("select fingerprint from raw.built_project")
            row = cursor.fetchone()
    return str(row[0]) if row else None


def remember_built(engine: str, fingerprint: str | None) -> None:
    """Note that this project built everything; None: that nothing can be relied on."""
    rows = [(fingerprint,)] if fingerprint else []
    if engine == "duckdb":
        with duckdb.connect(str(settings().duckdb_path)) as warehouse:
            warehouse.execute("delete from raw.built_project")
            for row in rows:
                warehouse.execute("insert into raw.built_project values (?)", row)
    else:
        with connect(Role.BUILD) as connection, connection.cursor() as cursor:
            cursor.execute("delete from raw.built_project")
            cursor.executemany("insert into raw.built_project values (%s)", rows)
