"""What of linked people no rule protects leaves only while all the records are made up."""

from types import ModuleType

import polars as pl
import pytest

from publish.gates import run_gates
from publish.linked import (
    UNPROTECTED,
    all_made_up,
    leave_out_unprotected,
    unprotected_figures_are_made_up,
    unprotected_figures_left_out,
)


@pytest.fixture
def tables(made_up: ModuleType) -> dict[str, pl.DataFrame]:
    return made_up.tables_of()


@pytest.fixture
def with_a_real_extract(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """One of the three extracts of the ILR is no longer made up; every flag of the linked rows still says so."""
    synthetic = pl.when(pl.col("feed") == "dfe__ilr").then(2).otherwise("synthetic_extracts")
    feeds = tables["record_feed"].with_columns(synthetic.cast(pl.Int64).alias("synthetic_extracts"))
    return {**tables, "record_feed": feeds}


def test_details_of_links_of_made_up_people_may_leave(tables):
    assert leave_out_unprotected(tables) == tables
    assert unprotected_figures_are_made_up(tables) == []
    assert unprotected_figures_left_out(tables) == []


def test_one_real_extract_among_many_keeps_details_of_links_back_and_names_its_return(with_a_real_extract):
    reasons = unprotected_figures_are_made_up(with_a_real_extract)
    assert [reason.split(":")[0] for reason in reasons] == list(UNPROTECTED)
    assert any("link_quality: 3 rows" in reason for reason in reasons)
    assert all("dfe__ilr" in reason and "dwp__leo" not in reason for reason in reasons)


def test_the_rest_leaves_without_them_and_the_manifest_says_why(with_a_real_extract, made_up: ModuleType):
    left = leave_out_unprotected(with_a_real_extract)
    assert all(left[name].is_empty() for name in UNPROTECTED)
    assert all(left[name].equals(frame) for name, frame in with_a_real_extract.items() if name not in UNPROTECTED)
    results = run_gates(left, tests_passed=63, as_known_on=made_up.RECEIVED)
    assert [result.gate for result in results if result.reasons] == ["unprotected_figures_are_shown"]
    (reason,) = next(result.reasons for result in results if result.reasons)
    assert "not marked synthetic, of dfe__ilr." in reason


def test_linked_figures_of_which_no_extract_is_known_are_not_believed_to_be_made_up(tables):
    unknown = tables["record_feed"].with_columns(extracts=pl.lit(0), synthetic_extracts=pl.lit(0))
    assert not all_made_up({**tables, "record_feed": unknown})
    assert unprotected_figures_are_made_up({**tables, "record_feed": unknown})
    assert leave_out_unprotected({**tables, "record_feed": unknown})["link_quality"].is_empty()


def test_a_candidate_with_linked_figures_of_real_people_is_stopped(with_a_real_extract, made_up: ModuleType):
    candidate = made_up.candidate_of(with_a_real_extract)
    assert any(
        "made of linked records that are not all marked synthetic (dfe__ilr)" in why for why in candidate.reasons
    )
