"""A server on this machine that behaves as the two publishers' documentation says theirs do, faults included.

EES: `/ees/data-sets/…` (summary, paged versions, gzip CSV, problem reports) and `/catalogue/data-set/…/csv`.
Stat-Xplore: `/statxplore/schema/…` (ETag, `Link` paging), `/statxplore/table` and `/statxplore/rate_limit`,
all with a key.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "a-key-for-tests"
HTML = b"<!DOCTYPE html>\n<html><head><title>Service unavailable</title></head><body>Sorry</body></html>"


@dataclass
class Reply:
    """What is sent. `cut_after` closes the connection after so many bytes of the body; `pause` waits before it."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut_after: int | None = None
    pause: float = 0.0


@dataclass
class Asked:
    """One request that came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None


class Publisher:
    """What the server holds, what it was asked, and the faults that come before its proper answers."""

    def __init__(self) -> None:
        self.address = ""
        self.asked: list[Asked] = []
        self.faults: deque[Reply] = deque()  # each is sent once, in order, in place of the proper answer
        self.versions: list[dict[str, Any]] = [version("1.0")]
        self.csv: dict[str, bytes] = {"1.0": b"time_period,open_supp_intern\r\n202425,2673\r\n"}
        self.catalogue: bytes = b"time_period,total_ceased\r\n2024,29209\r\n"
        self.catalogue_headers: dict[str, str] = {"ETag": '"first"', "Accept-Ranges": "bytes"}
        self.months: list[str] = ["202504", "202505"]
        self.remaining = 2000

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if self.faults:
            return self.faults.popleft()
        room, _, rest = asked.path.lstrip("/").partition("/")
        rooms: dict[str, Callable[[str, Asked], Reply]] = {
            "ees": self._ees,
            "catalogue": self._catalogue,
            "statxplore": self._statxplore,
        }
        return rooms[room](rest, asked) if room in rooms else problem(404, "Not Found")

    def _ees(self, rest: str, asked: Asked) -> Reply:
        match rest.split("/"):
            case ["data-sets", "known"]:
                return as_json({"id": "known", "title": "Known", "latestVersion": self.versions[-1]})
            case ["data-sets", "known", "versions"]:
                page, size = int(asked.query["page"]), min(int(asked.query["pageSize"]), 2)
                shown = self.versions[(page - 1) * size : page * size]
                pages = -(-len(self.versions) // size)
                paging = {"page": page, "pageSize": size, "totalResults": len(self.versions), "totalPages": pages}
                return as_json({"paging": paging, "results": shown})
            case ["data-sets", "known", "csv"]:
                body = gzip.compress(self.csv[asked.query["dataSetVersion"]])
                return Reply(headers={"Content-Type": "text/csv", "Content-Encoding": "gzip"}, body=body)
        return problem(404, "Not Found")

    def _catalogue(self, rest: str, asked: Asked) -> Reply:
        if not rest.startswith("data-set/known"):
            return Reply(404, {"Content-Type": "text/html"}, HTML)
        headers = {"Content-Type": "text/csv", **self.catalogue_headers}
        etag = headers.get("ETag")
        if etag and asked.headers.get("if-none-match") == etag:
            return Reply(304, headers)
        start = asked.headers.get("range", "")
        if start and asked.headers.get("if-range") == etag:
            first = int(start.removeprefix("bytes=").rstrip("-"))
            total = len(self.catalogue)
            headers["Content-Range"] = f"bytes {first}-{total - 1}/{total}"
            return Reply(206, headers, self.catalogue[first:])
        return Reply(200, headers, self.catalogue)

    def _statxplore(self, rest: str, asked: Asked) -> Reply:
        if asked.headers.get("apikey") != KEY:
            return as_json({"message": "Unauthorized"}, 401)
        if rest == "rate_limit":
            return as_json({"limit": 2000, "remaining": self.remaining, "reset": 4_102_444_800_000})
        if rest == "table":
            return as_json(table(asked.body, self.months))
        return self._schema(unquote(rest.removeprefix("schema/")), asked)

    def _schema(self, item: str, asked: Asked) -> Reply:
        field_of_months = "str:field:UC_Households:F_UC_HH_DATE:DATE_NAME"
        field_of_areas = "str:field:UC_Households:V_F_UC_HOUSEHOLDS:COA_CODE"
        if item == field_of_months:
            return as_json(schema(item, [("str:valueset" + item[9:] + ":C_UC_HH_DATE", "VALUESET", "Month")]))
        if item == field_of_areas:
            base = "str:valueset" + item[9:]
            lists = [(f"{base}:V_C_MASTERGEOG11_REGION_TO_COUNTRY", "VALUESET", "Region")]
            lists += [(f"{base}:V_C_MASTERGEOG11_LA_TO_REGION", "VALUESET", "Local Authority")]
            return as_json(schema(item, lists))
        etag = f'"{self.months[-1]}"'
        if asked.headers.get("if-none-match") == etag:
            return Reply(304, {"ETag": etag})
        page = int(asked.query.get("page", "1"))  # one month a page
        value = "str:value" + item[12:]
        reply = as_json(schema(item, [(f"{value}:{self.months[page - 1]}", "VALUE", self.months[page - 1])]))
        reply.headers["ETag"] = etag
        if page < len(self.months):
            reply.headers["Link"] = f'<{self.address}{asked.path}?page={page + 1}>; rel="next"'
        return reply


def version(number: str, status: str = "Published", published: str = "2025-06-26T08:30:00Z") -> dict[str, Any]:
    return {"version": number, "type": "Major", "status": status, "published": published}


def schema(item: str, children: list[tuple[str, str, str]]) -> dict[str, Any]:
    return {"id": item, "children": [{"id": i, "type": kind, "label": label} for i, kind, label in children]}


def table(query: dict[str, Any], months: list[str]) -> dict[str, Any]:
    """A table response: the query repeated, the fields with their items, and the cells as nested arrays."""
    (areas,), (month_field,) = query["dimensions"]
    places = {"E08000035": "Leeds", "E06000023": "Bristol, City of", "XXZZZZZZZ": "Unknown"}
    area_items = [
        {"type": "RecodeItem", "labels": [name], "uris": ["str:value" + areas[12:] + ":" + code]}
        for code, name in places.items()
    ]
    asked_months = [uri for (uri,) in query["recodes"][month_field]["map"]]
    month_items = [{"type": "RecodeItem", "labels": [uri[-6:]], "uris": [uri]} for uri in asked_months]
    values = [[1000.0 * (a + 1) + months.index(uri[-6:]) for uri in asked_months] for a in range(len(places))]
    return {
        "query": query,
        "database": {"id": "UC_Households", "annotationKeys": []},
        "measures": [{"uri": query["measures"][0], "label": "Households on Universal Credit"}],
        "fields": [
            {"uri": areas, "label": "National - Regional - LA - OAs", "items": area_items},
            {"uri": month_field, "label": "Month", "items": month_items},
        ],
        "cubes": {query["measures"][0]: {"values": values, "precision": 0}},
        "annotationMap": {},
    }


def as_json(value: Any, status: int = 200) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(value).encode())


def problem(status: int, title: str) -> Reply:
    return as_json({"title": title, "status": status, "type": "https://tools.ietf.org/html/rfc9110"}, status)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    publisher: Publisher

    def do_GET(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self._reply(json.loads(self.rfile.read(int(self.headers["content-length"]))))

    def _reply(self, body: Any = None) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.publisher.answer(Asked(self.command, parts.path, query, headers, body))
        time.sleep(reply.pause)
        self.close_connection = reply.cut_after is not None
        try:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: reply.cut_after])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client did not wait

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's word
        pass


@contextmanager
def running() -> Iterator[Publisher]:
    publisher = Publisher()
    handler = type("Handler", (_Handler,), {"publisher": publisher})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    publisher.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
