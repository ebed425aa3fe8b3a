"""Where rows stand in another table."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from ingest.linkage.places import places

KEYS = st.lists(st.sampled_from("abcdef"), max_size=8)


@given(keys=KEYS, among=KEYS.map(lambda keys: list(dict.fromkeys(keys))))
def test_each_key_has_the_place_where_it_stands_or_none(keys: list[str], among: list[str]):
    found = places(pl.Series(keys, dtype=pl.String), pl.Series(among, dtype=pl.String))
    assert found.to_list() == [among.index(key) if key in among else None for key in keys]
