"""What an answer over HTTP means for us, and how to say it: tried again, waited for, or told to a person."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from ingest.connectors.download import CutShortError, looks_like_html
from pathways.errors import ConnectorError


def may_pass(response: httpx.Response) -> bool:
    """Whether the same request may well succeed later."""
    passing = {httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_EARLY, httpx.codes.TOO_MANY_REQUESTS}
    return response.is_server_error or response.status_code in passing


def asked_wait(response: httpx.Response) -> float | None:
    """How many seconds the server asks us to wait, if it says."""
    after: str | None = response.headers.get("retry-after")
    if after is not None:
        if after.strip().isdigit():
            return float(after)
        try:
            at: datetime = parsedate_to_datetime(after)
            return max(0.0, (at - datetime.now(UTC)).total_seconds())
        except (TypeError, ValueError):
            return None
    reset: str = response.headers.get("x-ratelimit-reset", "")  # milliseconds since 1970, as Stat-Xplore documents
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS and reset.isdigit():
        return max(0.0, int(reset) / 1000 - time.time())
    return None


def place(url: str) -> str:
    """Host and path: an address as it may stand in a message."""
    parts = httpx.URL(url)
    return f"{parts.host}{parts.path}"


def duration(seconds: float) -> str:
    """Seconds, or minutes when there are many."""
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"  # noqa: PLR2004


def status_words(response: httpx.Response) -> str:
    """What the server answered."""
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return "it said that there were too many requests"
    return f"it answered {response.status_code} {response.reason_phrase}".rstrip()


def trouble_words(error: httpx.TransportError | CutShortError) -> str:
    """Why there was no whole answer."""
    match error:
        case httpx.TimeoutException():
            return "it did not answer in time"
        case httpx.ConnectError():
            return f"the server could not be reached ({error})"
        case CutShortError():
            return str(error)
        case _:
            return f"the connection was cut ({error})"


def gave_up(url: str, trouble: str) -> ConnectorError:
    """No further attempt is made now; a later one may succeed."""
    return ConnectorError(
        f"{place(url)} could not be read: {trouble}.",
        why="The file was not fetched; what was loaded before stays in use.",
        fix="It is asked again at the next scheduled pull, or with `pathways pull`.",
    )


def refused(url: str, response: httpx.Response) -> ConnectorError:
    """The server will not answer this request, however often it is asked."""
    fixes: dict[int, str] = {
        httpx.codes.UNAUTHORIZED: "Check the key in the settings: it is missing or was withdrawn.",
        httpx.codes.FORBIDDEN: "Check the key in the settings, and that it may read this.",
        httpx.codes.NOT_FOUND: "Check the identifier of the feed: the publisher may have moved or withdrawn it.",
    }
    return ConnectorError(
        f"{place(url)} refused: {status_words(response)}{_title(response)}.",
        why="Asking again would not help, so it was not tried; what was loaded before stays in use.",
        fix=fixes.get(response.status_code, "Check the feed against the publisher's documentation."),
    )


def _title(response: httpx.Response) -> str:
    """The `title` of a problem report (RFC 9457), which the EES API sends with its refusals."""
    try:
        title = json.loads(response.read()[:65536])["title"]
    except (ValueError, KeyError, TypeError, httpx.HTTPError):
        return ""
    return f' ("{str(title)[:200].rstrip(".")}")'


def not_as_expected(url: str, wanted: str, sent: bytes | str) -> ConnectorError:
    """An answer came, but it is not what was `wanted`; `sent` is its bytes, or what it is in words."""
    what = sent if isinstance(sent, str) else ("a web page" if looks_like_html(sent) else "something else")
    return ConnectorError(
        f"{place(url)} sent {what} instead of {wanted}.",
        why="It was not taken in; what was loaded before stays in use.",
        fix="Open the address in a browser: the service may be down for maintenance, or may have moved.",
    )
