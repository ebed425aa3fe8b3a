"""A file at a fixed address, such as a data set's CSV in the EES data catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.connectors.client import Client, Request
from ingest.connectors.feed import Fetched, Seen
from pathways.settings import settings


@dataclass(frozen=True)
class EesCatalogueFile:
    """The CSV of one data set in the EES data catalogue, where most data sets are, whether or not the API has them.

    Attributes:
        data_set_id: the last part of the address of the data set's page in the catalogue.
        name: what the file is called.
    """

    data_set_id: str
    name: str

    def fetch(self, client: Client, seen: Seen, part: Path) -> Fetched | None:
        """See `Connector.fetch`."""
        address = f"{settings().ees_catalogue_url.rstrip('/')}/data-set/{self.data_set_id}/csv"
        validators = client.download(Request(address), part, seen)
        return None if validators is None else Fetched(self.name, validators)
