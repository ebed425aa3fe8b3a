"""Which `pathways up` runs for this PATHWAYS_HOME: one at a time, known by a lock that ends with its process."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pathways.errors import ServiceError
from pathways.settings import settings

LONGEST_STOP = 60.0  # seconds


@dataclass(frozen=True)
class Running:
    """The process that supervises, and where its two servers are."""

    pid: int
    dashboard: str
    airflow: str


def folder() -> Path:
    """What a run keeps: its lock, its parts and their logs."""
    kept = settings().home / "run"
    kept.mkdir(parents=True, exist_ok=True)
    return kept


def found() -> Running | None:
    """The run of this PATHWAYS_HOME, or None when there is none."""
    with (folder() / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            with suppress(FileNotFoundError, ValueError):
                return Running(**json.loads((folder() / "up.json").read_text(encoding="utf-8")))
            return Running(0, "", "")  # it has only just begun
        return None


@contextmanager
def only_one() -> Iterator[None]:
    """Hold this PATHWAYS_HOME for the block.

    Raises:
        ServiceError: another run holds it.
    """
    with (folder() / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = found()
            raise ServiceError(
                f"The tracker already runs for {settings().home}"
                + (f" (process {other.pid}), at {other.dashboard}." if other and other.pid else " (it is starting)."),
                why="Two at once would take each other's work.",
                fix="Open that address, or stop it with `pathways down`.",
            ) from None
        try:
            yield
        finally:
            (folder() / "up.json").unlink(missing_ok=True)


def note(dashboard: str, airflow: str) -> Running:
    """Write down where this process serves; called by the holder."""
    running = Running(os.getpid(), dashboard, airflow)
    draft = folder() / ".up.json"
    draft.write_text(json.dumps(asdict(running)), encoding="utf-8")
    draft.rename(folder() / "up.json")
    return running


def stop() -> Running | None:
    """Ask the run to stop and wait until it has; None when none runs.

    Raises:
        ServiceError: it has not stopped in time.
    """
    running = found()
    if running is None or not running.pid:
        return running
    with suppress(ProcessLookupError):
        os.kill(running.pid, signal.SIGTERM)
    deadline = time.monotonic() + LONGEST_STOP
    while found() is not None:
        if time.monotonic() > deadline:
            raise ServiceError(
                f"Process {running.pid} has not stopped within {LONGEST_STOP:.0f} seconds.",
                why="Its parts may still be running.",
                fix="End that process by hand if need be: the next `pathways up` clears up after it.",
            )
        time.sleep(0.2)
    return running
