"""Identifiers count only where they can be what they claim to be."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.linkage.identifiers import IDENTIFIERS, only_usable, usable

TEN_DIGITS = st.integers(1_000_000_000, 9_999_999_999).map(str)
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def read(column: str, text: str | None) -> str | None:
    return pl.DataFrame({column: [text]}, schema={column: pl.String}).select(usable(column)).item()


def valid_uln(text: str) -> bool:
    rest = sum(int(digit) * weight for digit, weight in zip(text, range(10, 1, -1), strict=False)) % 11
    return rest != 0 and 10 - rest == int(text[9]) and text != "9999999999"


def valid_nhs(text: str) -> bool:
    check = (11 - sum(int(digit) * weight for digit, weight in zip(text, range(10, 1, -1), strict=False)) % 11) % 11
    return check != 10 and check == int(text[9]) and len(set(text)) > 1


def upn_of(digits: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(2, 14), strict=True))
    return UPN_LETTERS[total % 23] + digits


@given(TEN_DIGITS)
def test_a_uln_counts_when_its_check_digit_does(text):
    assert (read("uln", text) == text) == valid_uln(text)


@given(TEN_DIGITS)
def test_an_nhs_number_counts_when_its_check_digit_does(text):
    assert (read("nhs_number", text) == text) == valid_nhs(text)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_upn_counts_with_its_letter_and_with_no_other(digits):
    right = upn_of(digits)
    assert read("upn", right) == right
    wrong = UPN_LETTERS[(UPN_LETTERS.index(right[0]) + 1) % 23] + digits
    assert read("upn", wrong) is None


@given(st.sampled_from(IDENTIFIERS), TEN_DIGITS, st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_of_a_checked_number_is_seen(column, text, place, more):
    if column not in {"uln", "nhs_number"} or read(column, text) is None:
        return
    mistyped = text[:place] + str((int(text[place]) + more) % 10) + text[place + 1 :]
    assert read(column, mistyped) is None


@pytest.mark.parametrize("text", ["943 476 5919", "943-476-5919", " 9434765919 "])
def test_spaces_and_dashes_of_an_nhs_number_do_not_matter(text):
    assert read("nhs_number", text) == "9434765919"


@pytest.mark.parametrize("text", ["9999999999", "0000000000", "123", "", None])
def test_the_temporary_uln_and_no_number_are_nobodys(text):
    assert read("uln", text) is None


def test_an_nhs_number_all_alike_is_nobodys():
    assert read("nhs_number", "1111111111") is None


@pytest.mark.parametrize(("text", "counts"), [("AB 12 34 56 C", True), ("AB123456E", False), ("DA123456A", False)])
def test_a_national_insurance_number_has_a_shape(text, counts):
    assert (read("national_insurance_number", text) is not None) == counts


@pytest.mark.parametrize("prefix", ["BG", "GB", "NK", "KN", "TN", "NT", "ZZ", "QQ", "AO"])
def test_prefixes_that_were_never_given_out_do_not_count(prefix):
    assert read("national_insurance_number", f"{prefix}123456A") is None


def test_every_identifier_of_a_frame_is_read_in_place():
    frame = pl.DataFrame(
        {
            "uln": ["x", None],
            "upn": [None, None],
            "national_insurance_number": ["ab123456c", "ab123456c"],
            "nhs_number": [None, "9434765919"],
        },
        schema=dict.fromkeys(IDENTIFIERS, pl.String),
    )
    read_frame = only_usable(frame)
    assert read_frame["national_insurance_number"].to_list() == ["AB123456C"] * 2
    assert read_frame["uln"].to_list() == [None, None]
