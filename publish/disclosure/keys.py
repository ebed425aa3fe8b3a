"""The random key that each person has for ever: whoever are counted together bring the same noise in every table."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from publish.disclosure.noise import KEYS


def person_keys(persons: Iterable[int], secret: bytes) -> NDArray[np.int64]:
    """A key from 0 to `KEYS` - 1 for each person: the last bits of an HMAC-SHA256 of the id.

    Args:
        persons: `young_person_id`.
        secret: known to nobody who sees what is published.
    """
    digest = hmac.digest
    drawn = b"".join(digest(secret, int(person).to_bytes(8, "little", signed=True), "sha256")[:2] for person in persons)
    return np.frombuffer(drawn, dtype="<u2").astype(np.int64) % KEYS
