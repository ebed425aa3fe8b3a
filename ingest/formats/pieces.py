"""Text of any size as pieces of bounded size, in UTF-8, each ending at the end of a record."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from ingest.formats.refusal import refusal
from ingest.formats.source import Source

PIECE = 32 * 1024 * 1024
LONGEST_RECORD = 1024 * 1024


def pieces(source: Source, size: int | None = None) -> Iterator[bytes]:
    """The file in UTF-8, in pieces of about `size` bytes (`PIECE` if not said) that end at the end of a record."""
    carried = b""
    chunks = utf8(source, size or PIECE)
    more = next(chunks, b"")
    while more:
        following = next(chunks, b"")
        piece = carried + more if carried else more
        cut = _end_of_last_record(piece) if following else len(piece)
        if not cut and len(piece) > LONGEST_RECORD:
            raise refusal(
                f"{source.name} has a line longer than {LONGEST_RECORD // 1024**2} MB.",
                fix="A table has short lines: check that this is the data file, and that it has line ends.",
            )
        carried = piece[cut:]
        if cut:
            yield piece if cut == len(piece) else piece[:cut]
        more = following


def utf8(source: Source, size: int) -> Iterator[bytes]:
    """The bytes in UTF-8 without a byte order mark, `size` at a time; what is known to be UTF-8 ends at a line."""
    with source.path.open("rb") as file:
        if source.encoding != "utf-8":
            decoder = codecs.getincrementaldecoder(source.encoding)()
            while more := file.read(size):
                yield decoder.decode(more).encode()
            return
        if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        while more := file.read(size):
            cut = more.rfind(b"\n") + 1
            if cut and len(more) == size > cut:  # so that nothing is carried, and copied again
                file.seek(cut - size, io.SEEK_CUR)
                more = more[:cut]
            yield more


def _end_of_last_record(piece: bytes) -> int:
    """Where the last whole record ends; a quote open for longer than any record does not count as open."""
    last = cut = piece.rfind(b"\n") + 1
    if b'"' not in piece:
        return cut
    is_open = piece.count(b'"', 0, cut) % 2
    while is_open and cut and last - cut < LONGEST_RECORD:
        quote = piece.rfind(b'"', 0, cut)
        start = piece.rfind(b"\n", 0, quote) + 1
        is_open ^= piece.count(b'"', start, cut) % 2
        cut = start
    return last if is_open else cut


def end_of_first_record(piece: bytes) -> int:
    """Where the first record of a piece ends, its line end included."""
    end = piece.find(b"\n") + 1
    while end and piece.count(b'"', 0, end) % 2 and end < LONGEST_RECORD:
        end = piece.find(b"\n", end) + 1
    return end or len(piece)
