"""The dashboard under simultaneous users and in one browser, beside the same pages in Streamlit, in the same run."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from benchmarks import dashboard_client, page, streamlit_client, users
from pathways.database import Role, connect

SECONDS = 30.0
USERS = (50, 100)
STREAMLIT = Path(__file__).with_name("streamlit_page.py")
PLACEHOLDER = "E06000001"


def run() -> dict[str, Any]:
    """What each page costs; needs a release in the database in use."""
    with connect(Role.DASHBOARD) as reader, reader.cursor() as cursor:
        latest = "release_id = (select max(release_id) from published.release)"
        cursor.execute(
            f"select area_code from published.area where {latest}"
            " and area_type = 'local_authority' and valid_to is null"
        )
        areas = [code for (code,) in cursor.fetchall()]
        cursor.execute(
            f"select indicator_id from published.indicator where {latest} and has_data and indicator_number is not null"
        )
        indicators = [name for (name,) in cursor.fetchall()]
    measured: dict[str, Any] = {}
    with _dashboard() as address:
        recorded = dashboard_client.record(address, f"/local-areas?area={PLACEHOLDER}&indicator=neet_or_not_known")
        measured["browser overview"] = asdict(page.visit(f"http://{address}/"))
        measured["browser area"] = asdict(page.visit(f"http://{address}/local-areas?area={PLACEHOLDER}"))
        for count in USERS:
            session = dashboard_client.user_of(address, recorded, PLACEHOLDER, areas)
            measured[f"dashboard area {count}"] = _waited(session, count)
        first = indicators[0]
        recorded = dashboard_client.record(address, f"/?indicator={first}")
        for count in USERS:
            session = dashboard_client.user_of(address, recorded, first, indicators)
            measured[f"dashboard overview {count}"] = _waited(session, count)
    for name in ("area", "overview"):
        with _streamlit(name) as address:
            measured[f"streamlit browser {name}"] = asdict(
                page.visit(f"http://{address}/", ready="[data-testid=stPlotlyChart]")
            )
            for count in USERS:
                session = partial(streamlit_client.open_session, address)
                measured[f"streamlit {name} {count}"] = _waited(session, count)
    return measured


def _waited(session: Any, count: int) -> dict[str, float]:
    return asdict(asyncio.run(users.simulate(session, users=count, seconds=SECONDS)))


@contextmanager
def _dashboard() -> Iterator[str]:
    port = _free_port()
    command = [str(Path(sys.executable).with_name("pathways")), "serve", "--port", str(port)]
    with _running(command, f"http://127.0.0.1:{port}/health"):
        yield f"127.0.0.1:{port}"


@contextmanager
def _streamlit(name: str) -> Iterator[str]:
    port = _free_port()
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    command = [sys.executable, "-m", "streamlit", "run", str(STREAMLIT), *options, "--browser.gatherUsageStats=false"]
    with _running([*command, "--", name], f"http://127.0.0.1:{port}/_stcore/health"):
        yield f"127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], health: str) -> Iterator[None]:
    root = Path(__file__).parents[1]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(root)},
        start_new_session=True,
    )
    try:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                if httpx.get(health).is_success:
                    break
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        else:
            raise SystemExit(f"{command[0]} did not answer at {health}.")
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
