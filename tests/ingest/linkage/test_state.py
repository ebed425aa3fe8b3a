"""What a run leaves for the next can be kept and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.linkage.link import link_extract
from ingest.linkage.standardise import standardise
from ingest.linkage.state import load_state
from pathways.errors import LinkageError


@pytest.fixture
def kept(linked, tmp_path) -> Path:
    linked.state.write(tmp_path / "state")
    return tmp_path / "state"


def test_a_kept_state_serves_as_well_as_the_one_in_memory(kept, linked, people, run):
    again = link_extract(run, load_state(kept), standardise(people[0].head(5)), linked.person_link.lazy())
    assert again.pairs_scored == 0
    assert again.person_link.equals(linked.person_link)


@pytest.mark.parametrize("lost", ["made_with.json", "standardised.parquet"])
def test_a_state_of_which_a_file_is_gone_is_not_taken_for_one(kept, lost: str):
    (kept / lost).unlink()
    with pytest.raises(LinkageError, match="cannot be read"):
        load_state(kept)


def test_a_state_that_lost_the_candidates_of_a_pair_is_not_taken_for_one(kept):
    next(kept.glob("candidates-*")).unlink()
    with pytest.raises(LinkageError, match="not whole"):
        load_state(kept)
