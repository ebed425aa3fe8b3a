"""Person keys: fixed, spread evenly, and different under another secret."""

from __future__ import annotations

import numpy as np

from warehouse.person_keys import KEYS, person_keys


def test_a_person_has_one_key_for_ever():
    first = person_keys(range(1000), b"secret")
    assert (person_keys(reversed(range(1000)), b"secret")[::-1] == first).all()
    assert first[[0, 999]].tolist() == [2549, 969]  # in a file of an earlier release it must be the same again


def test_keys_are_spread_evenly():
    counted = np.bincount(person_keys(range(400_000), b"secret"), minlength=KEYS)
    assert len(counted) == KEYS
    assert counted.std() < 1.1 * np.sqrt(counted.mean())


def test_another_secret_gives_other_keys():
    assert (person_keys(range(1000), b"secret") == person_keys(range(1000), b"another")).mean() < 0.01
