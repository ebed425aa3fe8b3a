from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.synthetic import identifiers

PEOPLE = st.lists(st.integers(0, 40_000_000), min_size=1, max_size=20, unique=True).map(np.array)


@given(PEOPLE)
def test_a_learner_number_has_the_check_digit_of_the_learning_records_service(people):
    for number in map(str, identifiers.uln(people)):
        remainder = sum(int(d) * w for d, w in zip(number, range(10, 1, -1), strict=False)) % 11
        assert remainder != 0
        assert int(number[9]) == 10 - remainder
        assert re.fullmatch(r"9\d{9}", number)
        assert number != "9999999999"


@given(st.lists(st.integers(0, 499_999), min_size=1, max_size=20).map(np.array))
def test_an_nhs_number_is_of_the_range_kept_for_tests_and_has_its_check_digit(people):
    for number in map(str, identifiers.nhs_number(people)):
        check = 11 - sum(int(d) * w for d, w in zip(number, range(10, 1, -1), strict=False)) % 11
        assert number.startswith("999")
        assert check != 10
        assert int(number[9]) == check % 11


@given(PEOPLE)
def test_a_pupil_number_is_of_no_authority_and_has_its_check_letter(people):
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    for number in identifiers.upn(people):
        assert re.fullmatch(r"[A-Z]999\d{9}", number)
        assert number[0] == letters[sum(int(d) * w for d, w in zip(number[1:], range(2, 14), strict=True)) % 23]


@given(PEOPLE)
def test_a_national_insurance_number_has_the_shape_that_leak_detection_looks_for(people):
    for number in identifiers.nino(people):
        assert re.fullmatch(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", number)
        assert number[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


@pytest.mark.parametrize("make", [identifiers.uln, identifiers.upn, identifiers.nino])
def test_no_two_people_share_a_number(make):
    people = np.arange(300_000)
    assert len(set(make(people))) == len(people)
