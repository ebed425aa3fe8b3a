"""Checking an extract's bytes again, after its contract or a code list was put right.

The whole landed file is checked under today's contract, so a replay is an extract like any other, with its own
`received_at`; building as known before it gives what was known then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import extracts, landing, ledger
from ingest.datasets import DATASETS
from ingest.datasets.returns import return_of
from ingest.landing import Landed
from ingest.outcome import Outcome, recorded
from ingest.store import written
from pathways.database import Role, connect
from pathways.errors import PathwaysError

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from ingest.extracts import Extract
    from ingest.store import OnRows


def replay(extract_id: str, on_rows: OnRows | None = None) -> Outcome | None:
    """Check the file of an extract again and, if its rows come out otherwise, make a new extract that supersedes it.

    A period for which a later file took this one's place stays with the later file.

    Returns:
        The new extract's outcome; None when nothing changed or later files replaced all of it: then nothing was made.

    Raises:
        PathwaysError: there is no such extract.
        RefusedFileError: the file is no longer recognised; the extract stays as it is.
    """
    with connect(Role.INGEST) as held:
        before = extracts.find_extract(held, extract_id)
        if before is None:
            raise PathwaysError(
                f"There is no extract {extract_id}.",
                why="Nothing was replayed.",
                fix="`pathways status` names the latest extract of each dataset.",
            )
        ledger.lock(held, before.sha256)
        arrival_id = _check_again(held, extracts.latest_of(held, before), on_rows)
    return recorded(arrival_id) if arrival_id is not None else None


def replayable(dataset: str) -> list[str]:
    """The extracts of a dataset that have rows in quarantine, of each file the latest; the earliest file first.

    Raises:
        PathwaysError: there is no such dataset.
    """
    if dataset not in DATASETS and return_of(dataset) is None:
        raise PathwaysError(
            f"There is no dataset {dataset}.",
            why="Nothing was replayed.",
            fix="`pathways status` lists the names of the datasets.",
        )
    with connect(Role.INGEST) as held:
        return extracts.with_quarantined_rows(held, dataset)


def _check_again(held: connection, before: Extract, on_rows: OnRows | None) -> int | None:
    sent = ledger.find(held, before.arrival_id)
    file = landing.landed_file(sent.landing_path)
    with written(held, file, sent.file_name, sent.sha256, on_rows) as new:
        if new.described.dataset == before.dataset and new.same_as(before.extract_id):
            return None
        for coverage in extracts.outranked(held, before, new.tally):
            del new.tally.coverages[coverage]
        if not new.tally.coverages and new.tally.rows_accepted:
            return None
        landed = Landed(sent.file_name, sent.sha256, sent.size_bytes, sent.landing_path)
        arrival = ledger.insert_claimed(held, landed, origin="replay", manifest=sent.manifest)
        new.place(held, arrival)
        ledger.finish(held, arrival, new.tally.outcome)
        return arrival.arrival_id
