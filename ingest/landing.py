"""The landing zone: bytes as sent, named by their hash, never changed, recognised or not."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from ingest.durable import full_disk_in_words, place
from ingest.records import zone
from pathways.settings import settings

CHUNK = 1 << 20  # bytes
STALE_SECONDS = 86_400  # a staging folder so old was left by a worker that died
LONGEST_NAME = 120  # bytes of UTF-8, so that the hash and every filesystem's limit fit


@dataclass(frozen=True)
class Landed:
    """A file in the landing zone; `landing_path` is relative to it."""

    file_name: str
    sha256: str
    size_bytes: int
    landing_path: str


@dataclass(frozen=True)
class Staged:
    """A file copied beside the landing zone and hashed, not yet part of it."""

    file_name: str
    sha256: str
    size_bytes: int
    copy: Path


def safe_name(name: str) -> str:
    """The last part of a sender's file name, without what could mislead a filesystem, a terminal or a reader."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    printable = "".join(letter if letter.isprintable() else "_" for letter in last)
    cleaned = re.sub(r'[<>:"|?*]', "_", printable).strip(" ").lstrip(".")
    stem, dot, suffix = cleaned.rpartition(".") if re.search(r".\.\w{1,12}$", cleaned) else (cleaned, "", "")
    room = LONGEST_NAME - len((dot + suffix).encode())
    return (stem.encode()[:room].decode(errors="ignore") + dot + suffix) or "unnamed"


@contextmanager
def staging() -> Iterator[Path]:
    """A folder on the landing zone's filesystem, gone at the end with whatever was left in it.

    Raises:
        StorageError: the disk is full.
    """
    folder = zone.landing() / ".incoming" / uuid.uuid4().hex  # nobody has looked yet at whom it is about
    for stale in folder.parent.glob("*"):
        if time.time() - stale.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(stale, ignore_errors=True)
    with full_disk_in_words(settings().landing):
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            for left in folder.iterdir():
                left.unlink()
            folder.rmdir()


def stage(source: IO[bytes], name: str, folder: Path, most: int | None = None) -> Staged:
    """Copy and hash a stream in one pass, in constant memory.

    Args:
        source: the bytes.
        name: what the sender called them.
        folder: from `staging()`.
        most: stop after this many bytes and one more, so that the caller can refuse what is larger.
    """
    digest = hashlib.sha256()
    size = 0
    copy = folder / uuid.uuid4().hex
    with copy.open("xb") as target:
        while chunk := source.read(CHUNK if most is None else min(CHUNK, most + 1 - size)):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
    return Staged(safe_name(name), digest.hexdigest(), size, copy)


def land(staged: Staged) -> Landed:
    """Make a staged copy read-only and part of the landing zone; the same bytes and name in a month share one file.

    What is about persons lands in the identity zone; so does a container, as nobody has looked into it yet.
    """
    month = datetime.now(UTC).strftime("%Y-%m")
    landing_path = f"{month}/{staged.sha256[:12]}-{staged.file_name}"
    staged.copy.chmod(0o444)
    from ingest.containers import is_container

    is_closed = is_container(staged.copy, staged.file_name) or zone.is_for_it(staged.copy, staged.file_name)
    place(staged.copy, (zone.landing() if is_closed else settings().landing) / landing_path)
    return Landed(staged.file_name, staged.sha256, staged.size_bytes, landing_path)


def land_file(path: Path) -> Landed:
    """Copy a file into the landing zone.

    Raises:
        StorageError: the disk is full.
        OSError: the file cannot be read.
    """
    with staging() as folder, path.open("rb") as source:
        return land(stage(source, path.name, folder))


def landed_file(landing_path: str) -> Path:
    """Where a landed file is: in the identity zone, or outside it."""
    closed = zone.landing() / landing_path
    return closed if closed.exists() else settings().landing / landing_path
