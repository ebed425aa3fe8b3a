"""What a run leaves for the next can be kept and read again."""

from __future__ import annotations

import pytest

from ingest.linkage.link import link_extract
from ingest.linkage.state import load_state
from pathways.errors import LinkageError


def test_a_kept_state_serves_as_well_as_the_one_in_memory(linked, people, run, tmp_path):
    kept = load_state(linked.state.save(tmp_path / "state"))
    again = link_extract(run, kept, people[0].head(5), linked.person_link)
    assert again.pairs_scored == 0
    assert again.person_link.equals(linked.person_link)


def test_a_state_half_written_is_not_taken_for_one(linked, tmp_path):
    place = linked.state.save(tmp_path / "state")
    (place / "model_version").unlink()
    with pytest.raises(LinkageError, match="state cannot be read"):
        load_state(place)
