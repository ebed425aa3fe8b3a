"""How far the taking in has got: for the build, which waits for what is on its way, and for whoever watches."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ingest import inbox
from pathways.database import Role, connect

PATIENCE = 60.0  # seconds without any progress, after which a build goes ahead without what is stuck
LOOK_EVERY = 0.3  # seconds


@dataclass(frozen=True)
class Progress:
    """Files whole in the inbox, arrivals at work or waiting, and what became of the rest."""

    dropped: int
    waiting: int
    done: int
    outcomes: dict[str, int]

    @property
    def on_the_way(self) -> int:
        """What is still to be taken in."""
        return self.dropped + self.waiting


def progress() -> Progress:
    """Where things stand now."""
    dropped, _ = inbox.look()
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select coalesce(outcome, ''), count(*) from ledger.arrival group by 1 order by 2 desc, 1")
        counts: dict[str, int] = dict(cursor.fetchall())
    waiting = counts.pop("", 0)
    return Progress(len(dropped), waiting, sum(counts.values()), counts)


def wait_until_quiet(patience: float = PATIENCE) -> Progress:
    """Wait until nothing is on its way, so that files that arrive together are released together.

    A large file that takes longer than `patience` seconds while nothing else moves does not hold up the rest: it makes
    the next release.
    """
    moved = time.monotonic()
    last = progress()
    while last.on_the_way and time.monotonic() - moved < patience:
        time.sleep(LOOK_EVERY)
        now = progress()
        if (now.on_the_way, now.done) != (last.on_the_way, last.done):
            moved = time.monotonic()
        last = now
    return last
