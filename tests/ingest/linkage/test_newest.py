"""One row a record: who it is now, and the newest that is known of its groups."""

from __future__ import annotations

import polars as pl
import pytest

from ingest.linkage.newest import newest_records
from ingest.records.check import PERSON_SCHEMA
from pathways.errors import LinkageError


def extracts(*rows: list[dict[str, object]]) -> list[pl.LazyFrame]:
    """The persons of extracts, each later than the one before."""
    return [
        pl.LazyFrame(of_one, schema=PERSON_SCHEMA).with_columns(source=pl.lit(place))
        for place, of_one in enumerate(rows)
    ]


def row(**more: object) -> dict[str, object]:
    return {"source_record_key": "a", "department": "DfE", "dataset": "dfe__nccis", "says_who": True} | more


def groups(**more: object) -> dict[str, object]:
    return row(dataset="dfe__school_census__pupil", says_who=False, **more)


def test_a_record_is_who_the_last_extract_says():
    rows = extracts([row(surname="Clarke"), row(source_record_key="b")], [row(surname="Hill")])
    known = newest_records(rows).sort("source_record_key")
    assert known["surname"].to_list() == ["Hill", None]


def test_what_was_left_blank_later_is_not_taken_from_before():
    known = newest_records(extracts([row(postcode="LS1 4AP")], [row(surname="Hill")]))
    assert known.row(0, named=True)["postcode"] is None


def test_a_table_that_does_not_say_who_its_record_is_tells_its_groups():
    rows = extracts([row(surname="Hill")], [groups(ethnicity_5="asian", sen="ehc_plan")])
    known = newest_records(rows).row(0, named=True)
    assert (known["surname"], known["ethnicity_5"], known["sen"]) == ("Hill", "asian", "ehc_plan")


def test_the_newest_known_group_counts_and_an_unknown_one_takes_nothing_away():
    rows = extracts(
        [row(ethnicity_5="asian", sen="none", local_authority_code="E08000035")],
        [groups(ethnicity_5="unknown", sen="ehc_plan", local_authority_code="E08000032")],
        [groups(sen=None)],
    )
    known = newest_records(rows).row(0, named=True)
    assert (known["ethnicity_5"], known["sen"]) == ("asian", "ehc_plan")
    assert known["local_authority_code"] == "E08000032"


def test_a_record_of_which_nothing_says_who_it_is_is_nobody():
    assert newest_records(extracts([groups(ethnicity_5="asian")])).is_empty()


def test_the_postcodes_of_earlier_rows_are_former_ones():
    homes = ("LS1 4AP", "M1 1AA", "LS1 4AP", "B1 1AA")
    rows = extracts(*([row(postcode=home), row(source_record_key="b", postcode="M1 1AA")] for home in homes))
    known = newest_records(rows).sort("source_record_key")
    assert known["postcode"].to_list() == ["B1 1AA", "M1 1AA"]
    assert known["former_postcodes"].to_list() == [["LS1 4AP", "M1 1AA"], None]


def test_a_postcode_that_was_left_blank_later_is_a_former_one():
    known = newest_records(extracts([row(postcode="LS1 4AP")], [row(postcode="M1 1AA")], [row(surname="Hill")]))
    assert known["former_postcodes"].to_list() == [["LS1 4AP", "M1 1AA"]]


def test_extracts_of_before_rows_said_what_they_replace_are_an_error():
    with pytest.raises(LinkageError, match="an earlier version took in"):
        newest_records([rows.drop("says_who") for rows in extracts([row()])])
