"""Containers: a zip or gzip file is opened under strict limits, and its members are the arrivals.

Sizes are counted while unpacking, never believed from the container's own index. A workbook is a zip too, but not a
container. Nothing of a container is landed unless all of it can be opened.
"""

from __future__ import annotations

import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from ingest.inbox import LARGEST_MANIFEST, MANIFEST_SUFFIX, Manifest, is_arrival_name, parse_manifest
from ingest.landing import Staged, stage
from pathways.errors import RefusedFileError

MOST_MEMBERS = 2_000
MOST_BYTES = 20 * 1024**3
MOST_RATIO = 200  # unpacked to packed; official CSV files reach about 60
RATIO_COUNTS_FROM = 64 * 1024**2  # bytes unpacked: below, no ratio can do harm
DEEPEST = 3
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
GZIP_START = b"\x1f\x8b"
GZIP_SUFFIX = ".gz"
DOCUMENT_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xlsb", ".ods", ".ots", ".docx")
ENCRYPTED = 0x1
DAMAGED = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError)


@dataclass(frozen=True)
class Member:
    """A file out of a container, staged; `inside` is its path in the container."""

    inside: str
    staged: Staged
    manifest: Manifest


class _Budget:
    """What may still be unpacked from one outermost container, all levels together."""

    def __init__(self, packed_bytes: int, name: str) -> None:
        self._ratio_bytes = max(packed_bytes * MOST_RATIO, RATIO_COUNTS_FROM)
        self._name = name
        self._bytes = 0
        self._members = 0

    @property
    def left(self) -> int:
        return min(self._ratio_bytes, MOST_BYTES) - self._bytes

    def spend(self, unpacked: int) -> None:
        self._bytes += unpacked
        if self._bytes > MOST_BYTES:
            raise _refused(self._name, f"unpacks to more than {MOST_BYTES // 1024**3} GB", "Send its files one by one.")
        if self._bytes > self._ratio_bytes:
            raise _refused(
                self._name,
                f"unpacks to more than {MOST_RATIO} times its size, as a zip bomb does",
                "If it is genuine, send its files unpacked.",
            )

    def count(self) -> None:
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise _refused(self._name, f"holds more than {MOST_MEMBERS:,} files", "Send it in several containers.")


def is_container(file: Path, name: str) -> bool:
    """Whether a file is to be opened: a zip that is not a workbook or a document, whatever its name, or a `.gz`."""
    start = _start(file)
    if start[:2] == GZIP_START:
        return name.lower().endswith(GZIP_SUFFIX)  # gzip is also how some formats, such as R's, write themselves
    if start not in ZIP_STARTS or name.lower().endswith(DOCUMENT_SUFFIXES):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            inside = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return True  # damaged: opening it says so
    return not {"[Content_Types].xml", "mimetype"} & inside


def open_container(file: Path, name: str, folder: Path) -> list[Member]:
    """Unpack a container's files, and those of containers in it, into the staging `folder`.

    Raises:
        RefusedFileError: it is encrypted, damaged, empty, too deep, or larger than anything genuine.
    """
    budget = _Budget(file.stat().st_size, name)
    return list(_members(file, name, folder, budget, depth=1))


def _members(file: Path, name: str, folder: Path, budget: _Budget, depth: int) -> Iterator[Member]:
    if depth > DEEPEST:
        raise _refused(name, f"holds containers more than {DEEPEST} deep", "Send its files in one zip.")
    manifests: dict[str, Manifest] = {}
    members: list[tuple[str, Staged]] = []
    try:
        for inside, source in _files(file, name, budget):
            staged = stage(source, inside, folder, most=budget.left)
            budget.spend(staged.size_bytes)
            if inside.endswith(MANIFEST_SUFFIX):
                manifests[inside.removesuffix(MANIFEST_SUFFIX)] = _manifest(staged.copy, inside)
            else:
                members.append((inside, staged))
    except DAMAGED as error:
        raise _refused(name, f"is damaged or not a container that can be opened ({error})", "Send it again.") from error
    if not members:
        raise _refused(name, "holds no files", "Send it again with its files.")
    for inside, staged in members:
        if is_container(staged.copy, inside):
            yield from _within(inside, _members(staged.copy, f"{name}/{inside}", folder, budget, depth + 1))
            staged.copy.unlink()
        else:
            yield Member(inside, staged, manifests.get(inside, Manifest()))


def _within(outer: str, members: Iterator[Member]) -> Iterator[Member]:
    for member in members:
        yield Member(f"{outer}/{member.inside}", member.staged, member.manifest)


def _files(file: Path, name: str, budget: _Budget) -> Iterator[tuple[str, IO[bytes]]]:
    """The path inside and the bytes of each file; folders and what operating systems leave behind are passed over."""
    if _start(file)[:2] == GZIP_START:
        inside = name.rsplit("/", 1)[-1].removesuffix(GZIP_SUFFIX)
        with gzip.open(file) as source:
            yield inside, source  # type: ignore[misc]  # GzipFile reads bytes
        return
    with zipfile.ZipFile(file) as archive:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
            path = PurePosixPath(entry.filename.replace("\\", "/"))
            last_is_file = is_arrival_name(path.name) or path.name.endswith(MANIFEST_SUFFIX)
            if entry.is_dir() or "__MACOSX" in path.parts or not last_is_file:
                continue
            if entry.flag_bits & ENCRYPTED:
                raise _refused(name, "is protected by a password", "Send it without one, by a channel that is secure.")
            budget.count()
            with archive.open(entry) as source:
                yield "/".join(part for part in path.parts if part not in ("/", "..", ".")), source


def _start(file: Path) -> bytes:
    with file.open("rb") as source:
        return source.read(4)


def _manifest(copy: Path, inside: str) -> Manifest:
    with copy.open("rb") as source:
        return parse_manifest(source.read(LARGEST_MANIFEST), inside)


def _refused(name: str, what: str, fix: str) -> RefusedFileError:
    return RefusedFileError(f"{name} {what}.", why="The file was kept, but nothing in it was loaded.", fix=fix)
