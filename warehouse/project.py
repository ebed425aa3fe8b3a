"""What the last build on an engine was of, so that only what has changed since is built again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from typing import Literal

import duckdb

from pathways.database import Role, connect
from pathways.settings import settings
from warehouse.sources import PROJECT

# Unlogged on PostgreSQL, as the raw and intermediate tables are: what a crash empties, it empties with them.
_TABLE = "table if not exists raw.last_build (part text not null, fingerprint text not null)"
Part = Literal["project", "records"]


def project_fingerprint() -> str:
    """The sha256 of every file of the project, by name, and of the version of dbt."""
    digest = hashlib.sha256(version("dbt-core").encode())
    for file in sorted(
        path for path in PROJECT.rglob("*") if path.is_file() and path.suffix in {".sql", ".yml", ".csv"}
    ):
        digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def last_built(engine: str) -> dict[Part, str]:
    """What the last build on this engine that ended without a fault was of.

    Of the `project`, its files; of the `records`, the record-level extracts and links that it read.
    """
    if engine == "duckdb":
        with duckdb.connect(str(settings().duckdb_path)) as warehouse:
            warehouse.execute("create " + _TABLE)
            return dict(warehouse.execute("select part, fingerprint from raw.last_build").fetchall())
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute("create unlogged " + _TABLE)
        cursor.execute("select part, fingerprint from raw.last_build")
        return dict(cursor.fetchall())


def remember_built(engine: str, fingerprints: Mapping[Part, str]) -> None:
    """Note what was built; nothing: that nothing can be relied on."""
    rows = list(fingerprints.items())
    if engine == "duckdb":
        with duckdb.connect(str(settings().duckdb_path)) as warehouse:
            warehouse.execute("delete from raw.last_build")
            for row in rows:
                warehouse.execute("insert into raw.last_build values (?, ?)", row)
    else:
        with connect(Role.BUILD) as connection, connection.cursor() as cursor:
            cursor.execute("delete from raw.last_build")
            cursor.executemany("insert into raw.last_build values (%s, %s)", rows)
