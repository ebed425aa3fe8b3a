"""Taking an extract back: once, with a reason, and only what was accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import pipeline, progress
from ingest.withdrawal import withdraw
from pathways.database import Role, connect
from pathways.errors import WithdrawalError


@pytest.fixture
def neet_2025(home: Path, shared_data: Path) -> str:
    """The NEET file of 2025, received; its extract's id."""
    (outcome,) = pipeline.receive([shared_data / "dfe/neet-nccis-la-2025.csv"])
    return str(outcome.extract_id)


def test_a_withdrawal_is_in_the_ledger_with_its_reason_and_waits_for_a_release(neet_2025: str):
    withdrawn = withdraw(neet_2025, " sent by mistake ")
    assert withdrawn.rows == 161
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select withdrawn_at, withdrawn_because, rows_accepted from ledger.extract")
        assert cursor.fetchall() == [(withdrawn.withdrawn_at, "sent by mistake", 161)]
    assert progress.not_released()[-1] == f"withdrawal of {neet_2025}"


def test_an_extract_is_withdrawn_once(neet_2025: str):
    withdraw(neet_2025, "sent by mistake")
    with pytest.raises(WithdrawalError, match=r"was withdrawn on .* already"):
        withdraw(neet_2025, "again")


@pytest.mark.parametrize("extract_id", ["dfe__nothing-0123456789ab", ""])
def test_what_is_not_in_use_cannot_be_withdrawn(neet_2025: str, extract_id: str):
    with pytest.raises(WithdrawalError, match="There is no extract"):
        withdraw(extract_id, "sent by mistake")


def test_a_withdrawal_says_why(neet_2025: str):
    with pytest.raises(WithdrawalError, match="No reason was given"):
        withdraw(neet_2025, "  ")
