"""A real server on a free port, a real Chromium, and axe-core."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def _serving() -> Iterator[str]:
    """`pathways serve` of the home in use; its address, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        (sys.executable, "-m", "pathways.cli", "serve", "--port", str(port)),
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(lambda: health(address), process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(answers: Callable[[], object], process: subprocess.Popen[str], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"pathways serve ended: {process.stdout.read() if process.stdout else ''}")
        try:
            answers()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"pathways serve did not answer within {seconds} seconds")


def health(address: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{address}/health", timeout=10) as response:
        return dict(json.load(response))


@pytest.fixture(scope="session")
def serving():
    """A context manager that serves the home in use and gives its address."""
    return _serving


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; `make test` installs it.

    Closed after each module: Playwright keeps an event loop running, beside which no other can be started.
    """
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium")
    if executable is None:
        pytest.fail("Chromium is not on this machine: run scripts/install-chromium, or apt-get install chromium.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_ARGUMENTS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def looking() -> ModuleType:
    """How to look at a page: `looking.py`."""
    spec = importlib.util.spec_from_file_location("looking", Path(__file__).parent / "looking.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
