"""Pairs become persons, never two persons of one department in one."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.linkage.persons import resolve

DEPARTMENTS = ("DfE", "DWP", "DHSC")
PEOPLE = pl.DataFrame([{"person_key": f"{d}{n}", "department": d} for d in DEPARTMENTS for n in range(5)])
EDGES = st.lists(
    st.tuples(
        st.sampled_from([(0, 1), (0, 2), (1, 2)]),
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(1, 3),
        st.floats(0, 50),
    ),
    max_size=15,
    unique_by=lambda e: e[:3],
)


def taken(rows):
    return pl.DataFrame(
        [
            {"left": f"{DEPARTMENTS[d[0]]}{a}", "right": f"{DEPARTMENTS[d[1]]}{b}", "link_tier": tier, "log_odds": bits}
            for d, a, b, tier, bits in rows
        ],
        schema={"left": pl.String, "right": pl.String, "link_tier": pl.Int8, "log_odds": pl.Float64},
    )


def test_three_departments_that_agree_are_one_person():
    groups = resolve(PEOPLE, taken([((0, 1), 0, 0, 1, 30.0), ((1, 2), 0, 0, 3, 10.0)]))
    assert groups.filter(pl.col("group") == "DHSC0")["person_key"].to_list() == ["DHSC0", "DWP0", "DfE0"]


def test_where_pairs_contradict_each_other_the_weakest_gives_way():
    # DfE0 is DWP0, DWP0 is DHSC0, but DHSC0 is said to be DfE1.
    groups = resolve(PEOPLE, taken([((0, 1), 0, 0, 1, 30.0), ((1, 2), 0, 0, 2, 20.0), ((0, 2), 1, 0, 3, 25.0)]))
    of = dict(groups.iter_rows())
    assert of["DfE0"] == of["DWP0"] == of["DHSC0"]
    assert of["DfE1"] == "DfE1"


@given(EDGES)
@settings(max_examples=60)
def test_nobody_is_two_persons_of_one_department(rows):
    groups = resolve(PEOPLE, taken(rows)).join(PEOPLE, on="person_key")
    assert not groups.select("group", "department").is_duplicated().any()
    assert groups.height == PEOPLE.height


@given(EDGES, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_persons_and_pairs_changes_nothing(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    assert resolve(PEOPLE, taken(rows)).equals(resolve(PEOPLE.reverse(), taken(mixed)))
