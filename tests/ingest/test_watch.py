import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from ingest import landing, ledger
from ingest.watch import wait_for_arrivals


@asynccontextmanager
async def watching() -> AsyncIterator[Callable[[float], object]]:
    wakes = wait_for_arrivals()

    async def next_wake(seconds: float) -> str | None:
        """A wake-up within so many seconds, else None."""
        nonlocal waiting
        waiting = waiting or asyncio.ensure_future(anext(wakes))
        done, _ = await asyncio.wait([waiting], timeout=seconds)
        if not done:
            return None
        reason, waiting = waiting.result(), None
        return reason

    waiting = None
    try:
        yield next_wake
    finally:
        if waiting:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        await wakes.aclose()


def record(home: Path, name: str) -> ledger.Arrival:
    file = home / name
    file.write_text(name)
    return ledger.record(landing.land_file(file), origin="receive", manifest={})


def test_several_drops_within_a_few_seconds_wake_once(home: Path):
    async def watch():
        async with watching() as next_wake:
            assert await next_wake(0.8) is None
            for name in ("one.csv", "two.csv", "three.csv"):
                (home / "inbox" / name).write_text(name)
                await asyncio.sleep(0.3)
            assert await next_wake(4) == "inbox"
            assert await next_wake(1.5) is None

    asyncio.run(watch())


@pytest.mark.slow
def test_a_file_half_uploaded_wakes_nobody_until_it_has_its_name(home: Path):
    async def watch():
        async with watching() as next_wake:
            assert await next_wake(0.5) is None
            part = home / "inbox" / "neet.csv.part"
            part.write_text("half")
            (home / "inbox" / ".hidden").write_text("no")
            assert await next_wake(1.5) is None
            part.rename(home / "inbox" / "neet.csv")
            assert await next_wake(4) == "inbox"

    asyncio.run(watch())


def test_an_arrival_that_another_process_recorded_wakes(home: Path):
    async def watch():
        async with watching() as next_wake:
            assert await next_wake(1) is None
            await asyncio.to_thread(record, home, "a.csv")
            assert await next_wake(3) == "ledger"
            assert await next_wake(1.5) is None

    asyncio.run(watch())


def test_work_that_already_waits_wakes_at_once(home: Path):
    record(home, "a.csv")

    async def watch():
        async with watching() as next_wake:
            assert await next_wake(3) == "ledger"

    asyncio.run(watch())


@pytest.mark.slow
def test_a_cut_connection_is_made_again(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ingest.watch.RECONNECT_SECONDS", 0.2)

    async def watch():
        async with watching() as next_wake:
            assert await next_wake(1) is None
            server = psycopg2.connect(make_dsn(host=str(home / "postgres"), user="postgres", dbname="postgres"))
            with server, server.cursor() as cursor:
                cursor.execute("select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen arrivals'")
                assert cursor.fetchall() == [(True,)]
            server.close()
            await asyncio.sleep(1)
            await asyncio.to_thread(record, home, "a.csv")
            assert await next_wake(3) == "ledger"

    asyncio.run(watch())
