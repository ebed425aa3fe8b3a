from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.synthetic.draws import choose, even, fixed, pick, scatter, scatter_9, stream


@given(st.integers(0, 1000), st.floats(0.01, 0.99))
@settings(max_examples=30)
def test_as_many_of_a_stratum_lie_below_a_share_as_the_share_says(seed, share):
    strata = np.repeat([0, 1, 2], [50, 333, 7])
    spread = even(np.random.default_rng(seed), strata)
    for stratum in (0, 1, 2):
        members = spread[strata == stratum]
        assert abs((members < share).sum() - share * len(members)) <= 1


def test_people_with_higher_scores_get_higher_numbers_within_their_stratum():
    strata, score = np.array([0, 0, 0, 1, 1]), np.array([3.0, 1.0, 2.0, 9.0, 8.0])
    spread = even(np.random.default_rng(0), strata, score)
    assert spread[1] < spread[2] < spread[0]
    assert spread[4] < spread[3]


def test_kinds_are_picked_in_their_shares_for_all_alike_and_person_by_person():
    spread = np.linspace(0, 0.999, 1000)
    assert np.bincount(pick(spread, np.array([1.0, 2.0, 1.0]))).tolist() == [250, 500, 250]
    own = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert pick(np.array([0.5, 0.5]), own).tolist() == [0, 1]


@given(st.integers(0, 1000), st.floats(0, 60))
@settings(max_examples=30)
def test_as_many_are_chosen_as_wanted_but_never_more_than_there_are(seed, wanted):
    eligible = np.arange(100) % 2 == 0
    chosen = choose(np.random.default_rng(seed), eligible, wanted)
    assert not (chosen & ~eligible).any()
    assert min(int(wanted), 50) <= chosen.sum() <= min(int(wanted) + 1, 50)


def test_a_room_has_the_same_stream_whatever_other_rooms_draw():
    assert stream(1, 2, "ilr").random() == stream(1, 2, "ilr").random()
    assert stream(1, 2, "ilr").random() != stream(1, 2, "leo").random()
    assert stream(1, 2, "ilr").random() != stream(1, 3, "ilr").random()


def test_tokens_are_different_for_different_people_and_sources():
    people = np.arange(500_000)
    assert len(np.unique(scatter(people, 1))) == len(people)
    assert len(np.unique(scatter_9(people, 90))) == len(people)
    assert not (scatter(people, 1) == scatter(people, 2)).any()
    assert len(np.unique(scatter(np.arange(269_999_000, 270_000_000), 2030))) == 1_000


def test_a_persons_fixed_number_is_between_0_and_1_and_even():
    numbers = fixed(np.arange(10_000), 7)
    assert 0 <= numbers.min() <= numbers.max() < 1
    assert abs(numbers.mean() - 0.5) < 0.02
