"""The folders of the releases: their names, the one being written, and what a publisher that was killed left."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pathways.errors import ReleaseError
from pathways.settings import settings
from publish import files, store
from publish.manifest import stopping_reasons
from publish.store import Release

if TYPE_CHECKING:
    from psycopg2.extensions import connection

UNFINISHED = ".writing"
RELEASE_ID = re.compile(r"\d{4}-\d{2}-\d{2}\.\d+")  # the day and, of that day's releases, the number


def release_folder(release_id: str) -> Path:
    """Where a release's files and manifest are."""
    return settings().releases / release_id


@contextmanager
def writing() -> Iterator[Path]:
    """A folder to write in, beside the releases; gone afterwards, unless it was given a release's name."""
    folder = settings().releases / UNFINISHED
    try:
        folder.mkdir(parents=True)
        yield folder
    except OSError as error:
        raise ReleaseError(
            f"The files of the release could not be written: {error}.",
            why="The page still shows the release before.",
            fix=f"Make room or correct the rights of {settings().releases}, then run `pathways publish` again.",
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def recover(connection: connection) -> None:
    """Take up what a publisher that was killed left: drop what it had not finished, record what it had.

    The same brings the releases of a folder into the ledger of a new database, as candidates.
    """
    shutil.rmtree(settings().releases / UNFINISHED, ignore_errors=True)
    recorded = {release.release_id for release in store.releases(connection)}
    for name in sorted(_folders() - recorded, key=_day_and_number):
        manifest = files.read_manifest(release_folder(name))
        if manifest["release_id"] == name:
            store.record(connection, manifest, stopping_reasons(manifest))


def _folders() -> set[str]:
    """The releases whose files are there."""
    names = {folder.parent.name for folder in settings().releases.glob(f"*/{files.MANIFEST}")}
    return {name for name in names if RELEASE_ID.fullmatch(name)}


def _day_and_number(release_id: str) -> tuple[str, int]:
    day, _, number = release_id.partition(".")
    return day, int(number)


def next_id(known: list[Release]) -> str:
    """The name of the next release of today."""
    today = datetime.now(UTC).date().isoformat()
    taken = map(_day_and_number, {release.release_id for release in known} | _folders())
    return f"{today}.{max((number for day, number in taken if day == today), default=0) + 1}"
