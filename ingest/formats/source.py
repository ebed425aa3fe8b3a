"""What a file is, by its bytes and not by its name; what cannot be a table is refused with the reason."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ingest.formats import containers
from ingest.formats.refusal import refusal
from pathways.errors import RefusedFileError

Kind = Literal["text", "workbook", "parquet", "xml"]
_PIECE: Final = 1024 * 1024  # stays in the processor's cache while it is looked at in several ways
_HEAD: Final = 64 * 1024
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXT_CONTROLS: Final = frozenset(b"\t\n\r\x0c\x1a")
_NOT_CONTROLS: Final = bytes(byte for byte in range(256) if byte >= 32 or byte in _TEXT_CONTROLS)  # noqa: PLR2004
# What UTF-8 looks like after someone read it as Windows-1252 and saved it again.
_MOJIBAKE: Final = re.compile("Ã[\u0080-\u00bf\u0152-\u2122]|â€|Â[\u00a0-\u00bf]|\ufffd")


@dataclass(frozen=True)
class Source:
    """A file that can be read.

    Attributes:
        path: the bytes as sent.
        name: what the sender called it.
        kind: text, a workbook (xlsx, xls, ods), Parquet or XML.
        encoding: of text.
        changed_at: when the file last changed; a workbook once opened is remembered for as long as that holds.
        notes: what a person should know about how it was read.
    """

    path: Path
    name: str
    kind: Kind
    changed_at: int
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()


def inspect(path: Path, name: str) -> Source:
    """Find out what the file is.

    Raises:
        RefusedFileError: empty, a web page, an image or document, encrypted, cut short, dangerous XML, or text in an
            encoding that cannot be told.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise refusal(f"{name} is empty.", fix="Ask the sender for the file again; check that its export finished.")
    changed_at = path.stat().st_mtime_ns
    if head.startswith(b"PAR1"):
        return Source(path, name, "parquet", changed_at)
    if head.startswith(containers.OLE2):
        containers.check_ole2(path, name)
        return Source(path, name, "workbook", changed_at)
    if head.startswith(b"PK"):
        containers.check_zip(path, name)
        return Source(path, name, "workbook", changed_at)
    _refuse_documents(head, name)
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return Source(path, name, "xml", changed_at, "utf-16-le" if head[1:2] == b"\x00" else "utf-8")
    if head.startswith(_UTF16_MARKS) and head.decode("utf-16", errors="ignore").lstrip().startswith("<"):
        return Source(path, name, "xml", changed_at, "utf-16")
    return _text(path, name, head)


def _refuse_documents(head: bytes, name: str) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if re.match(
        rb"(<\?xml.*?\?>\s*)?(<!--.*?-->\s*)*(<!doctype html|<(html|head|body|meta|title|script|div|p|h1)[\s>])",
        start,
        re.DOTALL,
    ):
        raise refusal(
            f"{name} is a web page, not data.",
            fix="The download probably met an error page or a sign-in: open the address in a browser, then fetch the "
            "data file itself.",
        )
    if start.startswith(b"<"):
        containers.check_xml(head, name)
    if start.startswith(
        (b"%pdf", b"{\\rtf", b"\x89png", b"gif8", b"\xff\xd8\xff", b"\x1f\x8b", b"7z\xbc\xaf", b"rar!")
    ):
        raise refusal(
            f"{name} is a document, image or compressed file, not a table.",
            fix="Send the data as CSV, or the workbook as the publisher ships it.",
        )


def _text(path: Path, name: str, head: bytes) -> Source:
    changed_at = path.stat().st_mtime_ns
    if head.startswith(_UTF16_MARKS):
        return Source(path, name, "text", changed_at, "utf-16", ("The text is UTF-16; it was read as such.",))
    if head.translate(None, delete=_NOT_CONTROLS):
        raise _not_text(name)
    if b"\r" in head and b"\n" not in head:
        raise refusal(
            f"{name} has lines that end in carriage returns alone, as old Macs wrote them.",
            fix="Its rows cannot be told apart surely: save it as CSV in UTF-8 again, with usual line ends.",
        )
    encoding, looks_wrong = _encoding(path, name)
    notes = []
    if encoding == "cp1252":
        notes.append(
            "The text is not UTF-8; it was read as Windows-1252. If names look wrong, ask the sender for UTF-8."
        )
    elif looks_wrong:
        notes.append(
            f"Some text looks wrongly decoded before it was sent ('{looks_wrong}'); it was kept as it is. "
            "Ask the sender to export it again as UTF-8."
        )
    return Source(path, name, "text", changed_at, encoding, tuple(notes))


def _encoding(path: Path, name: str) -> tuple[str, str]:
    """UTF-8 or Windows-1252, and a piece of text that looks wrongly decoded, or ''; the whole file is looked at."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, looks_wrong = True, ""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if b"\x00" in piece:
                raise _not_text(name)
            if not is_utf8 or (piece.isascii() and not decoder.getstate()[0]):
                continue
            try:
                found = _MOJIBAKE.search(decoder.decode(piece))
            except UnicodeDecodeError:
                is_utf8 = False
            else:
                looks_wrong = looks_wrong or (found[0] if found else "")
    if is_utf8:
        return "utf-8", looks_wrong
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            try:
                piece.decode("cp1252")
            except UnicodeDecodeError as error:
                where = file.tell() - len(piece) + error.start
                raise refusal(
                    f"{name} is neither UTF-8 nor Windows-1252 text: byte {where + 1} fits neither.",
                    fix="Ask the sender to export it again as CSV in UTF-8.",
                ) from None
    return "cp1252", ""


def _not_text(name: str) -> RefusedFileError:
    return refusal(
        f"{name} holds bytes that no text has, so it is not a CSV file, whatever its name says.",
        fix="Send the data as CSV in UTF-8, or the workbook as the publisher ships it.",
    )
