"""Where each dataset stands: its last extract, how late the next one is, and what waits or was refused."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from psycopg2.extras import RealDictCursor

from ingest import inbox, periods
from ingest.area_lists import seeds_folder
from ingest.contract import Dataset
from ingest.datasets import DATASETS
from ingest.datasets.returns import RETURNS
from ingest.records.contract import Return
from pathways.database import Role, connect

GRACE = 0.1  # of the time between two files: publication days move a little from year to year


@dataclass(frozen=True)
class DatasetStatus:
    """One dataset and its last extract, if any came.

    Attributes:
        late_by_days: since the next file was due, by the day the last was received.
        latest_period: the latest period of any of its accepted rows.
        behind_by_days: since the period after that one was due, by `source_publication`; None: not known.
    """

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
    latest_period: str | None
    behind_by_days: int | None


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
COVERAGES = """
select distinct extract.dataset, extract_coverage.coverage
from ledger.extract
inner join ledger.extract_coverage on extract.extract_id = extract_coverage.extract_id
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
        cursor.execute(COVERAGES)
        latest = _latest_periods((row["dataset"], row["coverage"]) for row in cursor.fetchall())
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
                latest_period=latest.get(name),
                behind_by_days=behind_by(name, latest.get(name), now.date()),
            )
        )
    _whole, waiting = inbox.look()
    return Status(datasets, **arrivals, waiting_in_inbox={file.path.name: file.reason for file in waiting})


def late_by(received_at: datetime, expected_every: timedelta, now: datetime) -> timedelta:
    """How long ago the next file was due; nothing within the grace of a tenth of the time between two."""
    overdue = now - received_at - expected_every
    return overdue if overdue > GRACE * expected_every else timedelta()


def behind_by(dataset: str, latest_period: str | None, today: date) -> int | None:
    """How many days ago the period after the latest that is held should have been published."""
    last_day = periods.ends_on(latest_period) if latest_period else None
    known = _publications().get(dataset)
    if last_day is None or known is None:
        return None
    return max((today - last_day - known).days, 0)


@cache
def _publications() -> dict[str, timedelta]:
    """From a period's end until the next one is due, by dataset; the seed from which dbt builds `dim_source` too."""
    with (seeds_folder() / "source_publication.csv").open(encoding="utf-8") as file:
        return {
            row["dataset"]: timedelta(days=int(row["expected_every_days"]) + int(row["publication_lag_days"]))
            for row in csv.DictReader(file)
            if row["expected_every_days"] and row["publication_lag_days"]
        }


def _latest_periods(coverages: Iterable[tuple[str, str]]) -> dict[str, str]:
    latest: dict[str, tuple[date, str]] = {}
    for dataset, coverage in coverages:
        period = periods.last_named(coverage) if dataset in DATASETS and DATASETS[dataset].names_periods else None
        last_day = periods.ends_on(period) if period else None
        if period and last_day:
            latest[dataset] = max(latest.get(dataset, (last_day, period)), (last_day, period))
    return {dataset: period for dataset, (_, period) in latest.items()}


def _expected(known: Collection[str]) -> Iterator[tuple[str, Dataset | Return]]:
    """Every dataset that is expected; of a return that comes in a file for each table, those that came."""
    yield from DATASETS.items()
    for to in RETURNS.values():
        came = sorted(name for name in known if name == to.name or name.startswith(f"{to.name}__"))
        yield from ((name, to) for name in came or [to.name])
