"""The inbox: which dropped files are whole, and what their senders said beside them."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pathways.settings import settings

SETTLE_SECONDS = 0.5  # how long a file's size must hold still
GIVE_UP_SECONDS = 3600  # a file that has not matched its manifest for so long will not
MANIFEST_SUFFIX = ".manifest.json"
PART_SUFFIX = ".part"
LARGEST_MANIFEST = 1 << 16  # bytes


class Manifest(BaseModel):
    """What a sender may say beside a file, in `<file>.manifest.json`. Nothing in it is required."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    sha256: str | None = Field(default=None, pattern=r"^[0-9a-fA-F]{64}$")
    size_bytes: int | None = Field(default=None, ge=0)
    synthetic: bool = False
    published_on: date | None = None

    def unlike(self, size_bytes: int, sha256: str | None = None) -> str | None:
        """How a file differs from what was said, in words; None when it does not."""
        if self.size_bytes not in (None, size_bytes):
            return f"it has {size_bytes:,} bytes and its manifest says {self.size_bytes:,}"
        if sha256 is not None and self.sha256 is not None and self.sha256.lower() != sha256:
            return f"its sha256 is {sha256} and its manifest says {self.sha256}"
        return None

    def for_ledger(self) -> dict[str, object]:
        """What was said, as JSON values."""
        return self.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True)
class Dropped:
    """A whole file in the inbox. `unmatched` says how it differs from its manifest, when waiting longer is no use."""

    path: Path
    manifest: Manifest
    size_bytes: int
    modified_ns: int
    unmatched: str | None = None


@dataclass(frozen=True)
class Waiting:
    """A file that stays in the inbox for now, and why."""

    path: Path
    reason: str


def is_arrival_name(name: str) -> bool:
    """Whether a file of this name can be an arrival: not hidden, not half-uploaded, not a manifest."""
    return not (name.startswith(".") or name.endswith((PART_SUFFIX, MANIFEST_SUFFIX)))


def read_manifest(path: Path) -> Manifest:
    """What was said beside the file at `path`; nothing, if no manifest lies there.

    Raises:
        ValueError: the manifest cannot be read.
    """
    beside = manifest_path(path)
    if not beside.is_file():
        return Manifest()
    with beside.open("rb") as source:
        return parse_manifest(source.read(LARGEST_MANIFEST), beside.name)


def parse_manifest(text: bytes, name: str) -> Manifest:
    """What the manifest called `name` says.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        raise ValueError(f"{name} cannot be read: {field or 'JSON'}: {problem['msg']}") from error


def manifest_path(path: Path) -> Path:
    """Where the manifest of the file at `path` would lie."""
    return path.with_name(path.name + MANIFEST_SUFFIX)


def look() -> tuple[list[Dropped], list[Waiting]]:
    """Every file of the inbox, whole or waiting, after one short pause for the whole folder; sorted by path."""
    before = _snapshot()
    if not before:
        return [], []
    time.sleep(SETTLE_SECONDS)
    dropped: list[Dropped] = []
    waiting: list[Waiting] = []
    for path, now in sorted(_snapshot().items()):
        if not stat.S_ISREG(now.st_mode):
            waiting.append(Waiting(path, "it is a link or a device, not a file"))
        elif path not in before or _shape(before[path]) != _shape(now):
            waiting.append(Waiting(path, "it is still being written"))
        else:
            found = _against_manifest(path, now)
            (dropped if isinstance(found, Dropped) else waiting).append(found)  # type: ignore[arg-type]  # split by type
    return dropped, waiting


def is_given_up(now: os.stat_result) -> bool:
    """Whether a file has lain so long without a change that it will not come to match its manifest."""
    return time.time() - max(now.st_mtime, now.st_ctime) >= GIVE_UP_SECONDS


def _against_manifest(path: Path, now: os.stat_result) -> Dropped | Waiting:
    manifest, unmatched = Manifest(), None
    try:
        manifest = read_manifest(path)
    except ValueError as error:
        unmatched = str(error)
    else:
        unmatched = manifest.unlike(now.st_size)
    if unmatched and not is_given_up(now):
        return Waiting(path, unmatched)
    return Dropped(path, manifest, now.st_size, now.st_mtime_ns, unmatched)


def _shape(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _snapshot() -> dict[Path, os.stat_result]:
    found = {}
    for entry in _entries(settings().inbox):
        with suppress(FileNotFoundError):  # taken back, or collected by another worker, since the folder was read
            found[Path(entry.path)] = entry.stat(follow_symlinks=False)
    return found


def _entries(folder: str | Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        yield from _entries(entry.path)
                elif is_arrival_name(entry.name):
                    yield entry
    except FileNotFoundError:  # the inbox is not made yet, or a sender took a folder away
        return
