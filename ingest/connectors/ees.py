"""The Department for Education's statistics: the public API of Explore education statistics (EES).

Source: the API's own documentation, https://api.education.gov.uk/statistics/docs. A data set has a lasting id and
versions such as 1.0 and 1.1; its CSV is the file as published, sent gzip-compressed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from ingest.connectors.client import Client, Request
from ingest.connectors.feed import Fetched, Seen
from pathways.errors import ConnectorError
from pathways.settings import settings

PAGE_SIZE: Final = 20
IN_USE: Final = ("Published", "Deprecated")  # a withdrawn version must not be loaded


@dataclass(frozen=True)
class EesDataSet:
    """One data set of the EES API.

    Attributes:
        data_set_id: the "API data set ID" on the data set's page in the EES data catalogue.
        version: such as "1.0", or "1.*" for the newest of a series; None for the newest of all.
        name: what the file is called, before its version.
    """

    data_set_id: str
    version: str | None
    name: str

    def fetch(self, client: Client, seen: Seen, part: Path) -> Fetched | None:
        """See `Connector.fetch`. Nothing is downloaded while the version stays the same."""
        chosen = self._latest(client) if self.version is None else self._newest_that_fits(client, self.version)
        version = str(chosen["version"])
        if seen.get("version") == version:
            return None
        client.download(Request(f"{self._address()}/csv", params={"dataSetVersion": version}), part)
        return Fetched(f"{self.name}-v{version}.csv", {"version": version}, _day(chosen.get("published")))

    def _address(self) -> str:
        return f"{settings().ees_url.rstrip('/')}/data-sets/{self.data_set_id}"

    def _latest(self, client: Client) -> dict[str, Any]:
        summary = _object(client, Request(self._address()))
        latest = summary.get("latestVersion")
        if not isinstance(latest, dict) or "version" not in latest:
            raise self._unlike_the_documentation("latestVersion")
        return latest

    def _newest_that_fits(self, client: Client, wanted: str) -> dict[str, Any]:
        known = list(self._versions(client))
        fitting = [one for one in known if _fits(str(one["version"]), wanted) and one.get("status") in IN_USE]
        if not fitting:
            has = ", ".join(f"{one['version']} ({one.get('status')})" for one in known) or "none"
            raise ConnectorError(
                f"EES data set {self.data_set_id} has no version {wanted} in use; it has {has}.",
                why="The file was not fetched; what was loaded before stays in use.",
                fix="Change the version of the feed, or leave it out to take the newest.",
            )
        return max(fitting, key=lambda one: _parts(str(one["version"])))

    def _versions(self, client: Client) -> Iterator[dict[str, Any]]:
        page, pages = 1, 1
        while page <= pages:
            params = {"page": page, "pageSize": PAGE_SIZE}
            answer = _object(client, Request(f"{self._address()}/versions", params=params))
            try:
                pages = int(answer["paging"]["totalPages"])
                results = [dict(one) for one in answer["results"] if one["version"]]
            except (KeyError, TypeError, ValueError):
                raise self._unlike_the_documentation("paging and results") from None
            yield from results
            page += 1

    def _unlike_the_documentation(self, missing: str) -> ConnectorError:
        return ConnectorError(
            f"EES answered about data set {self.data_set_id} without {missing}.",
            why="The newest version cannot be told, so nothing was fetched.",
            fix="Compare `ingest/connectors/ees.py` with the API's documentation: it may have changed.",
        )


def _object(client: Client, request: Request) -> dict[str, Any]:
    answer = client.json(request)
    value = answer.value if answer else {}
    return value if isinstance(value, dict) else {}


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _fits(version: str, wanted: str) -> bool:
    stem = wanted.removesuffix("*").rstrip(".")
    return version == wanted or (wanted.endswith("*") and (not stem or version.startswith(f"{stem}.")))


def _day(published: object) -> date | None:
    try:
        return date.fromisoformat(str(published)[:10])
    except ValueError:
        return None
