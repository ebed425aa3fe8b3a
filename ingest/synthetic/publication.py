"""When each file is published, as its manifest says: the lateness of the real feeds (domain reference, 1.5)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


_RULES: Final[tuple[tuple[str, Callable[[re.Match[str]], date]], ...]] = (
    (r"/sen2/(\d{4})/", lambda m: date(int(m[1]), 6, 12)),
    (r"/ilr/(\d{4})-\d\d/r04/", lambda m: date(int(m[1]), 12, 18)),
    (r"/ilr/(\d{4})-\d\d/r14/", lambda m: date(int(m[1]) + 1, 11, 27)),
    (r"/ilr/(\d{4})-\d\d/", lambda m: date(int(m[1]) + 1, 10, 16)),
    (r"/nccis-(\d{4})-(\d\d)-late", lambda m: _month_end(int(m[1]), int(m[2])) + timedelta(days=49)),
    (r"/nccis-(\d{4})-(\d\d)-resubmitted", lambda m: _month_end(int(m[1]), int(m[2])) + timedelta(days=60)),
    (r"/nccis-(\d{4})-(\d\d)", lambda m: _month_end(int(m[1]), int(m[2])) + timedelta(days=21)),
    (r"/census/(\d{4})-spring", lambda m: date(int(m[1]), 4, 24)),
    (r"/ks4/(\d{4})-\d\d", lambda m: date(int(m[1]) + 2, 2, 5)),
    (r"-(\d{4})-(\d\d)\.(?:csv|ods)", lambda m: _month_end(int(m[1]), int(m[2])) + timedelta(days=60)),
    (r"/(?:cld-r\d|cld/identity)-(\d{4})-(\d\d)-\d\d", lambda m: _month_end(int(m[1]), int(m[2])) + timedelta(days=31)),
    (r"/lettings-(\d{4})", lambda m: date(int(m[1]) + 1, 8, 28)),
    (r"/hclic-(\d{4})-q(\d)", lambda m: _month_end(int(m[1]), int(m[2]) * 3) + timedelta(days=90)),
)


def published_on(name: str, otherwise: date) -> date:
    """The date for a file of this name."""
    for pattern, when in _RULES:
        if found := re.search(pattern, f"/{name}"):
            return when(found)
    return otherwise
