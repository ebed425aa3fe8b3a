"""The review's source as files: the folder of one release."""

from __future__ import annotations

from pathlib import Path

from pathways.equality.released import TABLES, Released, released_of
from pathways.errors import ReleaseError
from publish import files


def read_release(folder: Path) -> Released:
    """Read what a review needs from the folder of a release.

    Raises:
        ReleaseError: it is no release's folder, or the release has no figures of linked records.
    """
    manifest = files.read_manifest(folder)
    named = {file.table: file for file in files.files_of(manifest)}
    absent = [table for table in TABLES if table not in named]
    if absent:
        raise ReleaseError(
            f"Release {manifest['release_id']} has no table {', '.join(absent)}.",
            why="The review is worked out from them.",
            fix="Take a release of this version: `pathways build`, then `pathways publish`.",
        )
    released = released_of(manifest, {table: files.read_table(folder, named[table]) for table in TABLES})
    if released.figures.is_empty():
        raise ReleaseError(
            f"Release {manifest['release_id']} has no figures about young people in England.",
            why="The review is worked out from linked records, and this release was made without any.",
            fix="Receive the departments' record-level extracts, then link, build and publish.",
        )
    return released
