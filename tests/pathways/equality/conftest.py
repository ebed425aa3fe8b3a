from __future__ import annotations

import pytest

from pathways.equality.released import Released
from tests.pathways.equality import made_up


@pytest.fixture(scope="session")
def released() -> Released:
    return made_up.released(recommendations=True)
