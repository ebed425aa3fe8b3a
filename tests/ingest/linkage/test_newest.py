"""One row a record: who it is now, and the newest that is known of its groups."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from ingest.linkage.newest import newest_records
from ingest.records.check import PERSON_SCHEMA


@pytest.fixture
def extracts(tmp_path: Path):
    """`extracts([{...}, ...], [...])`: files of persons, each later than the one before."""

    def write(*rows: list[dict[str, object]]) -> list[Path]:
        files = [tmp_path / f"{n}.parquet" for n in range(len(rows))]
        for file, of_one in zip(files, rows, strict=True):
            pl.DataFrame(of_one, schema=PERSON_SCHEMA).write_parquet(file)
        return files

    return write


def row(**more: object) -> dict[str, object]:
    return {"source_record_key": "a", "department": "DfE", "dataset": "dfe__nccis", "says_who": True} | more


def groups(**more: object) -> dict[str, object]:
    return row(dataset="dfe__school_census__pupil", says_who=False, **more)


def test_a_record_is_who_the_last_extract_says(extracts):
    files = extracts([row(surname="Clarke"), row(source_record_key="b")], [row(surname="Hill")])
    known = newest_records(files).sort("source_record_key")
    assert known["surname"].to_list() == ["Hill", None]


def test_what_was_left_blank_later_is_not_taken_from_before(extracts):
    known = newest_records(extracts([row(postcode="LS1 4AP")], [row(surname="Hill")]))
    assert known.row(0, named=True)["postcode"] is None


def test_a_table_that_does_not_say_who_its_record_is_tells_its_groups(extracts):
    files = extracts([row(surname="Hill")], [groups(ethnicity_5="asian", sen="ehc_plan")])
    known = newest_records(files).row(0, named=True)
    assert (known["surname"], known["ethnicity_5"], known["sen"]) == ("Hill", "asian", "ehc_plan")


def test_the_newest_known_group_counts_and_an_unknown_one_takes_nothing_away(extracts):
    files = extracts(
        [row(ethnicity_5="asian", sen="none", local_authority_code="E08000035")],
        [groups(ethnicity_5="unknown", sen="ehc_plan", local_authority_code="E08000032")],
        [groups(sen=None)],
    )
    known = newest_records(files).row(0, named=True)
    assert (known["ethnicity_5"], known["sen"]) == ("asian", "ehc_plan")
    assert known["local_authority_code"] == "E08000032"


def test_a_record_of_which_nothing_says_who_it_is_is_nobody(extracts):
    assert newest_records(extracts([groups(ethnicity_5="asian")])).is_empty()


def test_extracts_of_before_a_column_was_added_are_read_too(extracts, tmp_path: Path):
    old = tmp_path / "old.parquet"
    born = row(source_record_key="b", date_of_birth=dt.date(2004, 3, 17))
    pl.DataFrame([born], schema=PERSON_SCHEMA).drop("says_who", "birth_month").write_parquet(old)
    known = newest_records([old, *extracts([row()])])
    assert sorted(known["source_record_key"]) == ["a", "b"]
