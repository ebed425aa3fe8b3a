"""Files that are containers inside (workbooks) or could be traps (XML): what must not be opened is refused."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from ingest.formats.refusal import refusal
from pathways.errors import RefusedFileError

OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST_WORKBOOK: Final = 1024**3
_LARGEST_RATIO: Final = 200
_RATIO_MATTERS_FROM: Final = 50 * 1024**2


def check_ole2(path: Path, name: str) -> None:
    """Refuse an old-style container that holds an encrypted workbook."""
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise _protected(name)


def check_zip(path: Path, name: str) -> None:
    """Refuse a workbook that is cut short, protected, far larger inside than out, or has XML traps inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_size(members, name)
            if any(member.flag_bits & 1 for member in members):
                raise _protected(name)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as opened:
                        start = opened.read(64 * 1024)
                    check_xml(start, name)
                    if member.filename == "META-INF/manifest.xml" and b"encryption-data" in archive.read(member):
                        raise _protected(name)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
        raise refusal(
            f"{name} is a workbook that was cut short or damaged: {error}.",
            fix="Ask the sender for the file again, and compare its size with theirs.",
        ) from None


def check_xml(start: bytes, name: str) -> None:
    """Refuse XML that declares a document type or entities: it can grow without bound or reach for other files."""
    plain = start.replace(b"\x00", b"")
    if re.search(rb"<!(DOCTYPE|ENTITY)", plain, re.IGNORECASE):
        raise refusal(
            f"{name} holds XML that declares a document type or entities: no extract needs them, an attack does.",
            fix="Ask the sender for the file without a DOCTYPE.",
        )


def _check_size(members: list[zipfile.ZipInfo], name: str) -> None:
    size = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if size > _LARGEST_WORKBOOK or (size > _RATIO_MATTERS_FROM and size / packed > _LARGEST_RATIO):
        raise refusal(
            f"{name} is {packed / 1e6:,.1f} MB packed and {size / 1e6:,.0f} MB unpacked: more than a real workbook.",
            fix="If the file is genuine, send its data as CSV.",
        )


def _protected(name: str) -> RefusedFileError:
    return refusal(
        f"{name} is protected with a password.",
        fix="Ask the sender for a copy without a password; protect it on its way by other means.",
    )
