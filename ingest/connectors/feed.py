"""What a feed is: one declared value that says which source gives which dataset, and how often it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from ingest.connectors.client import Client

Seen = Mapping[str, str]


@dataclass(frozen=True)
class Fetched:
    """A file that a connector has written.

    Attributes:
        name: what to call it in the inbox.
        seen: what to remember, so that the next call can ask whether anything changed.
        published_on: the day the publisher released it, where the source says so.
    """

    name: str
    seen: Seen
    published_on: date | None = None


class Connector(Protocol):
    """One kind of source."""

    def fetch(self, client: Client, seen: Seen, part: Path) -> Fetched | None:
        """Write the source's current file to `part`, or return None when nothing changed since `seen`.

        Raises:
            ConnectorError: the source did not give what was asked for.
            SettingsError: a setting that the source needs, such as a key, is missing.
        """
        ...


@dataclass(frozen=True)
class Feed:
    """A source that is asked on a schedule.

    Attributes:
        name: how people and the command line call it, such as `dwp-uc-households`.
        title: what it brings, in words.
        connector: how it is asked.
        dataset: the contract expected to recognise its files.
        schedule: when it is asked: an Airflow preset or a cron expression.
    """

    name: str
    title: str
    connector: Connector
    dataset: str
    schedule: str


@dataclass(frozen=True)
class PullResult:
    """What one pull of one feed came to.

    Attributes:
        feed: the feed's name.
        outcome: `skipped` is a feed that could not be asked, for want of a setting or because another pull has it.
        sentence: the same in words.
        file: the new file in the inbox.
        problem: what, why and how to fix it, when it failed or was skipped.
    """

    feed: str
    outcome: Literal["new", "unchanged", "failed", "skipped"]
    sentence: str
    file: Path | None = None
    problem: Mapping[str, str] | None = None
