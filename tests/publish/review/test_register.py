from __future__ import annotations

import polars as pl

from pathways.equality.measures import MEASURES
from pathways.equality.table import SYMBOLS
from publish.review import register
from tests.pathways.equality.made_up import WINDOW

STARTS = "Apprenticeship starts"
FEMALE = (pl.col("characteristic") == "Sex") & (pl.col("group") == "Female")


def test_evidence_names_the_farthest_groups_and_draws_no_conclusion(released):
    rows = register.evidence(released, WINDOW).rows
    assert rows.filter(FEMALE, measure=STARTS).height == 1
    assert set(rows["rests_on"]) == {"representation"}
    assert not rows["evidence"].str.contains("should|must|recommend").any()


def test_every_table_has_a_row_for_each_key_and_only_declared_symbols(pack):
    for table in pack.tables:
        assert not table.rows.select(table.key).is_duplicated().any(), table.name
        symbols = {s for c in table.columns if c.is_number for s in table.rows[f"{c.name}_symbol"] if s}
        assert symbols <= set(SYMBOLS)
    assert {m.title for m in MEASURES} == set(pack.tables[-1].rows["measure"])
