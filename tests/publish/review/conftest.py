from __future__ import annotations

import pytest

from pathways.equality.released import Released
from publish.review.pack import Pack, pack_of
from tests.pathways.equality import made_up


@pytest.fixture(scope="session")
def released() -> Released:
    return made_up.released(recommendations=True)


@pytest.fixture(scope="session")
def pack(released: Released) -> Pack:
    return pack_of(released, made_up.WINDOW)
