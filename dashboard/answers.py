"""Answers kept as bytes, compressed once. Every answer is a function of the release, the address and nothing else."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

from dashboard.views import Kept

KEPT_ANSWERS = 512
LARGEST_QUESTION = 20_000  # bytes; what Dash itself asks is under one thousand
SMALLEST_COMPRESSED = 500  # bytes
ASSETS = Path(__file__).parent / "assets"
PREPARED = (("br", "br"), ("gzip", "gz"))  # how a browser names it, and the file made beside the asset at build time


@dataclass(frozen=True)
class Answer:
    """What was sent: status, type, name, and the bytes, compressed where that saves anything."""

    status: int
    mimetype: str
    disposition: str | None
    body: bytes
    is_packed: bool
    tag: str

    @classmethod
    def of(cls, response: Response) -> Answer:
        """Keep what Flask was about to send."""
        body = response.get_data()
        tag = hashlib.sha256(body).hexdigest()[:24]
        is_packed = len(body) >= SMALLEST_COMPRESSED
        kept = gzip.compress(body, compresslevel=5, mtime=0) if is_packed else body
        disposition = response.headers.get("Content-Disposition")
        return cls(response.status_code, response.content_type, disposition, kept, is_packed, tag)

    def response(self) -> Response:
        """The answer to this request: 304 where the browser has it already, compressed where it can be read."""
        if request.method == "GET" and self.tag in request.if_none_match:
            again = Response(status=304)
            again.set_etag(self.tag)
            return again
        sent_packed = self.is_packed and bool(request.accept_encodings["gzip"])
        body = gzip.decompress(self.body) if self.is_packed and not sent_packed else self.body
        response = Response(body, status=self.status, content_type=self.mimetype)
        if sent_packed:
            response.headers["Content-Encoding"] = "gzip"
        if self.disposition:
            response.headers["Content-Disposition"] = self.disposition
        response.headers["Vary"] = "Accept-Encoding"
        if request.method == "GET":
            response.set_etag(self.tag)
        return response


def add_to(server: Flask, is_missing: Callable[[], bool]) -> None:
    """Answer from memory where the same was asked before; keep each new answer.

    Args:
        server: the app's server.
        is_missing: whether the page of this request asks for what is not there; it is sent with status 404.
    """
    kept = Kept(KEPT_ANSWERS)

    def from_memory() -> Response | None:
        if request.path.startswith("/assets/"):
            return _prepared(request.path.removeprefix("/assets/"))
        if not _is_kept():
            return None
        found: Answer | None = kept.get(_question(), lambda: None)
        return found.response() if found else None

    def keep(response: Response) -> Response:
        if (
            not _is_kept()
            or response.direct_passthrough
            or response.status_code != HTTPStatus.OK
            or "ETag" in response.headers
        ):
            return response
        if response.content_encoding:
            return response
        if response.mimetype == "text/html" and is_missing():
            response.status_code = HTTPStatus.NOT_FOUND
            return response
        answer: Answer = kept.get(_question(), lambda: Answer.of(response))
        return answer.response()

    server.before_request(from_memory)
    server.after_request(keep)


def _is_kept() -> bool:
    if request.path == "/health":
        return False
    if request.method == "POST":
        return request.path == "/_dash-update-component" and (request.content_length or 0) <= LARGEST_QUESTION
    return request.method == "GET"


def _question() -> tuple[str, str, bytes]:
    asked = request.get_data(cache=True) if request.method == "POST" else request.query_string
    return request.method, request.path, asked


def _prepared(name: str) -> Response | None:
    """The file that was compressed at build time, where there is one that the browser can read."""
    for encoding, ending in PREPARED:
        if request.accept_encodings[encoding] and (ASSETS / f"{name}.{ending}").is_file():
            response = send_from_directory(ASSETS, f"{name}.{ending}")
            response.headers["Content-Encoding"] = encoding
            response.headers["Content-Type"] = (
                "text/css; charset=utf-8" if name.endswith(".css") else "text/javascript; charset=utf-8"
            )
            response.headers["Vary"] = "Accept-Encoding"
            return response
    return None
