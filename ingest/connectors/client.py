"""HTTP as a careful guest: retries with back-off, conditional requests, resumed downloads, and errors in words.

Nothing here knows a particular API. A request is tried again after a cut connection, a timeout, 408, 429 or a 5xx; the
wait doubles each time, with jitter, unless the server names one (`Retry-After`, or Stat-Xplore's `X-RateLimit-Reset`).
Only https is spoken, except to this machine. Bodies are never written into messages, nor are request headers.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx

from ingest.connectors.answers import (
    asked_wait,
    duration,
    gave_up,
    may_pass,
    not_as_expected,
    place,
    refused,
    status_words,
    trouble_words,
)
from ingest.connectors.download import CutShortError, Download
from pathways.errors import ConnectorError

T = TypeVar("T")

MAX_REDIRECTS: Final = 5
MAX_JSON_BYTES: Final = 64 * 1024**2
MAX_FILE_BYTES: Final = 4 * 1024**3
USER_AGENT: Final = "post16-pathways-tracker (pull)"


@dataclass(frozen=True)
class Patience:
    """How long to keep trying. All times in seconds.

    Attributes:
        attempts: tries of one request, the first included.
        first_wait: the wait after the first failure; it doubles from there.
        longest_wait: no wait is longer; a server that asks for more is reported instead.
        connect: limit for reaching the server.
        read: limit for each piece of an answer to arrive.
        in_all: limit for everything this client does together; None for no limit.
    """

    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 120.0
    connect: float = 10.0
    read: float = 60.0
    in_all: float | None = None


@dataclass(frozen=True)
class Request:
    """One request, as a connector states it. `headers` may hold a key, so it is kept out of the representation."""

    url: str
    params: Mapping[str, str | int] | None = None
    headers: Mapping[str, str] | None = None
    body: Any = None

    def __repr__(self) -> str:
        return f"Request({self.url})"


@dataclass(frozen=True)
class Answer:
    """A JSON answer: the value, and the headers that came with it."""

    value: Any
    headers: Mapping[str, str]


class Client:
    """A connection pool with patience. Use it as a context manager."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._until = None if self.patience.in_all is None else time.monotonic() + self.patience.in_all
        self._http = httpx.Client(
            timeout=httpx.Timeout(self.patience.read, connect=self.patience.connect),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            mounts={"all://127.0.0.1": None, "all://localhost": None},  # never through a proxy
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def json(self, request: Request, seen: Mapping[str, str] | None = None) -> Answer | None:
        """The JSON answer to a request; None when `seen` (etag, last_modified) is still current.

        Raises:
            ConnectorError: refused, not found, still failing after every attempt, or not JSON.
        """

        def receive(response: httpx.Response) -> Answer:
            body = b"".join(_bounded(response.iter_bytes(), MAX_JSON_BYTES, request.url))
            try:
                return Answer(json.loads(body), response.headers)
            except ValueError:
                raise not_as_expected(request.url, "JSON", body) from None

        return self._try(request, dict(seen or {}), receive)

    def download(self, request: Request, to: Path, seen: Mapping[str, str] | None = None) -> dict[str, str] | None:
        """Write a whole file to `to`; None when `seen` (etag, last_modified) is still current.

        A download that is cut goes on where it stopped when the server can prove that the file is the same, else it
        starts again. `to` may hold a part of a file after an error.

        Returns:
            The `etag` and `last_modified` to send next time, as far as the server gave them.

        Raises:
            ConnectorError: as `json`; also when the file is empty, too large, or a web page.
        """
        with Download(to, max_bytes=MAX_FILE_BYTES, check=self._check_time) as download:

            def receive(response: httpx.Response) -> dict[str, str]:
                download.receive(response)
                return download.validators

            validators = self._try(request, dict(seen or {}), receive, more_headers=download.range_headers)
            if validators is not None and (problem := download.problem()):
                raise not_as_expected(request.url, "the file", problem)
        return validators

    def _try(
        self,
        request: Request,
        seen: dict[str, str],
        receive: Callable[[httpx.Response], T],
        more_headers: Callable[[], dict[str, str]] = dict,
    ) -> T | None:
        headers = dict(request.headers or {})
        if "etag" in seen:
            headers["If-None-Match"] = seen["etag"]
        if "last_modified" in seen:
            headers["If-Modified-Since"] = seen["last_modified"]
        trouble = ""
        for attempt in range(self.patience.attempts):
            wait = None
            try:
                with self._open(request, headers | more_headers()) as response:
                    if response.status_code == httpx.codes.NOT_MODIFIED:
                        return None
                    if response.is_success:
                        return receive(response)
                    if not may_pass(response):
                        raise refused(request.url, response)
                    wait = asked_wait(response)
                    trouble = status_words(response)
            except (httpx.TransportError, CutShortError) as error:
                trouble = trouble_words(error)
            if attempt + 1 < self.patience.attempts:
                self._wait(request.url, attempt, wait, trouble)
        raise gave_up(request.url, f"at the last of {self.patience.attempts} attempts {trouble}")

    @contextmanager
    def _open(self, request: Request, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """The response after redirects; the key of one host is never sent to another."""
        url = httpx.URL(request.url, params=dict(request.params)) if request.params else httpx.URL(request.url)
        _require_private_line(url, url)
        first = url
        for _ in range(MAX_REDIRECTS):
            self._check_time()
            own = headers if _same_place(url, first) else {k: v for k, v in headers.items() if k.startswith("If-")}
            method = "GET" if request.body is None else "POST"
            with self._http.stream(method, url, headers=own, json=request.body) as response:
                if not response.has_redirect_location:
                    yield response
                    return
                url = url.join(response.headers["location"])
                if request.body is not None and not _same_place(url, first):
                    raise ConnectorError(
                        f"{first.host} sent a query on to {url.host}.",
                        why="A query is only answered by the address it was meant for, so it was not followed.",
                        fix="Check the address in the settings.",
                    )
                _require_private_line(url, first)
        raise ConnectorError(
            f"{place(request.url)} redirects more than {MAX_REDIRECTS} times.",
            why="The file was not fetched; what was loaded before stays in use.",
            fix="Check the address in the settings.",
        )

    def _wait(self, url: str, attempt: int, asked: float | None, trouble: str) -> None:
        backoff = self.patience.first_wait * 2**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
        wait = min(backoff, self.patience.longest_wait) if asked is None else asked
        if wait > self.patience.longest_wait:
            raise gave_up(url, f"{trouble} and asked to wait {duration(wait)}")
        if self._until is not None and time.monotonic() + wait > self._until:
            raise gave_up(url, f"{trouble}, with no time left for another attempt")
        time.sleep(wait)

    def _check_time(self) -> None:
        """Raises TimeoutError-like ConnectorError once the time for everything has run out."""
        if self._until is not None and time.monotonic() > self._until:
            raise ConnectorError(
                f"There was no answer within {self.patience.in_all:g} seconds.",
                why="The file was not fetched; what was loaded before stays in use.",
                fix="Check the network, then run `pathways pull` again.",
            )


def _bounded(pieces: Iterator[bytes], most: int, url: str) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise ConnectorError(
                f"The answer of {place(url)} is larger than {most // 1024**2} MiB.",
                why="An answer of that size is not what was asked for, so the rest was not read.",
                fix="Ask for less, for example fewer months.",
            )
        yield piece


def _require_private_line(url: httpx.URL, first: httpx.URL) -> None:
    """Only https leaves this machine; and nothing outside may send us to this machine."""
    if url.scheme == "https" and not _is_loopback(url):
        return
    if url.scheme in {"http", "https"} and _is_loopback(url) and _is_loopback(first):
        return
    raise ConnectorError(
        f"{url.scheme}://{url.host} is not an https address.",
        why="Official files are fetched over https alone, so nothing was asked.",
        fix="Correct the address in the settings.",
    )


def _is_loopback(url: httpx.URL) -> bool:
    try:
        return ip_address(url.host).is_loopback
    except ValueError:
        return url.host == "localhost"


def _same_place(url: httpx.URL, other: httpx.URL) -> bool:
    return (url.scheme, url.host, url.port) == (other.scheme, other.host, other.port)
