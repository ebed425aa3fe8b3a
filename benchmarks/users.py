"""Simultaneous users with think time: how long each waits for a filter change."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

THINK_SECONDS = 5.0


@dataclass(frozen=True)
class Waited:
    """What `users` people waited, in milliseconds, and how many changes a second they made."""

    users: int
    p50_ms: float
    p95_ms: float
    requests_per_second: float
    failures: int


async def simulate(
    open_session: Callable[[int], Awaitable[Callable[[], Awaitable[None]]]],
    *,
    users: int,
    seconds: float,
    seed: int = 1,
) -> Waited:
    """Let `users` people use the page for `seconds`, each thinking about THINK_SECONDS between two changes.

    Args:
        open_session: given the user's number, returns what makes one filter change and waits for its result.
        users: how many at once.
        seconds: for how long, after everyone has opened the page.
        seed: fixes the think times.
    """
    changes = [await open_session(user) for user in range(users)]
    waits: list[float] = []
    failures = 0
    ends = time.perf_counter() + seconds

    async def person(user: int, change: Callable[[], Awaitable[None]]) -> None:
        nonlocal failures
        think = random.Random(seed * 100_000 + user)
        await asyncio.sleep(think.uniform(0, THINK_SECONDS))
        while time.perf_counter() < ends:
            started = time.perf_counter()
            try:
                await change()
                waits.append((time.perf_counter() - started) * 1000)
            except (OSError, TimeoutError, RuntimeError):
                failures += 1
            await asyncio.sleep(think.uniform(0.5 * THINK_SECONDS, 1.5 * THINK_SECONDS))

    await asyncio.gather(*(person(user, change) for user, change in enumerate(changes)))
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    return Waited(users, cuts[49], cuts[94], len(waits) / seconds, failures)
