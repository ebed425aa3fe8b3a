"""The query that scores pairs gives what splink itself would give."""

from __future__ import annotations

import math

import polars as pl
import pytest

from ingest.linkage.department_persons import bring_together
from ingest.linkage.engine import frame
from ingest.linkage.link import by_department
from ingest.linkage.linker import linker_of
from ingest.linkage.model import NOMINAL_PRIOR
from ingest.linkage.score import score
from ingest.linkage.standardise import linkable, standardise

LEAST = 5.0


@pytest.fixture(scope="module")
def sides(people):
    known = linkable(standardise(people[0].sample(6_000, seed=8)))
    persons = by_department(known, bring_together(known))
    return persons["DfE"], persons["DWP"]


def test_every_pair_has_the_evidence_that_splink_gives_it(connection, model, sides):
    prior = math.log2(NOMINAL_PRIOR / (1 - NOMINAL_PRIOR))
    with linker_of(connection, model.settings, dict(zip(("a", "b"), sides, strict=True)), model.frequencies) as linker:
        predicted = linker.inference.predict(threshold_match_weight=LEAST + prior, warning_mode="never")
        theirs = frame(
            connection,
            f"select person_key_l as left, person_key_r as right, match_weight - ({prior}) as evidence"
            f" from {predicted.physical_name}",
        )
    ours = score(connection, model, *sides, least=LEAST)
    both = ours.join(theirs, on=["left", "right"], how="full", suffix="_theirs", coalesce=True)
    assert both.height > 500
    assert both.select((pl.col("evidence") - pl.col("evidence_theirs")).abs().max()).item() < 1e-6
    assert both.null_count().select(pl.sum_horizontal(pl.all())).item() == 0


def test_a_pair_is_given_once_however_often_it_is_found(connection, model, sides):
    assert score(connection, model, *sides, least=LEAST).select("left", "right").is_unique().all()
