"""A pseudonym is an HMAC; it is worked out here again, one by one, with Python's own."""

from __future__ import annotations

import hmac
from pathlib import Path

import polars as pl
import pytest

from ingest.records.pseudonyms import pseudonyms

REFERENCES = ["leo|K1", "leo|K1", None, None, "é|ü", "leo|K1", "", "x" * 200]


@pytest.fixture
def key(home: Path) -> bytes:
    pseudonyms(pl.Series(["the first to ask makes the secret"]))
    return (home / "secrets" / "pseudonym-key-v1").read_bytes()


def test_a_pseudonym_is_the_keyed_hash_of_its_reference(key: bytes):
    expected = [f"v1-{hmac.digest(key, text.encode(), 'sha256').hex()[:32]}" if text else None for text in REFERENCES]
    expected[6] = f"v1-{hmac.digest(key, b'', 'sha256').hex()[:32]}"
    assert pseudonyms(pl.Series(REFERENCES)).to_list() == expected


@pytest.mark.parametrize("references", [[], [None], [None, "leo|K1"]])
@pytest.mark.usefixtures("home")
def test_what_has_no_reference_has_no_pseudonym(references: list[str | None]):
    found = pseudonyms(pl.Series(references, dtype=pl.String))
    assert found.dtype == pl.String
    assert [name is None for name in found] == [name is None for name in references]
