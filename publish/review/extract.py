"""`pathways ehrc-extract`: the review's files in a folder of their own, with a manifest that proves a copy.

The same release and window give the same bytes: nothing in a file says when it was written. Years later the release is
made again from the lake and the ledger (`pathways build --as-known-on`), and with it the extract.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from pathways.equality.released import Released
from pathways.equality.windows import Window, is_due, last_complete, next_due
from pathways.errors import ReleaseError
from pathways.settings import settings
from publish import files, release
from publish.files import ReleaseFile
from publish.folders import release_folder
from publish.review import csvw, ees
from publish.review.opendocument import write_opendocument
from publish.review.pack import pack_of
from publish.review.released import read_release
from publish.review.statement import write_statement
from publish.review.workbook import write_workbook
from publish.store import Release

STEM: Final = "equality-review"


@dataclass(frozen=True)
class Extracted:
    """Where an extract is, of which release, and whether it was there already."""

    folder: Path
    release_id: str
    window: Window
    files: int
    is_new: bool
    is_synthetic: bool

    @property
    def sentence(self) -> str:
        """What happened, for a person."""
        did = "written to" if self.is_new else "is already in"
        made_up = " It is made of synthetic records." if self.is_synthetic else ""
        return (
            f"The equality review of {self.window.label}, from release {self.release_id}, {did} {self.folder}: "
            f"{self.files} files and their manifest.{made_up}"
        )


def extract(window: Window, release_id: str | None = None, out: Path | None = None) -> Extracted:
    """Write the review of a window.

    Args:
        window: its three years.
        release_id: of a release that is or was out; none: the one on the page.
        out: a folder that is not there yet; none: one named by window and release under the settings' `reviews`.

    Raises:
        ReleaseError: there is no such release, its files were changed, it has no figures of people or none of the
            window, or the folder holds something else.
    """
    source = _release(release_id)
    _unchanged(release_folder(source.release_id))
    released = read_release(release_folder(source.release_id))
    missing = sorted({*window.years, window.label} - set(released.figures["period"]))
    if missing:
        raise ReleaseError(
            f"Release {source.release_id} has no figures of {', '.join(missing)}.",
            why=f"A review of {window.label} needs each of its years and all three together.",
            fix="Receive the returns of those years, build and publish; or give the last year of another window.",
        )
    folder = out or settings().reviews / f"{STEM}-{window.slug}-{source.release_id}"
    writing = folder.with_name(f".{folder.name}")
    shutil.rmtree(writing, ignore_errors=True)
    try:
        writing.mkdir(parents=True)
        pack = pack_of(released, window)
        definitions = pack.tables[-1]
        paths = [
            writing / f"{STEM}-{window.slug}.xlsx",
            writing / f"{STEM}-{window.slug}.ods",
            writing / "statement.html",
        ]
        write_workbook(pack, paths[0])
        write_opendocument(pack, paths[1])
        write_statement(pack, definitions, paths[2])
        paths += csvw.write_csvs(pack, writing)
        paths += ees.write_open_data(released, window, writing)
        manifest = _manifest(released, window, [_file(path, is_synthetic=released.is_synthetic) for path in paths])
        is_new = not _is_there(folder, manifest)
        if is_new:
            files.keep(writing, manifest, folder)
    except OSError as error:
        raise ReleaseError(
            f"The review could not be written: {error}.",
            why="Nothing was left behind; the release is as it was.",
            fix=f"Make room or correct the rights of {folder.parent}, then run it again.",
        ) from error
    finally:
        shutil.rmtree(writing, ignore_errors=True)
    return Extracted(folder, source.release_id, window, len(paths), is_new, released.is_synthetic)


def readiness(window: Window) -> list[str]:
    """What a review of a window still lacks in the release on the page; none: it can be written."""
    try:
        source = _release(None)
        released = read_release(release_folder(source.release_id))
    except ReleaseError as error:
        return [str(error)]
    there = set(released.figures["period"])
    return [f"No figures of {period} yet." for period in (*window.years, window.label) if period not in there]


def standing(day: date) -> str:
    """How ready the next review is on a day, in words: what is complete, and what is lacking."""
    complete = last_complete(day)
    due = next_due(complete)
    lacking = readiness(due)
    return f"The next equality review is that of {due.label}; {complete.years[-1]} is the last complete year. " + (
        "It still lacks: " + " ".join(lacking) if lacking else "It can be made."
    )


def window_due(day: date) -> Window | None:
    """The window of the review that is to be written on a day; None in the years between reviews."""
    window = last_complete(day)
    return window if is_due(window) else None


def _release(release_id: str | None) -> Release:
    known = release.list_releases()
    if release_id:
        return release.find(known, release_id)
    for each in known:
        if each.state == "released":
            return each
    raise ReleaseError(
        "No release is out.",
        why="The review is worked out from released figures and from nothing else.",
        fix="Run `pathways publish`, or name a release with `--release`.",
    )


def _unchanged(folder: Path) -> None:
    wrong = [f"{check.path} {check.problem}" for check in files.verify(folder) if not check.is_same]
    if wrong:
        raise ReleaseError(
            f"The files of the release are not those that were written: {'; '.join(wrong)}.",
            why="A review worked out from them would not be what was released.",
            fix=f"Restore {folder} from a backup.",
        )


def _is_there(folder: Path, manifest: dict[str, Any]) -> bool:
    """Whether the folder holds just this extract already."""
    if not folder.exists():
        return False
    there = files.read_manifest(folder) if (folder / files.MANIFEST).exists() else {}
    if there.get("content_sha256") == manifest["content_sha256"]:
        return True
    raise ReleaseError(
        f"{folder} is there already and holds something else.",
        why="A review that was given away is never written over; one made by other code may differ.",
        fix="Give another folder with `--out`.",
    )


def _manifest(released: Released, window: Window, written: list[ReleaseFile]) -> dict[str, Any]:
    """As that of a release, so that `pathways verify` proves a copy; without the time of writing."""
    of_release = released.manifest
    return {
        "manifest_version": of_release["manifest_version"],
        "kind": "equality_review",
        "window": window.label,
        "release_id": of_release["release_id"],
        "release_content_sha256": of_release["content_sha256"],
        "as_known_on": of_release["as_known_on"],
        "is_synthetic": released.is_synthetic,
        "content_sha256": files.content_hash(written),
        "files": [asdict(file) for file in written],
        "definitions": of_release["definitions"],
        "code": of_release["code"],
    }


def _file(path: Path, *, is_synthetic: bool) -> ReleaseFile:
    digest, size = files.sha256_of(path)
    return ReleaseFile(path.name, path.stem, digest, size, 0, [], is_synthetic)
