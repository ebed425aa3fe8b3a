"""The files of every release: what their manifests say, and their bytes made again from the published tables."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

import polars as pl

from dashboard.releases import rows_of
from pathways.database import Role, connect
from pathways.published import PUBLISHED
from pathways.published.table import CSV_STYLE, TYPES

LARGEST_SERVED: Final = 128_000_000  # bytes; a larger file is fetched from the publisher's folder
_KEYS: Final = {table.name: table.key for table in PUBLISHED}
_one_at_a_time = Lock()  # each takes a few times its size in memory


@dataclass(frozen=True)
class File:
    """One file of a release, as its manifest names it.

    Attributes:
        release_id: of its release.
        path: its name: "area.csv".
        table: that it holds.
        sha256: of its bytes.
        size_bytes: of them.
        rows: without the header.
        types: of its columns, in order, by the names in `TYPES`.
        is_synthetic: whether any of its rows rests on made-up extracts.
        has_rows_here: whether the database holds its table for that release.
    """

    release_id: str
    path: str
    table: str
    sha256: str
    size_bytes: int
    rows: int
    types: Mapping[str, str]
    is_synthetic: bool
    has_rows_here: bool

    @property
    def is_served(self) -> bool:
        """Whether it can be made again here."""
        return (
            self.has_rows_here
            and self.table in _KEYS
            and self.size_bytes <= LARGEST_SERVED
            and set(self.types.values()) <= set(TYPES)
        )


def files(release_ids: Sequence[str]) -> list[File]:
    """Every file of these releases, in the order of their manifests.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    with connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select release_id, file, to_regclass(format('published.%%I', (file ->> 'table') || '@' || release_id))"
            " is not null from published.release, jsonb_array_elements(to_jsonb(manifest) -> 'files')"
            " with ordinality as listed (file, place) where release_id = any(%s) order by release_id, place",
            (list(release_ids),),
        )
        found = cursor.fetchall()
    return [
        File(
            release_id,
            file["path"],
            file["table"],
            file["sha256"],
            file["size_bytes"],
            file["rows"],
            {column["name"]: column["type"] for column in file["columns"]},
            file.get("is_synthetic", False),
            is_here,
        )
        for release_id, file, is_here in found
    ]


def content(file: File) -> bytes | None:
    """The bytes of a file made again from its table; None where they are not those that were released.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    columns = {name: TYPES[kind].polars for name, kind in file.types.items()}
    with _one_at_a_time:
        frame = _rows(file, columns)
        text = frame.sort(_KEYS[file.table], maintain_order=True).write_csv(**CSV_STYLE).encode()
        return text if hashlib.sha256(text).hexdigest() == file.sha256 else None


def _rows(file: File, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    with connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        cursor.execute("set local time zone 'UTC'")
        return rows_of(cursor, file.table, columns, file.release_id)
