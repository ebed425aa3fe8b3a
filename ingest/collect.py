"""From the inbox to the ledger: whole files are copied to the landing zone, recorded, and only then removed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ingest import inbox, landing, ledger
from ingest.inbox import Dropped
from pathways.database import Role, connect
from pathways.errors import RefusedFileError
from pathways.settings import settings

if TYPE_CHECKING:
    from psycopg2.extensions import connection


def collect_inbox() -> list[int]:
    """Make every whole file of the inbox a pending arrival; the numbers of the new arrivals.

    One worker collects at a time; the next finds what is left. A crash loses nothing: at worst a file is recorded
    twice, and the second is a duplicate.

    Raises:
        StorageError: the disk is full; what is not yet recorded stays in the inbox.
    """
    settings().inbox.mkdir(parents=True, exist_ok=True)
    with connect(Role.INGEST) as ledger_connection:
        ledger.lock(ledger_connection, "inbox")
        found = (_collect(ledger_connection, dropped) for dropped in inbox.look()[0])
        return [arrival_id for arrival_id in found if arrival_id is not None]


def _collect(ledger_connection: connection, dropped: Dropped) -> int | None:
    """Take one file in; None when it changed meanwhile, was taken away, or its bytes do not match yet."""
    with landing.staging() as folder, suppress(FileNotFoundError):
        with dropped.path.open("rb") as source:
            staged = landing.stage(source, dropped.path.name, folder)
        now = dropped.path.stat()
        if (now.st_size, now.st_mtime_ns) != (dropped.size_bytes, dropped.modified_ns):
            return None
        unmatched = dropped.unmatched or dropped.manifest.unlike(staged.size_bytes, staged.sha256)
        if unmatched and not inbox.is_given_up(now):
            return None
        manifest = dropped.manifest.for_ledger() | ({"unmatched": unmatched} if unmatched else {})
        arrival_id = ledger.insert(ledger_connection, landing.land(staged), origin="inbox", manifest=manifest)
        ledger_connection.commit()
        dropped.path.unlink()
        inbox.manifest_path(dropped.path).unlink(missing_ok=True)
        return arrival_id
    return None


def refuse_unmatched(arrival: ledger.Arrival) -> None:
    """Refuse an arrival whose bytes are not those that its manifest promised.

    Raises:
        RefusedFileError: they are not.
    """
    if unmatched := arrival.manifest.get("unmatched"):
        raise RefusedFileError(
            f"{arrival.file_name} is not the file its manifest describes: {unmatched}.",
            why="It may be incomplete, so it was kept but not loaded.",
            fix="Send the file again, with the manifest that was made from it.",
        )
