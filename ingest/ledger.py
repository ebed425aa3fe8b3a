"""The ledger of arrivals: what arrived, who works on it and what became of it; in PostgreSQL, as the ingest role.

A claim is a lease: it ends by itself when its worker no longer renews it, and a worker whose lease was taken over can
no longer record anything. Work on the same bytes is done by one worker at a time.
"""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import psycopg2
from psycopg2.extras import Json, RealDictCursor

from ingest.landing import Landed
from pathways.database import Role, connect
from pathways.errors import DatabaseError, PathwaysError

if TYPE_CHECKING:
    from psycopg2.extensions import connection

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 5  # a file that took its worker down so often is refused

Origin = Literal["receive", "inbox", "pull", "container", "replay"]
ArrivalOutcome = Literal["accepted", "quarantined", "duplicate", "refused", "not_recognised", "container"]


class LeaseLostError(PathwaysError):
    """Another worker has taken over; what this one did is dropped."""


@dataclass(frozen=True)
class Arrival:
    """Bytes seen. `claimed_by` names the claim while a worker holds one; `attempts` counts claims so far."""

    arrival_id: int
    file_name: str
    sha256: str
    size_bytes: int
    origin: Origin
    container_arrival_id: int | None
    landing_path: str
    manifest: Mapping[str, Any]
    received_at: datetime
    attempts: int
    claimed_by: str | None


def record(landed: Landed, *, origin: Origin, manifest: Mapping[str, Any], claim_now: bool = False) -> Arrival:
    """Record an arrival and wake whoever waits for one; `claim_now` claims it for this worker in the same step."""
    with connect(Role.INGEST) as ledger:
        if claim_now:
            return insert_claimed(ledger, landed, origin=origin, manifest=manifest)
        return find(ledger, insert(ledger, landed, origin=origin, manifest=manifest))


def insert(
    ledger: connection, landed: Landed, *, origin: Origin, manifest: Mapping[str, Any], container: int | None = None
) -> int:
    """As `record`, inside the caller's transaction; the number of the new arrival."""
    row = fetch_one(
        ledger,
        "insert into ledger.arrival"
        " (file_name, sha256, size_bytes, origin, container_arrival_id, landing_path, manifest)"
        " values (%s, %s, %s, %s, %s, %s, %s)"
        # Whoever collects the inbox takes in what lay there, and needs no waking for it.
        " returning arrival_id, case when origin <> 'inbox' then pg_notify('arrivals', arrival_id::text) end",
        (
            *(landed.file_name, landed.sha256, landed.size_bytes, origin, container, landed.landing_path),
            Json(dict(manifest)),
        ),
    )
    return int(row["arrival_id"])


def insert_claimed(ledger: connection, landed: Landed, *, origin: Origin, manifest: Mapping[str, Any]) -> Arrival:
    """As `record` with `claim_now`, inside the caller's transaction."""
    return _arrival(_claim(ledger, insert(ledger, landed, origin=origin, manifest=manifest)))


def find(ledger: connection, arrival_id: int) -> Arrival:
    """An arrival as recorded."""
    return _arrival(fetch_one(ledger, "select * from ledger.arrival where arrival_id = %s", (arrival_id,)))


def pending_arrivals() -> list[int]:
    """Arrivals that a worker may claim now, the earliest first: new ones, and those whose worker went silent."""
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute(
            "select arrival_id from ledger.arrival"
            " where state = 'pending' or (state = 'claimed' and lease_expires_at < clock_timestamp())"
            " order by arrival_id"
        )
        return [arrival_id for (arrival_id,) in cursor.fetchall()]


def claim(arrival_id: int) -> Arrival | None:
    """Claim an arrival for this worker; None when it is done or another worker has it."""
    with connect(Role.INGEST) as ledger:
        row = _claim(ledger, arrival_id)
        return _arrival(row) if row else None


def release(arrival: Arrival) -> None:
    """Give a claim back, so that the arrival waits again and this attempt does not count against it.

    Nobody is woken: what stopped this worker, such as a full disk, would stop the next one too. Does nothing when the
    database cannot be reached: the lease then runs out by itself.
    """
    with suppress(DatabaseError, psycopg2.Error), connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute(
            "update ledger.arrival set state = 'pending', claimed_by = null, lease_expires_at = null,"
            " attempts = attempts - 1 where arrival_id = %s and state = 'claimed' and claimed_by = %s",
            (arrival.arrival_id, arrival.claimed_by),
        )


@contextmanager
def at_work(arrival: Arrival) -> Iterator[connection]:
    """Hold a claimed arrival: its lease is renewed, and no other worker touches the same bytes meanwhile.

    Yields the connection to finish on; what is done there commits together when the block ends well.

    Raises:
        DatabaseError: the server went away; nothing was recorded.
    """
    stop = threading.Event()
    heartbeat = threading.Thread(target=_renew_until, args=(stop, arrival), daemon=True)
    try:
        with connect(Role.INGEST) as ledger:
            heartbeat.start()
            lock(ledger, arrival.sha256)
            yield ledger
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise DatabaseError(
            f"The connection to PostgreSQL was lost while taking in {arrival.file_name}: {str(error).strip()}.",
            why="Nothing of this file was recorded; its bytes are kept and it waits to be tried again.",
            fix="See that the server runs, then run `pathways ingest`.",
        ) from error
    finally:
        stop.set()
        if heartbeat.ident is not None:
            heartbeat.join()


def lock(ledger: connection, what: str) -> None:
    """Wait until no other worker holds `what`, such as a sha256; held until this connection closes or is cut."""
    with ledger.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtextextended(%s, 27))", (what,))
    ledger.commit()  # the lock outlives the transaction; work that takes minutes must not hold one open


def finish(
    ledger: connection,
    arrival: Arrival,
    outcome: ArrivalOutcome,
    *,
    problem: PathwaysError | None = None,
    duplicate_of: str | None = None,
) -> None:
    """Say what became of a claimed arrival, inside the caller's transaction.

    Raises:
        LeaseLostError: the claim is no longer this worker's.
    """
    with ledger.cursor() as cursor:
        cursor.execute(
            "update ledger.arrival set state = 'done', lease_expires_at = null, outcome = %s, problem = %s,"
            " duplicate_of = %s, finished_at = clock_timestamp()"
            " where arrival_id = %s and state = 'claimed' and claimed_by = %s",
            (
                *(outcome, Json(problem.as_dict()) if problem else None, duplicate_of),
                *(arrival.arrival_id, arrival.claimed_by),
            ),
        )
        if cursor.rowcount != 1:
            raise LeaseLostError(
                f"Another worker took over {arrival.file_name}.",
                why="This worker was silent for longer than its lease, so what it did was dropped.",
                fix="Nothing needs doing: `pathways status` shows what the other worker made of it.",
            )


def fetch_one(ledger: connection, statement: str, values: tuple[object, ...]) -> dict[str, Any]:
    """The one row of a statement that always has one."""
    with ledger.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(statement, values)
        return dict(cursor.fetchone() or {})


def _claim(ledger: connection, arrival_id: int) -> dict[str, Any]:
    return fetch_one(
        ledger,
        "update ledger.arrival set state = 'claimed', claimed_by = %s, lease_expires_at = clock_timestamp() + %s,"
        " attempts = attempts + 1 where arrival_id = (select arrival_id from ledger.arrival where arrival_id = %s"
        " and (state = 'pending' or (state = 'claimed' and lease_expires_at < clock_timestamp()))"
        " for update skip locked) returning *",
        (f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}", LEASE, arrival_id),
    )


def _renew_until(stop: threading.Event, arrival: Arrival) -> None:
    while not stop.wait(LEASE.total_seconds() / 3):
        with suppress(DatabaseError, psycopg2.Error), connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
            cursor.execute(
                "update ledger.arrival set lease_expires_at = clock_timestamp() + %s"
                " where arrival_id = %s and state = 'claimed' and claimed_by = %s",
                (LEASE, arrival.arrival_id, arrival.claimed_by),
            )


def _arrival(row: Mapping[str, Any]) -> Arrival:
    return Arrival(**{field.name: row[field.name] for field in fields(Arrival)})
