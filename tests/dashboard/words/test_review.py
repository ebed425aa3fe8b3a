from __future__ import annotations

import pytest

from dashboard.words import review as words

WOMEN = {
    "group": "Female", "reference_group": "Male", "ratio": "0.49", "ratio_low": "0.46", "ratio_high": "0.52",
    "stands_out": "yes", "representation_ratio": "0.66",
}  # fmt: skip
INDIAN = {**WOMEN, "group": "Indian", "reference_group": "White British", "ratio": "1.00", "stands_out": "no"}


def test_a_ratio_is_told_in_words_with_its_interval():
    about, (sentence,) = words.compared("apprenticeship_starts", [WOMEN])
    assert about == ""
    assert sentence == (
        "Women start an apprenticeship 0.49 times as often as men (95% interval 0.46 to 0.52). "
        "This stands out among all gaps of the review."
    )


def test_other_groups_are_told_beside_the_one_they_are_compared_with_those_that_stand_out_first():
    arab = {**INDIAN, "group": "Arab", "ratio": "1.40", "stands_out": "yes"}
    about, sentences = words.compared("apprenticeship_starts", [INDIAN, arab])
    assert about == "How often young people start an apprenticeship, beside those of the group “White British”:"
    assert sentences[0].startswith("Arab: 1.40 times as often (95%")
    assert sentences[1] == "Indian: as often (95% interval 0.46 to 0.52)."


@pytest.mark.parametrize("symbol", ["[c]", "[u]", "[x]", "[z]"])
def test_a_ratio_that_is_not_shown_makes_no_sentence(symbol: str):
    assert words.compared("apprenticeship_starts", [{**WOMEN, "ratio": symbol}]) == ("", [])
    assert words.within({"gap": symbol}, "gap") == symbol


def test_a_seldom_known_characteristic_is_said_to_be_the_reason():
    assert "of more than 20% of those counted" in words.not_compared([{**WOMEN, "representation_ratio": "[x]"}])
    assert "too few" in words.not_compared([{**WOMEN, "representation_ratio": "[c]"}])


def test_a_thin_rate_is_marked_and_one_that_is_hidden_is_not_zero():
    thin = {"rate": "20.0", "rate_low": "5.0", "rate_high": "50.0", "is_low": True}
    assert words.rate(thin) == "20.0 (5.0 to 50.0) [u]"
    assert words.rate({"rate": "[c]", "is_low": True}) == "[c]"
    gap = {"gap": "-1.2", "gap_low": "-3.0", "gap_high": "0.6"}
    assert words.within(gap, "gap") == "−1.2 (−3.0 to 0.6)"


def test_how_often_something_is_not_known():
    known = {"unknown": "1895", "everyone": "13750", "unknown_rate": "13.8"}
    assert words.not_known("Sex", known).startswith("Sex is not known of 13.8%: 1,895 of 13,750 in England.")
    assert "[c]" in words.not_known("Sex", {**known, "unknown_rate": "[c]"})
    assert words.not_known("Sex", None) == ""
    nobody = {"unknown": "0", "everyone": "1395", "unknown_rate": "0.0"}
    assert words.not_known("Sex", nobody) == "Sex is known of all, or nearly all, of 1,395 in England."
