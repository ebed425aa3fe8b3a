from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from ingest.formats.source import inspect
from ingest.records.check import CheckedRecords, ReadAgainError, check_records
from ingest.records.recognise import recognise_records


def _checked(path: Path) -> CheckedRecords:
    recognised = recognise_records(inspect(path, path.name))
    assert recognised is not None, f"{path.name} is of no return"
    repeated = None
    while True:
        try:
            batches = list(check_records(recognised.to, recognised.about, recognised.batches, repeated))
            break
        except ReadAgainError as found:
            assert repeated is None, "a file is read at most twice"
            repeated = found.repeated
    for batch in batches:
        accepted = sum(rows.height for rows in batch.accepted.values())
        assert batch.rows_received == accepted + batch.rows_quarantined + batch.rows_duplicate
    return CheckedRecords(
        accepted={name: pl.concat(batch.accepted[name] for batch in batches) for name in batches[0].accepted},
        persons=pl.concat(batch.persons for batch in batches),
        quarantined=pl.concat(batch.quarantined for batch in batches),
        rows_received=sum(batch.rows_received for batch in batches),
        rows_quarantined=sum(batch.rows_quarantined for batch in batches),
        rows_duplicate=sum(batch.rows_duplicate for batch in batches),
    )


@pytest.fixture
def checked(home) -> Callable[[Path], CheckedRecords]:
    """A record-level file, all its batches as one; in each of them every row is accounted for."""
    return _checked
