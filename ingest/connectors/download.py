"""One file on its way to disk: decoded, bounded, and able to go on where a connection was cut."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import httpx

from pathways.errors import ConnectorError

PIECE: Final = 1024**2
START: Final = 512  # bytes kept to tell a web page from a file
GZIP: Final = 31  # zlib's word for "expect a gzip header"


class CutShortError(Exception):
    """The connection ended before the file did; worth another attempt."""


def looks_like_html(start: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    text = start[:START].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return text.startswith((b"<!doctype html", b"<html"))


class Download:
    """The state of one file across the attempts to fetch it.

    Args:
        to: where the decoded bytes are written.
        max_bytes: the most that may be written, whatever the server announced.
        check: called between pieces; raises to stop.
    """

    def __init__(self, to: Path, *, max_bytes: int, check: Callable[[], None]) -> None:
        self.validators: dict[str, str] = {}
        self._to = to
        self._max_bytes = max_bytes
        self._check = check
        self._file = to.open("wb")
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def range_headers(self) -> dict[str, str]:
        """What to add to the request so that only the missing bytes are sent, when that is safe."""
        if not (self._received and self._resumable):
            return {}
        return {"Range": f"bytes={self._received}-", "If-Range": self.validators["etag"]}

    def receive(self, response: httpx.Response) -> None:
        """Write the body of a response: all of it, or the rest of what an earlier one began.

        Raises:
            CutShortError: it ended early, or its compression is broken.
            ConnectorError: it is larger than allowed, or compressed in a way we did not ask for.
        """
        if response.status_code == httpx.codes.PARTIAL_CONTENT:
            start = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
            if start is None or int(start[1]) != self._received:
                self._begin()
                raise CutShortError("it sent another part of the file than was asked for")
        else:
            self._begin()
            self._remember(response)
        for piece in response.iter_raw():  # as it arrives, so that nothing is lost when it is cut
            self._check()
            self._received += len(piece)
            self._write(piece)
        if self._gzip is not None and not self._gzip.eof:
            self._resumable = False  # the server believes that it has sent everything
            raise CutShortError("the compressed file ended early")
        self._file.flush()

    def problem(self) -> str | None:
        """What is wrong with the finished file, in words, or None."""
        if not self._written:
            return "an empty file"
        return "a web page" if looks_like_html(self._start) else None

    def _begin(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._received = 0  # as sent, before decoding
        self._written = 0
        self._start = b""
        self._resumable = False
        self._gzip: zlib._Decompress | None = None
        self.validators.clear()

    def _remember(self, response: httpx.Response) -> None:
        headers = response.headers
        for key, header in (("etag", "etag"), ("last_modified", "last-modified")):
            if header in headers:
                self.validators[key] = headers[header]
        strong = "etag" in headers and not headers["etag"].startswith("W/")
        self._resumable = strong and headers.get("accept-ranges", "").lower() == "bytes"
        coding = headers.get("content-encoding", "identity").lower()
        if coding == "gzip":
            self._gzip = zlib.decompressobj(GZIP)
        elif coding != "identity":
            raise ConnectorError(
                f"{response.url.host} compressed the file with '{coding}', which was not asked for.",
                why="The file was not taken in; what was loaded before stays in use.",
                fix="Report it to the publisher, or fetch the file by hand and run `pathways receive`.",
            )

    def _write(self, piece: bytes) -> None:
        if self._gzip is None:
            self._keep(piece)
            return
        more = True
        while more:
            if self._gzip.eof:  # a gzip file may be several, one after another
                self._gzip = zlib.decompressobj(GZIP)
            try:
                data = self._gzip.decompress(piece, PIECE)  # at most a piece comes out, whatever goes in
            except zlib.error as error:
                self._resumable = False
                raise CutShortError(f"the compressed file is broken ({error})") from error
            self._keep(data)
            piece = self._gzip.unused_data if self._gzip.eof else self._gzip.unconsumed_tail
            more = bool(piece) or (len(data) == PIECE and not self._gzip.eof)

    def _keep(self, data: bytes) -> None:
        self._written += len(data)
        if self._written > self._max_bytes:
            raise ConnectorError(
                f"The file is larger than {self._max_bytes // 1024**2} MiB.",
                why="A file of that size is not what was asked for, so the rest was not read.",
                fix="Check the feed, or fetch the file by hand and run `pathways receive`.",
            )
        if len(self._start) < START:
            self._start += data[: START - len(self._start)]
        self._file.write(data)
