"""How far the taking in has got: for the build, which waits for what is on its way, and for whoever watches."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from ingest import inbox
from ingest.datasets.returns import return_of
from pathways.database import Role, connect

PATIENCE = 60.0  # seconds without any progress, after which a build goes ahead without what is stuck
LOOK_EVERY = 0.3  # seconds
PATIENCE_WITH_LINKAGE = timedelta(hours=1)  # what cannot be linked, as records of one department alone, is shown then
NOT_RELEASED = """
with released as (select coalesce(max(as_known_on), '-infinity') as until from ledger.release),
linked as (select coalesce(max(known_until), '-infinity') as until from ledger.linkage_run)
select extract_id, dataset, known_at > linked.until and known_at > clock_timestamp() - %s, known_at
from ledger.extract, released, linked where known_at > released.until
union all
select 'withdrawal of ' || extract_id, '', false, withdrawn_at from ledger.extract, released
where withdrawn_at > released.until
union all
select 'linkage ' || run_id, '', false, finished_at from ledger.linkage_run, released where finished_at > released.until
order by 4
"""


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


@dataclass(frozen=True)
class Standing:
    """Whether all that arrived is taken in, whether a release has seen it all, and both in words."""

    taken_in: bool
    released: bool
    words: str


def progress() -> Progress:
    """Where things stand now."""
    dropped, _ = inbox.look()
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select coalesce(outcome, ''), count(*) from ledger.arrival group by 1 order by 2 desc, 1")
        counts: dict[str, int] = dict(cursor.fetchall())
    waiting = counts.pop("", 0)
    return Progress(len(dropped), waiting, sum(counts.values()), counts)


def not_released() -> list[str]:
    """Extracts and runs of linkage since the latest release was built, in whatever state that is; the oldest first.

    Records about people that no run of linkage has seen are left out for an hour: the run is on its way and wakes the
    build itself, and until then they would change no figure.
    """
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute(NOT_RELEASED, (PATIENCE_WITH_LINKAGE,))
        return [name for name, dataset, may_wait, _ in cursor.fetchall() if not (may_wait and _is_linked(dataset))]


def _is_linked(dataset: str) -> bool:
    """Whether files of this dataset say who their rows are about."""
    sent = return_of(dataset)
    return sent is not None and any(
        table.identity for table in sent.tables if dataset in (sent.name, f"{sent.name}__{table.name}")
    )


def standing() -> Standing:
    """How far what arrived has got on its way into a release."""
    now = progress()
    words = f"{now.done} of {now.done + now.on_the_way} files taken in"
    if now.outcomes:
        came_of_them = ", ".join(f"{count} {outcome}" for outcome, count in now.outcomes.items())
        words += f" ({came_of_them.replace('_', ' ')})"
    if now.on_the_way:
        return Standing(taken_in=False, released=False, words=words)
    if waiting := not_released():
        return Standing(
            taken_in=True,
            released=False,
            words=f"{words}; building a release with {len(waiting)} extracts or runs of linkage",
        )
    is_settled, latest = _latest_release()
    return Standing(taken_in=True, released=is_settled, words=f"{words}; {latest}")


def _latest_release() -> tuple[bool, str]:
    """Whether it has come to its state for now, and in words what that is."""
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select release_id, state, reasons from ledger.release order by created_at desc limit 1")
        latest = cursor.fetchone()
    if latest is None:
        return True, "nothing to release"
    release_id, state, reasons = latest
    if state == "candidate" and not reasons:  # its files are written, its tables not yet
        return False, f"release {release_id} is being published"
    if state == "held":
        return True, f"release {release_id} waits for sign-off: `pathways release approve {release_id}`"
    words = f"release {release_id} is {'out' if state == 'released' else state}"
    return True, "; ".join([words, *reasons])


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
