from __future__ import annotations

from ingest.check import check
from ingest.recognise import recognise
from ingest.samples import write_samples


def test_households_on_universal_credit_come_as_a_workbook_or_from_the_api(shared_data, tmp_path):
    workbook = shared_data / "dwp" / "statxplore-uc-households-by-la-202505.xlsx"
    (answer,) = (file for file in write_samples(tmp_path) if file.suffix == ".json")
    columns = []
    for file in (workbook, answer):
        found = recognise(file, file.name)
        assert found.dataset.name == "dwp__uc_households"
        (batch,) = check(file, found)
        assert batch.accepted["period"].is_in(["2025-05"]).any()
        columns.append(batch.accepted.columns)
    assert columns[0] == columns[1]
