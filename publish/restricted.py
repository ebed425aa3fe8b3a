"""True counts behind the figures of people of each release, kept for the gates of later ones and for nobody else.

A folder for each release under `PATHWAYS_HOME/restricted`, which only its owner can enter: a Parquet file for each
declared table, with the dimensions of its cells, their counts and the sums of keys. Never in a release's own folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from pathways.settings import settings
from publish.disclosure.people_table import PeopleTable
from publish.disclosure.specification import KEY_SUFFIX, TREATED_SUFFIX
from publish.files import files_of, read_table, sha256_of
from publish.folders import release_folder
from publish.protected import PROTECTED
from publish.protection import Earlier
from publish.store import Release
from warehouse.person_keys import KEYS


def keep(release_id: str, tables: Iterable[PeopleTable]) -> None:
    """Write what the gates of later releases need; in place of what a publisher that was killed left."""
    settings().restricted.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = _folder(release_id)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for table in tables:
        of = table.specification
        keys = (pl.col(name + KEY_SUFFIX) % KEYS for name in of.counts)
        by_count = zip(of.counts, table.is_treated.reshape(len(of.counts), -1), strict=True)
        treated = (pl.Series(name + TREATED_SUFFIX, cells) for name, cells in by_count)
        kept = table.true.select(*of.dimensions, *of.counts, *keys).with_columns(*treated)
        kept.write_parquet(folder / f"{of.table}.parquet")


def earlier(known: Iterable[Release], secrets: Mapping[str, str]) -> tuple[dict[str, list[Earlier]], list[str]]:
    """What earlier releases showed of each declared table, and what was kept of the truth; by the table's name.

    Of releases that showed the same of the same, the newest only. Withdrawn ones were public too.

    Args:
        known: all releases, the newest first.
        secrets: the fingerprints of the secrets of the candidate; a release of others tells nothing more.

    Returns:
        What was found, and the releases of which what is needed is gone, in words.
    """
    found: dict[str, list[Earlier]] = {of.table: [] for of in PROTECTED}
    gone, seen = [], set()
    for release in known:
        # One that a gate stopped was never seen. One without a reason may have been, in a database that is gone.
        was_stopped = release.state == "candidate" and release.reasons
        if was_stopped or release.manifest.get("disclosure") != dict(secrets):
            continue
        files = {file.table: file for file in files_of(release.manifest)}
        for of in PROTECTED:
            true, shown = _folder(release.release_id) / f"{of.table}.parquet", files.get(of.table)
            if shown is None:
                continue
            file = release_folder(release.release_id) / shown.path
            if not (true.is_file() and file.is_file() and of.kept <= set(pl.read_parquet_schema(true))):
                gone.append(f"Release {release.release_id}: {true} or {file} is gone, or of an earlier specification.")
                continue
            content = (of.table, shown.sha256, sha256_of(true))
            if content not in seen:
                seen.add(content)
                cells = Earlier(release.release_id, pl.read_parquet(true), read_table(file.parent, shown))
                found[of.table].append(cells)
    return found, gone


def _folder(release_id: str) -> Path:
    return settings().restricted / release_id
