from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    """The made-up published tables of `made_up.py`."""
    return _beside("made_up")


@pytest.fixture(scope="session")
def shown() -> ModuleType:
    """What the page may ask of releases: `shown.py`."""
    return _beside("shown")


def _beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
