"""Child processes that are kept running, and stopped with everything they started and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from pathways.errors import ServiceError

GRACE_SECONDS = 10  # between asking a process to stop and ending it
MOST_RESTARTS = 4
STEADY_SECONDS = 60  # a part that ran this long is forgiven its earlier ends


@dataclass
class Part:
    """One long-running command, in a session of its own, so that all it starts can be found again."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0
    once: bool = False  # it ends by itself when its work is done

    def start(self) -> None:
        """Start it; what it prints goes to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at = time.monotonic()


@dataclass
class Family:
    """Parts that run together. Their sessions are kept in a file, so that a later start finds what was left behind."""

    record: Path
    parts: list[Part] = field(default_factory=list)

    def start(self, part: Part, *, once: bool = False) -> None:
        """Start one more part and write it down; one that runs `once` is not started again when it ends."""
        part.once = once
        part.start()
        self.parts.append(part)
        self._write()

    def look_after(self) -> list[str]:
        """Start again what has ended; the names of those parts.

        Raises:
            ServiceError: a part ends again and again.
        """
        ended = [
            part
            for part in self.parts
            if not part.once and part.process is not None and part.process.poll() is not None
        ]
        for part in ended:
            _end_session(part.process.pid)  # type: ignore[union-attr]  # selected above
            part.restarts = part.restarts + 1 if time.monotonic() - part.started_at < STEADY_SECONDS else 1
            if part.restarts > MOST_RESTARTS:
                raise ServiceError(
                    f"The {part.name} stopped {part.restarts} times within a minute of its start.",
                    why="Everything was stopped; what had been taken in is kept.",
                    fix=f"Read the end of {part.log}, then run the command again.",
                )
            part.start()
        if ended:
            self._write()
        return [part.name for part in ended]

    def stop(self) -> None:
        """Stop every part and all that it started."""
        _end_sessions([part.process.pid for part in self.parts if part.process is not None])
        self.parts.clear()
        self.record.unlink(missing_ok=True)

    def stop_left_behind(self) -> int:
        """Stop what an earlier start recorded and could not stop, being killed; how many parts that was."""
        if not self.record.exists():
            return 0
        left = [
            session
            for session, started in json.loads(self.record.read_text(encoding="utf-8"))
            if any(member.create_time() >= started for member in _members({session}))
        ]
        _end_sessions(left)
        self.record.unlink()
        return len(left)

    def _write(self) -> None:
        # The moment of a start keeps a number that the system has since given to another process from being mistaken.
        sessions = []
        for part in self.parts:
            if part.process is not None:
                with suppress(psutil.NoSuchProcess):
                    sessions.append((part.process.pid, psutil.Process(part.process.pid).create_time()))
        self.record.parent.mkdir(parents=True, exist_ok=True)
        self.record.write_text(json.dumps(sessions), encoding="utf-8")


def run_to_end(command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
    """Run a command to its end, in this process's group.

    Raises:
        ServiceError: it failed.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as printed:
        ended = subprocess.run(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode:
        raise ServiceError(
            f"`{' '.join(command[-3:])}` failed with {ended.returncode}.",
            why="Nothing that needs it was started.",
            fix=f"Read {log}, then run the command again.",
        )


def _end_session(session: int) -> None:
    _end_sessions([session])


def _end_sessions(sessions: Sequence[int]) -> None:
    """Ask every process of these sessions to stop; end those that have not after the grace."""
    asked = _members(set(sessions))
    for member in asked:
        with suppress(psutil.NoSuchProcess):
            member.send_signal(signal.SIGTERM)
    psutil.wait_procs(asked, timeout=GRACE_SECONDS)
    # Looked up again: a process may have started another while it was being stopped.
    left = _members(set(sessions))
    for member in left:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    psutil.wait_procs(left, timeout=GRACE_SECONDS)


def _members(sessions: set[int]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if os.getsid(process.pid) in sessions and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found
