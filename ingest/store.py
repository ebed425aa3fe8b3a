"""One recognised file to one extract: checked in batches, written beside, put in place, recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from ingest import extracts, labels, lake, quarantine
from ingest.check import check
from ingest.contract import Described
from ingest.extracts import Tally
from ingest.formats.source import inspect
from ingest.large import Learnt, ReadAgainError
from ingest.recognise import recognise_source
from ingest.records.recognise import RecognisedRecords, recognise_records
from ingest.records.store import written_records
from pathways.errors import RefusedFileError

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from ingest.check import Checked
    from ingest.extracts import Writer
    from ingest.lake import LakeWriter
    from ingest.ledger import Arrival
    from ingest.quarantine import QuarantineWriter
    from ingest.recognise import Recognised

OnRows = Callable[[str, int], None]  # the file's name, and how many of its rows were checked so far


@dataclass
class Written:
    """A checked file, written beside the lake, the quarantine and, where it is about persons, the identity zone."""

    extract_id: str
    described: Described
    tally: Tally
    writers: tuple[Writer, ...]

    def same_as(self, extract_id: str) -> bool:
        """Whether an extract in place holds exactly these rows, good and bad."""
        return all(writer.same_as(self.described.dataset, extract_id) for writer in self.writers)

    def place(self, ledger: connection, arrival: Arrival) -> None:
        """Put the files in place and record the extract; it exists when the caller commits."""
        for writer in self.writers:
            writer.place()
        extracts.record_extract(ledger, arrival, self.extract_id, self.described, self.tally)


@contextmanager
def written(ledger: connection, file: Path, name: str, sha256: str, on_rows: OnRows | None) -> Iterator[Written]:
    """Recognise and check a file and write it beside, in memory bounded by one batch; gone at the end unless placed.

    Raises:
        RefusedFileError: the file as a whole cannot be read, or no contract knows it.
    """
    source = inspect(file, name)
    recognised = recognise_records(source) or recognise_source(source)
    described = recognised.described
    extract_id = extracts.next_extract_id(ledger, described.dataset, sha256)
    ledger.commit()  # checking may take minutes; no transaction stays open meanwhile
    told = (lambda rows: on_rows(name, rows)) if on_rows else None
    if isinstance(recognised, RecognisedRecords):
        writing = written_records(recognised, extract_id, told)
    else:
        writing = _written_statistics(recognised, extract_id, told)
    with writing as (tally, writers):
        if not tally.rows_received:
            raise RefusedFileError(
                f"{name} has the columns of {described.dataset} but no rows.",
                why="The file was kept, but there is nothing to load.",
                fix="Send it again with its rows.",
            )
        yield Written(extract_id, described, tally, writers)


@contextmanager
def _written_statistics(
    recognised: Recognised, extract_id: str, told: Callable[[int], None] | None
) -> Iterator[tuple[Tally, tuple[Writer, ...]]]:
    dataset = recognised.dataset.name
    with lake.writing(dataset, extract_id) as good, quarantine.writing(dataset, extract_id) as bad:
        yield _write(recognised, good, bad, told), (good, bad)


def _write(
    recognised: Recognised, good: LakeWriter, bad: QuarantineWriter, told: Callable[[int], None] | None
) -> Tally:
    learnt = Learnt()
    while True:
        tally = Tally(notes=recognised.notes)
        try:
            for checked in check(recognised.source.path, recognised, learnt):
                good.add(checked.accepted)
                bad.add(checked.quarantined)
                _count(tally, checked)
                if told is not None:
                    told(tally.rows_received)
        except ReadAgainError as found:
            learnt = found.learnt
            good.clear()
            bad.clear()
        else:
            if tally.unknown_labels:
                tally.notes = (*tally.notes, labels.note(tally.unknown_labels))
            return tally


def _count(tally: Tally, checked: Checked) -> None:
    tally.notes = tuple(dict.fromkeys((*tally.notes, *checked.notes)))
    tally.rows_received += checked.rows_received
    tally.rows_accepted += checked.accepted.height
    tally.rows_quarantined += checked.rows_quarantined
    tally.rows_duplicate += checked.rows_duplicate
    for coverage, revision, rows in checked.coverages.select("coverage", "revision", "rows").iter_rows():
        tally.add_coverage(coverage, revision, rows)
    for label, rows in checked.unknown_labels.iter_rows():
        tally.unknown_labels[label] += rows
    reasons = checked.quarantined.group_by("rule", "reason").agg(rows=pl.len())
    for rule, reason, rows in reasons.iter_rows():
        tally.add_reason(rule, reason, rows)
