"""What the departments would send is read by the contracts: whole where it is whole, set aside where it is not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ingest.datasets.returns import RETURNS
from ingest.formats.source import inspect
from ingest.records.check import CheckedRecords, ReadAgainError, check_records
from ingest.records.recognise import RecognisedRecords, recognise_records

pytestmark = pytest.mark.slow
LATEST = 2025


def sent(folder: Path) -> list[Path]:
    """The files of the last year of each feed: the department folders, not the answer sheet."""
    files = [path for path in folder.rglob("*") if path.suffix in {".csv", ".xml"} and "truth" not in path.parts]
    return sorted(
        path for path in files if str(LATEST) in path.name or "2024-25" in str(path) or "identity" in path.name
    )


def read(path: Path) -> tuple[RecognisedRecords, list[CheckedRecords]]:
    recognised = recognise_records(inspect(path, path.name))
    assert recognised is not None, path
    repeated = None
    for _ in range(2):
        try:
            return recognised, list(check_records(recognised.to, recognised.about, recognised.batches, repeated))
        except ReadAgainError as found:
            repeated = found.repeated
    raise AssertionError(path)


def test_every_extract_without_defects_is_accepted_to_the_last_row(clean, home):
    seen = set()
    for path in sent(clean.folder):
        recognised, batches = read(path)
        assert sum(batch.rows_received for batch in batches), path
        assert sum(batch.rows_quarantined + batch.rows_duplicate for batch in batches) == 0, path
        seen |= {f"{recognised.to.name}__{table.name}" for table in recognised.to.tables}
    declared = {f"{to.name}__{table.name}" for to in RETURNS.values() for table in to.tables}
    not_made_up = {"mhclg__core_bulk_upload__letting", "linker__spine__link"}
    assert seen >= declared - not_made_up, declared - seen


# Defect: the rule that finds it, or "duplicate" where the rows say again what was said.
FOUND = {
    "age_115": "makes_nobody_older_than_110",
    "changed_code_list": "unknown_code",
    "duplicate_event": "duplicate",
    "future_date": "in_the_future",
    "reused_id": "duplicate_key",
}


@pytest.mark.parametrize("defect", FOUND)
def test_each_defect_of_a_row_is_found_and_no_other_row_with_it(extracts, home, defect: str):
    answers = extracts.answers("defects").filter(defect=defect)
    for (file,), rows in answers.group_by("file"):
        _, batches = read(extracts.folder / file)
        if FOUND[defect] == "duplicate":
            assert sum(batch.rows_duplicate for batch in batches) == rows.height
            continue
        quarantined = pl.concat(batch.quarantined for batch in batches)
        times = 2 if defect == "reused_id" else 1  # both who share an id are set aside
        assert quarantined.filter(rule=FOUND[defect])["source_row"].n_unique() == times * rows.height


@pytest.mark.parametrize("defect", ["byte_order_mark", "windows_1252", "thousands_separator", "relabelled_column"])
def test_a_defect_of_spelling_costs_no_row(extracts, home, defect: str):
    for file in extracts.answers("defects").filter(defect=defect)["file"].unique():
        assert sum(batch.rows_quarantined for batch in read(extracts.folder / file)[1]) == 0


def test_no_identifier_of_anybody_reaches_the_lake(clean, home):
    people = clean.answers("people")
    identifiers = {text for kind in ("upn", "uln", "nino", "nhs_number") for text in people[kind].drop_nulls()}
    for path in sent(clean.folder):
        for batch in read(path)[1]:
            for rows in batch.accepted.values():
                for column in rows.select(pl.col(pl.String)):
                    assert identifiers.isdisjoint(column.unique()), (path, column.name)
