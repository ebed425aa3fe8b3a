"""Where each dataset stands: its last extract, how late the next one is, and what waits or was refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg2.extras import RealDictCursor

from ingest import inbox
from ingest.contract import Dataset
from ingest.datasets import DATASETS
from ingest.datasets.returns import RETURNS
from ingest.records.contract import Return
from pathways.database import Role, connect

GRACE = 0.1  # of the time between two files: publication days move a little from year to year


@dataclass(frozen=True)
class DatasetStatus:
    """One dataset and its last extract, if any came. `late_by_days` counts from the day the next was due."""

    dataset: str
    title: str
    publisher: str
    department: str
    extract_id: str | None
    file_name: str | None
    received_at: datetime | None
    rows_accepted: int | None
    rows_quarantined: int | None
    extracts: int
    is_synthetic: bool
    late_by_days: int


@dataclass(frozen=True)
class Status:
    """Every declared dataset, and what is not part of one: files waiting and files refused."""

    datasets: list[DatasetStatus]
    pending: int
    refused: int
    not_recognised: int
    waiting_in_inbox: dict[str, str]  # file: why it waits


LAST = """
select
    extract.dataset, extract.extract_id, arrival.file_name, extract.received_at, extract.rows_accepted,
    extract.rows_quarantined, extract.is_synthetic, count(*) over (partition by extract.dataset) as extracts,
    row_number() over (partition by extract.dataset order by extract.received_at desc, extract.known_at desc) as place
from ledger.extract as extract
inner join ledger.arrival as arrival on extract.arrival_id = arrival.arrival_id
"""
ARRIVALS = """
select
    count(*) filter (where outcome is null) as pending,
    count(*) filter (where outcome = 'refused') as refused,
    count(*) filter (where outcome = 'not_recognised') as not_recognised
from ledger.arrival
"""


def status(now: datetime | None = None) -> Status:
    """Where everything stands at `now`."""
    now = now or datetime.now(UTC)
    with connect(Role.INGEST) as ledger, ledger.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(LAST)
        last = {row["dataset"]: row for row in cursor.fetchall() if row["place"] == 1}
        cursor.execute(ARRIVALS)
        arrivals = dict(cursor.fetchone() or {})
    datasets = []
    for name, dataset in _expected(last):
        row: dict[str, Any] = last.get(name, {})
        received_at = row.get("received_at")
        datasets.append(
            DatasetStatus(
                dataset=name,
                title=dataset.title,
                publisher=dataset.publisher,
                department=dataset.department,
                extract_id=row.get("extract_id"),
                file_name=row.get("file_name"),
                received_at=received_at,
                rows_accepted=row.get("rows_accepted"),
                rows_quarantined=row.get("rows_quarantined"),
                extracts=row.get("extracts", 0),
                is_synthetic=row.get("is_synthetic", False),
                late_by_days=late_by(received_at, dataset.expected_every, now).days if received_at else 0,
            )
        )
    _whole, waiting = inbox.look()
    return Status(datasets, **arrivals, waiting_in_inbox={file.path.name: file.reason for file in waiting})


def late_by(received_at: datetime, expected_every: timedelta, now: datetime) -> timedelta:
    """How long ago the next file was due; nothing within the grace of a tenth of the time between two."""
    overdue = now - received_at - expected_every
    return overdue if overdue > GRACE * expected_every else timedelta()


def _expected(known: Collection[str]) -> Iterator[tuple[str, Dataset | Return]]:
    """Every dataset that is expected; of a return that comes in a file for each table, those that came."""
    yield from DATASETS.items()
    for to in RETURNS.values():
        came = sorted(name for name in known if name == to.name or name.startswith(f"{to.name}__"))
        yield from ((name, to) for name in came or [to.name])
