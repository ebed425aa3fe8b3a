"""The Department for Work and Pensions' Stat-Xplore, through its Open Data API.

Source: https://stat-xplore.dwp.gov.uk/webapi/online-help/Open-Data-API.html. Fields and their values are read from
`/schema`, whose answers carry an ETag and may be paged by a `Link` header; `/table` takes a query by POST and has no
ETag. So what tells that something is new is the list of months. An hour allows 2,000 requests; `/rate_limit` and an
unchanged schema are free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urljoin

from ingest.connectors.client import Client, Request
from ingest.connectors.feed import Fetched, Seen
from pathways.errors import ConnectorError, SettingsError
from pathways.settings import settings

MOST_PAGES: Final = 50
MONTH: Final = re.compile(r":(\d{6})$")


@dataclass(frozen=True)
class StatXploreTable:
    """One measure by area and month.

    Attributes:
        database: such as `str:database:UC_Households`.
        measure: such as `str:count:UC_Households:V_F_UC_HOUSEHOLDS`.
        area_field: the field of areas.
        area_level: the label of the wanted list of areas, such as "Local Authority".
        month_field: the field of months.
        months: how many of the latest months to ask for.
        name: what the file is called, before its latest month.
    """

    database: str
    measure: str
    area_field: str
    area_level: str
    month_field: str
    months: int
    name: str

    def fetch(self, client: Client, seen: Seen, part: Path) -> Fetched | None:
        """See `Connector.fetch`. The answer to the query is kept as sent; it repeats the query."""
        api = _Api(client, _key())
        month_list = self._valueset(api, self.month_field, "")
        answer = api.schema(month_list, seen)
        if answer is None:
            return None
        children, validators = answer
        months = sorted((found[1], child["id"]) for child in children if (found := MONTH.search(child["id"])))
        if not months:
            raise _unlike_the_documentation(f"months under {month_list}")
        query = {
            "database": self.database,
            "measures": [self.measure],
            "recodes": {
                self.month_field: {"map": [[value] for _, value in months[-self.months :]], "total": False},
            },
            "dimensions": [[self._valueset(api, self.area_field, self.area_level)], [self.month_field]],
        }
        api.require_allowance()
        api.download_table(query, part)
        return Fetched(f"{self.name}-{months[-1][0]}.json", validators)

    def _valueset(self, api: _Api, field: str, label: str) -> str:
        """The id of the list of values under a field whose label contains `label`."""
        children, _ = api.schema(field) or ([], {})
        lists = [child for child in children if child.get("type") == "VALUESET"]
        for child in lists:
            if label.lower() in str(child.get("label", "")).lower():
                return str(child["id"])
        raise _unlike_the_documentation(f"a list of values '{label}' under {field}")


class _Api:
    """Stat-Xplore's endpoints, with the key."""

    def __init__(self, client: Client, key: str) -> None:
        self._client = client
        self._headers = {"APIKey": key, "Accept-Language": "en"}
        self._base = settings().statxplore_url.rstrip("/") + "/"

    def schema(self, item: str, seen: Seen | None = None) -> tuple[list[dict[str, Any]], dict[str, str]] | None:
        """The children of a field or list of values, all pages, and their ETag; None when unchanged since `seen`."""
        address = urljoin(self._base, "schema/" + quote(item, safe=":"))
        first = self._client.json(Request(address, headers=self._headers), seen)
        if first is None:
            return None
        etag = first.headers.get("etag")
        children: list[dict[str, Any]] = []
        for value in self._pages(address, first):
            if not isinstance(value, dict) or not isinstance(value.get("children"), list):
                raise _unlike_the_documentation(f"the values of {item}")
            children += [child for child in value["children"] if isinstance(child, dict) and "id" in child]
        return children, {"etag": etag} if etag else {}

    def require_allowance(self) -> None:
        """Stop before a query that would be refused.

        Raises:
            ConnectorError: the hour's requests are used up; says when there will be more.
        """
        answer = self._client.json(Request(urljoin(self._base, "rate_limit"), headers=self._headers))
        limit = answer.value if answer and isinstance(answer.value, dict) else {}
        if limit.get("remaining") == 0:
            reset = datetime.fromtimestamp(int(limit.get("reset", 0)) / 1000, UTC)
            raise ConnectorError(
                f"Stat-Xplore's allowance of {limit.get('limit')} requests an hour is used up until {reset:%H:%M} UTC.",
                why="The file was not fetched; what was loaded before stays in use.",
                fix="Run `pathways pull` again after that time.",
            )

    def download_table(self, query: dict[str, Any], to: Path) -> None:
        self._client.download(Request(urljoin(self._base, "table"), headers=self._headers, body=query), to)
        if not _is_json_object(to):
            raise _unlike_the_documentation("a table")

    def _pages(self, address: str, answer: Any) -> Iterator[Any]:
        for _ in range(MOST_PAGES):
            yield answer.value
            following = re.search(r'<([^>]+)>;\s*rel="?next"?', answer.headers.get("link", ""))
            if following is None:
                return
            address = urljoin(address, following[1])
            answer = self._client.json(Request(address, headers=self._headers))
        raise _unlike_the_documentation(f"an end of its pages at {address}")


def _key() -> str:
    """The API key, from the environment or a file that only its owner should read."""
    chosen = settings()
    if chosen.statxplore_key is not None:
        return chosen.statxplore_key.get_secret_value().strip()
    if chosen.statxplore_key_file is not None:
        try:
            key = chosen.statxplore_key_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(
                f"PATHWAYS_STATXPLORE_KEY_FILE cannot be read: {error.strerror}.",
                why="Stat-Xplore answers only with a key, so this feed was not asked.",
                fix="Correct the path, or give the file's owner the right to read it.",
            ) from None
        if key:
            return key
    raise SettingsError(
        "There is no key for Stat-Xplore.",
        why="Stat-Xplore answers only with a key, so this feed was not asked.",
        fix="Copy the key from the Account page of Stat-Xplore into PATHWAYS_STATXPLORE_KEY, or into a file named by"
        " PATHWAYS_STATXPLORE_KEY_FILE.",
    )


def _is_json_object(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _unlike_the_documentation(missing: str) -> ConnectorError:
    return ConnectorError(
        f"Stat-Xplore answered without {missing}.",
        why="The query cannot be made or its answer used, so nothing was fetched.",
        fix="Compare `ingest/connectors/statxplore.py` and the feed with the API's documentation: it may have changed.",
    )
