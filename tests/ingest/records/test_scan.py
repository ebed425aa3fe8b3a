"""What looks like an identifier is found; each kind's check digit is worked out here again, in plain Python."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.records.scan import identifiers_in

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NINE = st.lists(st.integers(0, 9), min_size=9, max_size=9)


QUICK = settings(deadline=None, max_examples=40)


def kinds(text: str) -> set[str]:
    return {kind for _, kind, _ in identifiers_in(pl.DataFrame({"value": [text]}))}


def finds(kind: str, texts: list[str]) -> int:
    return sum(count for _, found, count in identifiers_in(pl.DataFrame({"value": texts})) if found == kind)


@QUICK
@given(NINE.filter(lambda digits: digits[0] > 0))
def test_a_learner_number_is_found_by_its_check_digit_and_not_by_its_shape_alone(digits: list[int]):
    remainder = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    numbers = ["".join(map(str, digits)) + str(last) for last in range(10)]
    right = [number for number in numbers if remainder and int(number[9]) == 10 - remainder and number != "9" * 10]
    assert finds("a unique learner number", numbers) == len(right)
    assert finds("a unique learner number", right) == len(right)


@QUICK
@given(NINE)
def test_an_nhs_number_is_found_with_or_without_its_spaces(digits: list[int]):
    check = (11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
    numbers = ["".join(map(str, digits)) + str(last) for last in range(10)]
    right = [number for number in numbers if int(number[9]) == check and len(set(number)) > 1]
    spaced = [f"{number[:3]} {number[3:6]} {number[6:]}" for number in numbers]
    assert finds("an NHS number", numbers) == finds("an NHS number", spaced) == len(right)
    assert finds("an NHS number", right) == len(right)


@QUICK
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_a_pupil_number_is_found_by_its_check_letter(digits: list[int]):
    letter = LETTERS[sum(digit * weight for digit, weight in zip(digits, range(2, 14), strict=True)) % 23]
    number = "".join(map(str, digits))
    assert "a unique pupil number" in kinds(letter + number)
    other = LETTERS[(LETTERS.index(letter) + 1) % 23]
    assert "a unique pupil number" not in kinds(other + number)


def test_a_national_insurance_number_and_a_postcode_are_found_by_their_shape():
    assert kinds("AB123456C") == {"a National Insurance number"}
    assert kinds("ab 12 34 56 c") == {"a National Insurance number"}
    assert kinds("GB123456C") == set()
    assert kinds("BR1 7SS") == {"a postcode"}


def test_what_the_lake_holds_is_not_taken_for_an_identifier():
    for text in ("E08000035", "E01012345", "10005200", "Z0002347", "2024/25", "123456789", "SYN000000001"):
        assert kinds(text) == set(), text


def test_whole_numbers_are_looked_at_too():
    assert identifiers_in(pl.DataFrame({"value": [1061484016, 1061484016, 5]})) == [
        ("value", "a unique learner number", 2)
    ]
