from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.connectors.client import Client, Patience
from pathways.settings import settings
from tests.ingest.connectors.server import KEY, Publisher, running

QUICK = Patience(attempts=3, first_wait=0.005, longest_wait=0.5, connect=1.0, read=0.3)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """A fresh server, with the settings pointed at it."""
    with running() as server:
        monkeypatch.setenv("PATHWAYS_EES_URL", f"{server.address}/ees")
        monkeypatch.setenv("PATHWAYS_EES_CATALOGUE_URL", f"{server.address}/catalogue")
        monkeypatch.setenv("PATHWAYS_STATXPLORE_URL", f"{server.address}/statxplore")
        monkeypatch.setenv("PATHWAYS_STATXPLORE_KEY", KEY)
        settings.cache_clear()
        yield server
    settings.cache_clear()


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(QUICK) as quick:
        yield quick


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "file.part"
