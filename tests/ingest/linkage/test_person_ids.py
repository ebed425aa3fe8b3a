"""Person ids live on, and what changes is told."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.linkage.person_ids import Carried, carry_forward, unexplained_changes

KEY = b"a key of the tests"
NOBODY = pl.DataFrame(schema={"source_record_key": pl.String, "person_id": pl.String})
GROUPINGS = st.dictionaries(st.integers(0, 15), st.integers(0, 6), min_size=1, max_size=16)


def groups(of: dict[int, int] | dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"source_record_key": [f"r{key}" for key in of], "group": [f"g{group}" for group in of.values()]},
        schema={"source_record_key": pl.String, "group": pl.String},
    )


def events(carried: Carried, kind: str) -> list[tuple[str, str | None, int]]:
    return carried.events.filter(event=kind).select("person_id", "from_person_id", "records").rows()


def test_everyone_is_new_at_first_and_nobody_after():
    first = carry_forward(groups({1: 1, 2: 1, 3: 2}), NOBODY, KEY)
    assert len(events(first, "new")) == 2
    again = carry_forward(groups({1: 7, 2: 7, 3: 8}), first.ids, KEY)
    assert again.events.is_empty()
    assert again.ids.equals(first.ids)


def test_a_merged_person_takes_the_id_of_whom_it_mostly_was():
    first = carry_forward(groups({1: 1, 2: 1, 3: 2}), NOBODY, KEY)
    ids = dict(first.ids.iter_rows())
    later = carry_forward(groups({1: 1, 2: 1, 3: 1}), first.ids, KEY)
    assert set(later.ids["person_id"]) == {ids["r1"]}
    assert events(later, "merged") == [(ids["r1"], ids["r3"], 1)]


def test_a_split_person_leaves_the_id_with_the_larger_part():
    first = carry_forward(groups({1: 1, 2: 1, 3: 1}), NOBODY, KEY)
    (old,) = set(first.ids["person_id"])
    later = carry_forward(groups({1: 1, 2: 1, 3: 2}), first.ids, KEY)
    ids = dict(later.ids.iter_rows())
    assert ids["r1"] == ids["r2"] == old != ids["r3"]
    assert events(later, "split") == [(ids["r3"], old, 1)]


def test_a_record_that_moves_between_two_who_live_on_is_told_as_a_split():
    first = carry_forward(groups({1: 1, 2: 1, 3: 2, 4: 2, 5: 2}), NOBODY, KEY)
    ids = dict(first.ids.iter_rows())
    later = carry_forward(groups({1: 1, 2: 1, 3: 1, 4: 2, 5: 2}), first.ids, KEY)
    assert events(later, "split") == [(ids["r1"], ids["r4"], 1)]
    assert events(later, "new") == []


def test_an_id_says_nothing_without_the_key():
    one, other = (carry_forward(groups({1: 1}), NOBODY, key).ids["person_id"].item() for key in (b"one", b"other"))
    assert one != other
    assert "r1" not in one


@given(GROUPINGS, GROUPINGS)
@settings(max_examples=80)
def test_every_change_of_an_id_is_explained(before, after):
    first = carry_forward(groups(before), NOBODY, KEY)
    later = carry_forward(groups(after), first.ids, KEY)
    assert unexplained_changes(first.ids, later).is_empty()


@given(GROUPINGS, GROUPINGS, st.randoms(use_true_random=False))
@settings(max_examples=80)
def test_the_order_of_the_records_changes_no_id(before, after, chance):
    first = carry_forward(groups(before), NOBODY, KEY)
    mixed = list(after.items())
    chance.shuffle(mixed)
    one, other = (carry_forward(groups(dict(of)), first.ids, KEY) for of in (after.items(), mixed))
    assert dict(one.ids.iter_rows()) == dict(other.ids.iter_rows())
    assert one.events.equals(other.events)


@given(GROUPINGS, GROUPINGS)
@settings(max_examples=80)
def test_two_persons_never_share_an_id(before, after):
    first = carry_forward(groups(before), NOBODY, KEY)
    later = carry_forward(groups(after), first.ids, KEY)
    told = later.ids.join(groups(after), on="source_record_key").unique(["person_id", "group"])
    assert told["person_id"].is_unique().all()
    assert told["group"].is_unique().all()
