"""What looks like an identifier is found; each kind's check digit is worked out here again, in plain Python."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.scan import identifiers_in, refuse_identifiers
from pathways.errors import RefusedFileError

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NINE = st.lists(st.integers(0, 9), min_size=9, max_size=9)


WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}
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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("learner 1061484016, left in May", "a unique learner number"),
        ("1061484016".translate(WIDE), "a unique learner number"),
        ("NHS no. 943 476 5919", "an NHS number"),
        ("943-476-5919", "an NHS number"),
        ("lives at br1 7ss now", "a postcode"),
        ("br17ss", "a postcode"),
        ("(SW1A 1AA)", "a postcode"),
        ("NI ab123456c", "a National Insurance number"),
        ("upn h999790123839.", "a unique pupil number"),
    ],
)
def test_an_identifier_is_found_among_other_words(text: str, kind: str):
    assert kinds(text) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "1061484018",  # its check digit is wrong
        "telephone 0114 273 4567",
        "+44 114 273 4567",
        "Age 16 to 18 in 2024/25",
        "12061484016",
        "KS4 2EM",  # there is no area KS
        "URN 143967 UKPRN 10005200",
        "E08000035 and E09000003",
        "BTEC L3",
        "v1-0123456789abcdef0123456789abcdef",
    ],
)
def test_codes_telephones_and_ages_are_no_identifiers(text: str):
    assert kinds(text) == set()


def test_pay_and_counts_are_looked_at_as_numbers():
    rows = pl.DataFrame({"pay": [25008.49, 1061484016.0], "count": [5, None], "born": ["2003-05-17", None]})
    assert identifiers_in(rows) == [("pay", "a unique learner number", 1)]


def test_a_refusal_names_the_column_and_the_kind_and_never_the_value():
    with pytest.raises(RefusedFileError, match=r"2 values of note look like a postcode") as raised:
        refuse_identifiers(pl.DataFrame({"note": ["BR1 7SS", "at BR1 7SS", "none"]}), "dfe__example")
    assert "BR1" not in str(raised.value.as_dict())
