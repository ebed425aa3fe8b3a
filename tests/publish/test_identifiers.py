import hashlib

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.identifiers import UPN_LETTERS, scan

few = settings(max_examples=40, deadline=None)


def kinds(*values: str) -> set[str]:
    return {found.kind for found in scan(pl.Series(values, dtype=pl.String))}


@st.composite
def ulns(draw: st.DrawFn) -> str:
    """By the specification, written apart from the code under test: digits one at a time, in plain Python."""
    digits = draw(st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(lambda d: d[0] > 0 and _mod_11(d) != 0))
    return "".join(map(str, digits)) + str(10 - _mod_11(digits))


@st.composite
def nhs_numbers(draw: st.DrawFn) -> str:
    digits = draw(st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(lambda d: _mod_11(d) != 1))
    number = "".join(map(str, digits)) + str((11 - _mod_11(digits)) % 11)
    return draw(st.sampled_from([number, f"{number[:3]} {number[3:6]} {number[6:]}"]))


@st.composite
def upns(draw: st.DrawFn) -> str:
    digits = draw(st.lists(st.integers(0, 9), min_size=11, max_size=11))
    last = draw(st.sampled_from("0123456789" + UPN_LETTERS))
    value = int(last) if last.isdigit() else UPN_LETTERS.index(last)
    total = sum(d * w for d, w in zip([*digits, value], range(2, 14), strict=True))
    return UPN_LETTERS[total % 23] + "".join(map(str, digits)) + last


ninos = st.from_regex(r"(A|E|H|J|L|P|W)(A|E|H|L|M|P)[0-9]{6}[A-D]", fullmatch=True)
around = st.sampled_from(
    [("", ""), ("pupil ", ""), ("a_", "_b.csv"), ("(", ")"), ('{"id": "', '"}'), ("Leeds|", "|2025")]
)


def _mod_11(digits: list[int]) -> int:
    return sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11


@pytest.mark.parametrize(
    ("identifiers", "kind"),
    [
        (ulns(), "unique learner number"),
        (nhs_numbers(), "NHS number"),
        (upns(), "unique pupil number"),
        (ninos, "National Insurance number"),
    ],
)
def test_an_identifier_is_found_wherever_it_stands_in_a_text(identifiers: st.SearchStrategy[str], kind: str):
    @few
    @given(identifier=identifiers, edges=around, lower=st.booleans())
    def found(identifier: str, edges: tuple[str, str], *, lower: bool) -> None:
        text = edges[0] + (identifier.lower() if lower else identifier) + edges[1]
        assert kind in kinds("Leeds", text)

    found()


@few
@given(ulns(), st.integers(1, 9))
def test_a_number_whose_check_digit_is_wrong_is_no_learner_number(uln: str, shift: int):
    wrong = uln[:9] + str((int(uln[9]) + shift) % 10)
    assert "unique learner number" not in kinds(wrong)


@few
@given(st.binary())
def test_hashes_raise_no_alarm(content: bytes):
    digest = hashlib.sha256(content).hexdigest()
    assert kinds(digest, f"dwp__uc_households-{digest[:12]}", f"dwp__uc_households-{digest[:12]}-r2") == set()


@few
@given(st.integers(10_000_000, 99_999_999), st.floats(-180, 180), st.integers(0, 70_000_000))
def test_provider_numbers_coordinates_and_counts_raise_no_alarm(ukprn: int, degrees: float, people: int):
    values = (str(ukprn), f"College ({ukprn})", f"[[{degrees!r},{degrees:.10f}]]", f"{people:,}", str(people))
    assert kinds(*values) == set()


@pytest.mark.parametrize("text", ["E92000001", "2024/25", "ks4|E08000035|2018-19|total|total", "2025-05-17T10:00:00Z"])
def test_the_fields_own_codes_raise_no_alarm(text: str):
    assert kinds(text) == set()


@pytest.mark.parametrize("prefix", ["BG", "GB", "ZZ", "DA", "QQ", "AO"])
def test_letters_that_never_begin_a_national_insurance_number_are_left_alone(prefix: str):
    assert kinds(f"{prefix}123456A") == set()


def test_an_identifier_kept_as_a_whole_number_is_found_too():
    assert [found.kind for found in scan(pl.Series([9434765919, 12, None], dtype=pl.Int64))] == ["NHS number"]


def test_a_column_of_figures_is_not_text():
    assert scan(pl.Series([9434765919.0])) == []


def test_each_value_that_holds_an_identifier_counts_once():
    (found,) = scan(pl.Series(["943 476 5919", "943 476 5919 and 943 476 5919", "943 476 5919", "none"]))
    assert (found.kind, found.values) == ("NHS number", 2)
