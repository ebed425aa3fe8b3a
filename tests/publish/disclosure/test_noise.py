"""The noise: without bias, of a fixed spread, never more than five, never below nobody."""

from __future__ import annotations

import numpy as np
import pytest

from publish.disclosure.noise import KEYS, LARGEST_CHANGE, VARIANCE, NoiseTable, distribution

TABLE = NoiseTable.drawn(b"a seed of the tests, 32 bytes in")


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 100])
def test_changes_have_mean_zero_and_the_declared_variance(count: int):
    changes, chances = distribution(count)
    assert chances.sum() == pytest.approx(1)
    assert chances @ changes == pytest.approx(0, abs=1e-6)
    assert chances @ changes**2 == pytest.approx(VARIANCE)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6, 255, 256, 261, 100_000])
def test_the_table_changes_a_count_as_the_distribution_says(count: int):
    changes = TABLE.change(np.full(KEYS, count), np.arange(KEYS))
    assert abs(changes.mean()) < 0.005
    assert changes.var() == pytest.approx(VARIANCE, rel=0.01)
    assert np.abs(changes).max() == LARGEST_CHANGE
    assert (count + changes).min() >= 0


def test_nobody_stays_nobody():
    assert not TABLE.change(np.zeros(KEYS, dtype=np.int64), np.arange(KEYS)).any()


def test_the_same_people_get_the_same_noise_and_one_more_person_gets_another():
    keys = np.arange(KEYS)
    twenty = TABLE.change(np.full(KEYS, 20), keys)
    assert (twenty == TABLE.change(np.full(KEYS, 20), keys + KEYS)).all()
    assert (twenty != TABLE.change(np.full(KEYS, 21), keys)).mean() > 0.5


def test_a_kept_table_is_read_back_as_it_was():
    assert (NoiseTable.from_bytes(TABLE.to_bytes()).changes == TABLE.changes).all()


def test_other_bytes_are_no_table():
    with pytest.raises(ValueError, match="not a noise table"):
        NoiseTable.from_bytes(TABLE.to_bytes()[:-1])
