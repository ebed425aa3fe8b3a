"""What a new tracker starts with: a folder of extracts, else what can be pulled at once, else made-up samples."""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ingest.connectors.client import Client, Patience
from ingest.connectors.feed import Feed, PullResult
from ingest.connectors.feeds import named
from ingest.connectors.pull import pull
from ingest.inbox import PART_SUFFIX, is_arrival_name, manifest_path
from ingest.samples import write_samples
from pathways.database import Role, connect
from pathways.errors import SettingsError
from pathways.settings import settings

HASTE: Final = Patience(attempts=2, first_wait=0.5, longest_wait=2.0, connect=3.0, read=5.0, in_all=9.0)
LONGEST_PULL: Final = 10.0  # seconds for all feeds together; looking up a name may outlast a client's own limit


@dataclass(frozen=True)
class Supply:
    """What was put into the inbox.

    Attributes:
        kind: `kept` is a tracker that already has extracts, and was given no folder.
        files: the new files in the inbox.
        words: the same in a sentence.
    """

    kind: Literal["folder", "kept", "pulled", "samples"]
    files: tuple[Path, ...]
    words: str


def supply(extracts: Path | None, patience: Patience = HASTE) -> Supply:
    """Put the first extracts into the inbox. May be repeated: what is already known is not put there again.

    Args:
        extracts: a folder of files as published, searched with its subfolders; None: pull, or make samples up.
        patience: how long to wait for publishers.

    Raises:
        SettingsError: there is no such folder, or it holds no file.
    """
    inbox = settings().inbox
    inbox.mkdir(parents=True, exist_ok=True)
    if extracts is not None:
        return _from_folder(extracts.expanduser().resolve(), inbox)
    if _has_extracts():
        return Supply("kept", (), "what was taken in before is still here")
    pulled = tuple(result.file for result in _pull_at_once(named(()), inbox, patience) if result.file is not None)
    if pulled:
        return Supply("pulled", pulled, f"{_files(pulled)} pulled from their publishers")
    made = tuple(write_samples(inbox))
    return Supply("samples", made, f"{_files(made)} of made-up samples, as no publisher could be reached")


def _from_folder(folder: Path, inbox: Path) -> Supply:
    if not folder.is_dir():
        raise SettingsError(
            f"There is no folder {folder}.",
            why="The extracts to start with were to come from it, so nothing was taken in.",
            fix="Set EXTRACTS to a folder of published files, or leave it unset to start with what can be pulled.",
        )
    found = sorted(path for path in folder.rglob("*") if path.is_file() and is_arrival_name(path.name))
    if not found:
        raise SettingsError(
            f"The folder {folder} holds no file.",
            why="The extracts to start with were to come from it, so nothing was taken in.",
            fix="Put published files into it, or leave EXTRACTS unset to start with what can be pulled.",
        )
    known = _known_bytes()
    new = tuple(_drop(path, inbox / path.relative_to(folder)) for path in found if _sha256(path) not in known)
    before = len(found) - len(new)
    words = f"{_files(new)} from {folder}" + (f"; {before} others had been taken in before" if before else "")
    return Supply("folder", new, words)


def _drop(path: Path, target: Path) -> Path:
    """Copy a file, and its sender's manifest before it, so that it appears whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if manifest_path(path).is_file():
        shutil.copyfile(manifest_path(path), manifest_path(target))
    part = target.with_name(target.name + PART_SUFFIX)
    shutil.copyfile(path, part)
    return part.rename(target)


def _pull_at_once(feeds: Iterable[Feed], inbox: Path, patience: Patience) -> Iterator[PullResult]:
    """All feeds side by side; those that have not come in time are left behind."""
    results: list[PullResult] = []

    def pull_one(feed: Feed) -> None:
        with Client(patience) as client:
            results.append(pull(feed, inbox, client))

    threads = [threading.Thread(target=pull_one, args=(feed,), daemon=True) for feed in feeds]
    until = time.monotonic() + LONGEST_PULL
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    yield from tuple(results)


def _has_extracts() -> bool:
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select exists (select from ledger.arrival)")
        (known,) = cursor.fetchone() or (False,)
    return bool(known)


def _known_bytes() -> set[str]:
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select sha256 from ledger.arrival")
        return {sha256 for (sha256,) in cursor.fetchall()}


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _files(files: tuple[Path, ...]) -> str:
    return f"{len(files)} file{'' if len(files) == 1 else 's'}"
