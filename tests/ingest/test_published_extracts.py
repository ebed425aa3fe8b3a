from pathlib import Path

import pytest

from ingest import pipeline
from ingest.datasets import DATASETS
from pathways.settings import settings

RECORDS = {
    "dfe__ilr",
    "mhclg__core__letting",
    "mhclg__core_bulk_upload__letting",
}  # samples of record-level returns lie in the folder too


@pytest.mark.slow
def test_the_published_extracts_are_taken_in_once_and_every_row_is_accounted_for(home: Path, shared_data: Path):
    outcomes = pipeline.receive([shared_data])
    extracts = [outcome for outcome in outcomes if outcome.extract_id]
    assert {outcome.dataset for outcome in extracts} == {*DATASETS, *RECORDS}
    for outcome in extracts:
        assert outcome.status == "accepted", outcome
        assert outcome.rows_received == (outcome.rows_accepted + outcome.rows_quarantined + outcome.rows_duplicate), (
            outcome
        )
    files = sorted(settings().lake.rglob("*"))

    again = pipeline.receive([shared_data])
    assert {outcome.status for outcome in again} == {"duplicate", "refused"}
    assert [outcome.extract_id for outcome in again if outcome.extract_id] == [e.extract_id for e in extracts]
    assert sorted(settings().lake.rglob("*")) == files
