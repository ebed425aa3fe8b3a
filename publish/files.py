"""The files of a release: one CSV for each published table, named with its hash in the manifest; and proof of a copy.

An absent figure is an empty `value` beside the status that says why, as in DfE's open data standards. The same tables
give the same bytes: rows stand in the order of their key, and nothing in a file says when it was written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pathways.errors import ReleaseError
from pathways.published import PUBLISHED
from pathways.published.table import CSV_STYLE, INSTANT, TYPES, Tables, type_name

MANIFEST = "manifest.json"
READ_ONLY = 0o444
INSTANT_FORMAT = CSV_STYLE["datetime_format"]


@dataclass(frozen=True)
class ReleaseFile:
    """One file as the manifest names it; `rows` leaves the header out."""

    path: str
    table: str
    sha256: str
    size_bytes: int
    rows: int
    columns: Sequence[Mapping[str, str]]  # name and type, in order, as in Frictionless Table Schema
    is_synthetic: bool = False  # whether any of its rows says that it rests on made-up extracts

    @property
    def types(self) -> dict[str, str]:
        """The type of each column, by its name, in order."""
        return {column["name"]: column["type"] for column in self.columns}


@dataclass(frozen=True)
class FileCheck:
    """Whether a copy of one file is the file that was released; `problem` says how it is not."""

    path: str
    problem: str | None

    @property
    def is_same(self) -> bool:
        """The copy has the released bytes."""
        return self.problem is None


def write_tables(folder: Path, tables: Tables) -> list[ReleaseFile]:
    """Write each table as a CSV into `folder`, on disk for good before this returns."""
    written = []
    for table in PUBLISHED:
        path = folder / f"{table.name}.csv"
        frame = tables[table.name]
        frame.write_csv(path, **CSV_STYLE)
        _settle(path)
        digest, size = sha256_of(path)
        columns = [{"name": name, "type": type_name(kind)} for name, kind in frame.schema.items()]
        is_synthetic = "is_synthetic" in frame.columns and bool(frame["is_synthetic"].any())
        written.append(ReleaseFile(path.name, table.name, digest, size, frame.height, columns, is_synthetic))
    return written


def keep(folder: Path, manifest: Mapping[str, Any], final: Path) -> None:
    """Put the manifest beside its files, make every file read-only, and give the folder its name in one step."""
    _write_manifest(folder / MANIFEST, manifest)
    for file in folder.iterdir():
        file.chmod(READ_ONLY)
    _sync(folder)
    folder.rename(final)
    _sync(final.parent)


def replace_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Put another manifest in the place of a kept release's, in one step; its files stay as they are."""
    path = folder / f".{MANIFEST}"
    path.unlink(missing_ok=True)
    _write_manifest(path, manifest)
    path.chmod(READ_ONLY)
    path.rename(folder / MANIFEST)
    _sync(folder)


def content_hash(files: list[ReleaseFile]) -> str:
    """One hash for all that a release shows: equal hashes are equal releases, whatever they are called."""
    listed = "".join(f"{file.sha256}  {file.path}\n" for file in sorted(files, key=lambda file: file.path))
    return hashlib.sha256(listed.encode()).hexdigest()


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of a release.

    Raises:
        ReleaseError: the file is absent or is not a manifest.
    """
    path = path / MANIFEST if path.is_dir() else path
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files_of(manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            f"{path} is not a release's manifest: {error}.",
            why="Without it there is nothing to compare a copy with.",
            fix=f"Give the path of a release's {MANIFEST}, or of the folder that holds it.",
        ) from error
    return dict(manifest)


def verify(manifest_path: Path) -> list[FileCheck]:
    """Compare every file beside a manifest with what the manifest says of it; needs no database.

    Returns:
        One check for each file of the manifest, then one for each CSV that the manifest does not name.

    Raises:
        ReleaseError: the manifest cannot be read, or contradicts itself.
    """
    manifest = read_manifest(manifest_path)
    folder = manifest_path if manifest_path.is_dir() else manifest_path.parent
    files = files_of(manifest)
    if content_hash(files) != manifest.get("content_sha256"):
        raise ReleaseError(
            f"The manifest of release {manifest.get('release_id')} was changed: its files do not give its hash.",
            why="A copy cannot be proved by it.",
            fix="Take the manifest from the publisher again.",
        )
    named = {file.path for file in files}
    return [FileCheck(file.path, _difference(folder / file.path, file)) for file in files] + [
        FileCheck(path.name, "not part of the release")
        for path in sorted(folder.glob("*.csv"))
        if path.name not in named
    ]


def files_of(manifest: Mapping[str, Any]) -> list[ReleaseFile]:
    """The files that a manifest names."""
    return [ReleaseFile(**file) for file in manifest["files"]]


def read_table(folder: Path, file: ReleaseFile) -> pl.DataFrame:
    """One table of a release, from its file, with the types it was written from."""
    types = {name: TYPES[kind].polars for name, kind in file.types.items()}
    instants = [name for name, kind in types.items() if kind == INSTANT]
    as_text = {name: pl.String() if name in instants else kind for name, kind in types.items()}
    return pl.read_csv(folder / file.path, schema=as_text).with_columns(
        pl.col(instants).str.to_datetime(INSTANT_FORMAT, time_unit="us", time_zone="UTC")
    )


def sha256_of(path: Path) -> tuple[str, int]:
    """A file's hash and its size in bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _difference(path: Path, expected: ReleaseFile) -> str | None:
    if not path.is_file():
        return "missing"
    digest, size = sha256_of(path)
    if size != expected.size_bytes:
        return f"has {size:,} bytes, not {expected.size_bytes:,}"
    return None if digest == expected.sha256 else "has other bytes of the same size"


def _write_manifest(path: Path, manifest: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _settle(path)


def _settle(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
