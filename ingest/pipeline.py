"""From bytes to an extract: what the command line, the Airflow task and the tests all call.

An arrival is claimed, recognised, checked in batches, written beside the lake and the quarantine, renamed into place,
and then recorded in one transaction. A crash at any point leaves nothing that a reader could see; running it again ends
in the same lake and the same ledger.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import containers, extracts, inbox, landing, ledger
from ingest.collect import collect_inbox, refuse_unmatched
from ingest.faults import foreseen_or_refused
from ingest.ledger import pending_arrivals
from ingest.outcome import Outcome, recorded, refused
from ingest.recognise import NotRecognisedError
from ingest.store import OnRows, written
from pathways.errors import PathwaysError, RefusedFileError

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from ingest.containers import Member
    from ingest.ledger import Arrival

__all__ = ["Outcome", "collect_inbox", "ingest", "ingest_pending", "pending_arrivals", "receive", "receive_each"]

WAIT_FOR_OTHER = 0.2  # seconds between looks at what another worker is doing


def receive(paths: Sequence[Path], *, synthetic: bool = False, queue_only: bool = False) -> list[Outcome]:
    """Copy files and folders into the landing zone, record each as an arrival, and take it in at once.

    Args:
        paths: files, and folders with everything in them; never changed or removed.
        synthetic: the figures are made up.
        queue_only: only record the arrivals; they wait as a drop in the inbox does.

    Returns:
        One outcome for each file, and for each member of a container in place of the container.
    """
    return list(receive_each(paths, synthetic=synthetic, queue_only=queue_only))


def receive_each(
    paths: Sequence[Path], *, synthetic: bool = False, queue_only: bool = False, on_rows: OnRows | None = None
) -> Iterator[Outcome]:
    """As `receive`, one outcome at a time. One bad file never stops the others."""
    for path in paths:
        for file in files_in(path):
            try:
                arrival = _record(file, synthetic=synthetic, claim_now=not queue_only)
            except PathwaysError as error:
                yield refused(str(file), error)
            else:
                if queue_only:
                    yield recorded(arrival.arrival_id)
                else:
                    yield from _settle(arrival, on_rows).files()


def ingest(arrival_id: int, on_rows: OnRows | None = None) -> Outcome:
    """Claim one arrival and take it in; what was done before is told again without effect.

    Returns:
        Its outcome; `pending` when another worker has it. A container's outcome sums up those of its `members`.

    Raises:
        StorageError, DatabaseError: it could not be done now; the arrival waits to be tried again.
    """
    arrival = ledger.claim(arrival_id)
    return recorded(arrival_id) if arrival is None else _work(arrival, on_rows)


def ingest_pending(on_rows: OnRows | None = None) -> Iterator[Outcome]:
    """Collect the inbox, then take in whatever waits, until nothing does; one outcome at a time."""
    collect_inbox()
    tried: set[int] = set()
    while waiting := [arrival_id for arrival_id in pending_arrivals() if arrival_id not in tried]:
        for arrival_id in waiting:
            tried.add(arrival_id)
            arrival = ledger.claim(arrival_id)
            if arrival is not None:  # else another worker took it, and tells of it
                yield from _settle(arrival, on_rows).files()


def files_in(path: Path) -> list[Path]:
    """A file itself, or every file of a folder and its folders that can be an arrival, sorted."""
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if inbox.is_arrival_name(file.name)
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )


def _record(file: Path, *, synthetic: bool, claim_now: bool) -> Arrival:
    if not file.is_file():
        raise RefusedFileError(
            f"{file} does not exist or is not a file.", why="Nothing was received.", fix="Check the path."
        )
    manifest: dict[str, object] = {"synthetic": True} if synthetic else {}
    try:
        landed = landing.land_file(file)
    except OSError as error:
        raise RefusedFileError(
            f"{file} cannot be read: {error.strerror}.",
            why="Nothing was received.",
            fix="Check its permissions and its disk.",
        ) from error
    try:
        said = inbox.read_manifest(file)
    except ValueError as error:
        manifest["unmatched"] = str(error)
    else:
        manifest |= said.for_ledger()
        if unmatched := said.unlike(landed.size_bytes, landed.sha256):
            manifest["unmatched"] = unmatched
    return ledger.record(landed, origin="receive", manifest=manifest, claim_now=claim_now)


def _settle(arrival: Arrival, on_rows: OnRows | None) -> Outcome:
    """Take a claimed arrival in; what stops it for now becomes part of the outcome, so that others go on."""
    try:
        return _work(arrival, on_rows)
    except PathwaysError as error:
        return Outcome(arrival.file_name, "pending", problem=error.as_dict(), arrival_id=arrival.arrival_id)


def _work(arrival: Arrival, on_rows: OnRows | None) -> Outcome:
    members: list[int] = []
    try:
        with ledger.at_work(arrival) as held:
            try:
                with foreseen_or_refused(arrival.file_name):
                    members = _take_in(held, arrival, on_rows)
            except RefusedFileError as refusal:
                held.rollback()
                unknown = isinstance(refusal, NotRecognisedError)
                ledger.finish(held, arrival, "not_recognised" if unknown else "refused", problem=refusal)
    except BaseException:  # even when interrupted: whoever comes next need not wait for the lease to run out
        ledger.release(arrival)
        raise
    for member in members:
        _take_or_await(member, on_rows)
    return recorded(arrival.arrival_id)


def _take_in(held: connection, arrival: Arrival, on_rows: OnRows | None) -> list[int]:
    """Store one arrival, all in the transaction that ends with the caller's; the members' arrivals of a container."""
    if arrival.attempts > ledger.MOST_ATTEMPTS:
        raise RefusedFileError(
            f"{arrival.file_name} stopped its worker {ledger.MOST_ATTEMPTS} times.",
            why="It may need more memory than there is. It was kept but not loaded.",
            fix="Look at the worker's log, then receive the file again.",
        )
    refuse_unmatched(arrival)
    file = landing.landed_file(arrival.landing_path)
    before = extracts.extract_of(held, arrival.sha256)
    if before is not None and before.rows_accepted:
        ledger.finish(held, arrival, "duplicate", duplicate_of=before.extract_id)
    elif containers.is_container(file, arrival.file_name):
        return _open(held, arrival, file)
    else:
        with written(held, file, arrival.file_name, arrival.sha256, on_rows) as new:
            # Bytes without a good row may have become good: a contract or a code list was put right since.
            if before is not None and new.same_as(before.extract_id):
                ledger.finish(held, arrival, "duplicate", duplicate_of=before.extract_id)
            else:
                new.place(held, arrival)
                ledger.finish(held, arrival, new.tally.outcome)
    return []


def _open(held: connection, arrival: Arrival, file: Path) -> list[int]:
    """Record every member of a container as an arrival, or none. What was said of the container holds for each."""
    with landing.staging() as folder:
        members = containers.open_container(file, arrival.file_name, folder)
        arrivals = [
            ledger.insert(
                held,
                landing.land(member.staged),
                origin="container",
                manifest=_inherited(arrival, member),
                container=arrival.arrival_id,
            )
            for member in members
        ]
    ledger.finish(held, arrival, "container")
    return arrivals


def _inherited(container: Arrival, member: Member) -> dict[str, object]:
    unmatched = member.manifest.unlike(member.staged.size_bytes, member.staged.sha256)
    said = {name: container.manifest[name] for name in ("synthetic", "published_on") if name in container.manifest}
    return said | member.manifest.for_ledger() | ({"unmatched": unmatched} if unmatched else {})


def _take_or_await(arrival_id: int, on_rows: OnRows | None) -> None:
    """Take an arrival in, unless another worker does; then wait for that one to finish, or to fall silent."""
    while True:
        arrival = ledger.claim(arrival_id)
        if arrival is not None:
            _settle(arrival, on_rows)
            return
        if recorded(arrival_id).status != "pending":
            return
        time.sleep(WAIT_FOR_OTHER)
