"""From an address to what is shown: which release, what was asked, and the page as a tree, kept while it stays true."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from dashboard.releases import Release, Releases
from dashboard.snapshot import Snapshot

RELEASES = Releases()
KEPT_PAGES = 256


@dataclass(frozen=True)
class View:
    """One release as one person asked to see it, at one address."""

    snapshot: Snapshot
    release: Release
    latest: Release
    path: str
    asked: dict[str, str] = field(default_factory=dict)
    unknown_release: str = ""

    @property
    def is_latest(self) -> bool:
        """Whether no newer release stands."""
        return self.release == self.latest

    def href(self, path: str, **parameters: str | None) -> str:
        """An address within the page that stays in the release being shown; empty parameters are left out."""
        kept = {name: value for name, value in parameters.items() if value}
        if not self.is_latest:
            kept["release"] = self.release.release_id
        return f"{path}?{urlencode(kept)}" if kept else path

    def in_release(self, release: Release) -> str:
        """This same address in another release."""
        return View(self.snapshot, release, self.latest, self.path).href(self.path, **self.asked)

    def figure_href(self, statistic_id: str) -> str:
        """Where a figure comes from."""
        return self.href("/figures", id=statistic_id)


def open_view(path: str, asked: dict[str, str]) -> View | None:
    """The view of an address: the release it names, or the latest; None before the first release."""
    wanted = asked.pop("release", "")
    latest = RELEASES.latest
    if latest is None:
        return None
    found = RELEASES.find(wanted) if wanted else latest
    release = found or latest
    return View(RELEASES.snapshot(release), release, latest, path, asked, "" if found else wanted)


class Kept:
    """What was worked out for an address, for as long as the catalogue of releases stays the same."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[object, Any] = OrderedDict()
        self._catalogue: tuple[Release, ...] = ()
        self._lock = Lock()

    def get(self, key: object, work_out: Callable[[], Any]) -> Any:
        """The kept value of `key`, else what `work_out` gives; None is given but not kept."""
        with self._lock:
            if self._catalogue != RELEASES.known:
                self._values.clear()
                self._catalogue = RELEASES.known
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            catalogue = self._catalogue
        value = work_out()
        with self._lock:
            if value is not None and catalogue == RELEASES.known == self._catalogue:
                self._values[key] = value
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
        return value


def asked_of(parameters: dict[str, Any]) -> dict[str, str]:
    """The parameters of an address as text: of one given twice, the last; blank ones left out."""
    last = {name: value[-1] if isinstance(value, list) else value for name, value in parameters.items()}
    return {name: str(value) for name, value in last.items() if value}
