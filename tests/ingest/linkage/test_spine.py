"""A trusted linker's spine fills the same table."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from ingest.linkage.person_links import PERSON_LINK
from ingest.linkage.spine import from_spine
from pathways.errors import LinkageError

TIERS = {"1": 1, "2": 2, "3": 3}
STAMP = {"key": b"a key of the tests", "run_id": "first", "on": dt.date(2026, 1, 1)}


def spine(*rows: tuple[str, str, str, str, float | None]) -> pl.DataFrame:
    names = ["spine_id", "dataset", "source_token", "match_pass", "match_score"]
    table = pl.DataFrame(
        list(rows), schema=dict.fromkeys(names[:4], pl.String) | {"match_score": pl.Float64}, orient="row"
    )
    return table.with_columns(linked_at=pl.lit(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))


def test_records_of_one_spine_id_are_one_person_whose_id_does_not_show_it():
    got = from_spine(spine(("S1", "ilr", "t1", "1", None), ("S1", "uc", "t2", "3", 0.97)), TIERS, **STAMP)
    assert got.schema == pl.Schema(PERSON_LINK)
    assert got["person_id"].n_unique() == 1
    assert "S1" not in got["person_id"][0]
    assert got.select("source_record_key", "link_tier", "match_probability").rows() == [
        ("ilr:t1", 1, None),
        ("uc:t2", 3, 0.97),
    ]


def test_an_id_stays_while_the_spine_id_does():
    one = from_spine(spine(("S1", "ilr", "t1", "1", None)), TIERS, **STAMP)
    other = from_spine(spine(("S1", "uc", "t9", "2", None)), TIERS, **STAMP | {"run_id": "second"})
    assert one["person_id"].to_list() == other["person_id"].to_list()


def test_a_pass_without_a_tier_is_refused():
    with pytest.raises(LinkageError, match="unknown meaning: 9"):
        from_spine(spine(("S1", "ilr", "t1", "9", None)), TIERS, **STAMP)


def test_a_record_given_to_two_persons_is_refused():
    with pytest.raises(LinkageError, match="two persons"):
        from_spine(spine(("S1", "ilr", "t1", "1", None), ("S2", "ilr", "t1", "1", None)), TIERS, **STAMP)


def test_a_missing_column_is_named():
    with pytest.raises(LinkageError, match="match_pass"):
        from_spine(spine(("S1", "ilr", "t1", "1", None)).drop("match_pass"), TIERS, **STAMP)
