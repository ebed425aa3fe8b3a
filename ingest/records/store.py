"""A record-level file to the lake and, for what identifies people, to the identity zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl

from ingest import lake, quarantine
from ingest.extracts import Tally
from ingest.records import zone
from ingest.records.check import CheckedRecords, ReadAgainError, check_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.extracts import Writer
    from ingest.lake import LakeWriter
    from ingest.large import Repeated
    from ingest.quarantine import QuarantineWriter
    from ingest.records.contract import About
    from ingest.records.recognise import RecognisedRecords


@contextmanager
def written_records(
    records: RecognisedRecords, extract_id: str, told: Callable[[int], None] | None
) -> Iterator[tuple[Tally, tuple[Writer, ...]]]:
    """Check a return and write it beside: the lake's tables, and in the identity zone its persons and its bad rows."""
    dataset = records.described.dataset
    with (
        lake.writing(dataset, extract_id, zone.spines() if records.to.stays_in_zone else None) as good,
        quarantine.writing(dataset, extract_id, zone.quarantine()) as bad,
        quarantine.writing(dataset, extract_id, zone.persons()) as persons,
    ):
        yield _write(records, good, bad, persons, told), (good, bad, persons)


def _write(
    records: RecognisedRecords,
    good: LakeWriter,
    bad: QuarantineWriter,
    persons: QuarantineWriter,
    told: Callable[[int], None] | None,
) -> Tally:
    repeated: Mapping[str, Repeated] | None = None
    while True:
        tally = Tally(notes=records.notes)
        try:
            for checked in check_records(records.to, records.about, records.batches, repeated):
                for table, rows in checked.accepted.items():
                    good.add(rows, table)
                bad.add(checked.quarantined)
                persons.add(checked.persons)
                _count(tally, checked, records.about)
                if told is not None:
                    told(tally.rows_received)
        except ReadAgainError as found:
            repeated = found.repeated
            for writer in (good, bad, persons):
                writer.clear()
        else:
            return tally


def _count(tally: Tally, checked: CheckedRecords, about: About) -> None:
    tally.rows_received += checked.rows_received
    tally.rows_accepted += sum(rows.height for rows in checked.accepted.values())
    tally.rows_quarantined += checked.rows_quarantined
    tally.rows_duplicate += checked.rows_duplicate
    for rows in checked.accepted.values():
        for coverage, count in rows.group_by("coverage").len().iter_rows():
            tally.add_coverage(coverage, about.revision, count)
    if checked.quarantined.is_empty():
        return
    reasons = checked.quarantined.group_by("table", "rule", "reason").agg(rows=pl.len())
    for table, rule, reason, count in reasons.iter_rows():
        tally.add_reason(rule, f"{table}: {reason}", count)
