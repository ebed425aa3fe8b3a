"""Waiting for arrivals: wakes when a whole file lies in the inbox, or when the ledger holds work that may be claimed.

A wake-up carries nothing but its reason: the inbox and the ledger hold the work, so a wake-up that is lost or comes
twice does no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2
from watchfiles import Change, awatch

from ingest import inbox, ledger
from pathways.database import Role, dsn
from pathways.errors import DatabaseError
from pathways.settings import settings

if TYPE_CHECKING:
    from psycopg2.extensions import connection

QUIET_SECONDS = 0.8  # drops that follow each other faster than this wake once
LONGEST_SECONDS = 5.0  # but a steady stream of drops does not put the wake-up off for ever
LOOK_AGAIN_SECONDS = 30.0  # a lease that ran out tells nobody
RECONNECT_SECONDS = 2.0


async def wait_for_arrivals() -> AsyncIterator[str]:
    """Yield a reason, such as "inbox", each time there may be something to take in; for ever, until closed.

    Several drops within a few seconds yield once. Work that waits already when this starts yields at once. A database
    that goes away is waited for.
    """
    settings().inbox.mkdir(parents=True, exist_ok=True)
    woken: asyncio.Queue[str] = asyncio.Queue()
    stop = asyncio.Event()
    tasks = [asyncio.create_task(_watch_inbox(woken.put_nowait, stop)), asyncio.create_task(_listen(woken.put_nowait))]
    try:
        while True:
            reason = await _next_of(woken, tasks)
            await _until_quiet(woken)
            yield reason
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _next_of(woken: asyncio.Queue[str], tasks: list[asyncio.Task[None]]) -> str:
    """The next reason; raises what stopped a task that should never stop."""
    waiting = asyncio.create_task(woken.get())
    done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
    if waiting in done:
        return waiting.result()
    waiting.cancel()
    for task in done:
        task.result()
    raise RuntimeError("the inbox is no longer watched")


async def _until_quiet(woken: asyncio.Queue[str]) -> None:
    deadline = asyncio.get_running_loop().time() + LONGEST_SECONDS
    with suppress(TimeoutError):
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait_for(woken.get(), min(QUIET_SECONDS, left))


async def _watch_inbox(wake: Callable[[str], None], stop: asyncio.Event) -> None:
    """Wake when a file in the inbox is whole; a file still being written is looked at again after its next change."""
    if (await asyncio.to_thread(inbox.look))[0]:
        wake("inbox")
    async for _ in awatch(settings().inbox, watch_filter=_may_be_arrival, debounce=400, step=100, stop_event=stop):
        dropped, _waiting = await asyncio.to_thread(inbox.look)
        if dropped:
            wake("inbox")


def _may_be_arrival(change: Change, path: str) -> bool:
    name = Path(path).name
    return change is not Change.deleted and (inbox.is_arrival_name(name) or name.endswith(inbox.MANIFEST_SUFFIX))


async def _listen(wake: Callable[[str], None]) -> None:
    """Wake on NOTIFY arrivals and on claimable work nobody told of; connects again when the server went away."""
    told: set[int] = set()
    while True:
        with suppress(DatabaseError, psycopg2.Error):
            await _listen_until_cut(wake, told)
        await asyncio.sleep(RECONNECT_SECONDS)


async def _listen_until_cut(wake: Callable[[str], None], told: set[int]) -> None:
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    listener = await asyncio.to_thread(_listener)
    descriptor = listener.fileno()  # kept: a connection that was cut no longer tells it
    loop.add_reader(descriptor, readable.set)
    try:
        while True:
            readable.clear()
            listener.poll()
            listener.notifies.clear()
            if await asyncio.to_thread(_work_not_told, told):
                wake("ledger")
            with suppress(TimeoutError):
                await asyncio.wait_for(readable.wait(), LOOK_AGAIN_SECONDS)
    finally:
        loop.remove_reader(descriptor)
        listener.close()


def _listener() -> connection:
    listener = psycopg2.connect(dsn(Role.INGEST))
    listener.autocommit = True
    with listener.cursor() as cursor:
        cursor.execute("listen arrivals")
    return listener


def _work_not_told(told: set[int]) -> bool:
    """Whether an arrival waits that `told`, which is brought up to date, does not hold."""
    pending = set(ledger.pending_arrivals())
    fresh = pending - told
    told.clear()
    told.update(pending)
    return bool(fresh)
