import polars as pl
import pytest

from dashboard.queries.outcomes import Group, Outcome
from dashboard.words import outcomes as words

SHARE = Outcome("work", "1", "In work", "share", "the year of leaving", "recorded", "In work of any hours.", "DWP")
NUMBER = Outcome("starts", "1", "Starts", "number", "the academic year", "at_ks4", "Apprenticeships begun.", "DfE")


def row(rate: float | None, status: str = "published") -> dict[str, object]:
    return {"numerator": 1240, "denominator": 2000, "rate": rate, "rate_status": status}


@pytest.mark.parametrize(
    ("shown", "outcome", "expected"),
    [
        (row(62.0), SHARE, "62% (1,240 of 2,000)"),
        (row(62.0, "low_reliability"), SHARE, "62% [u] (1,240 of 2,000)"),
        (row(None, "nearly_all"), SHARE, "nearly all"),
        (row(None, "confidential"), SHARE, "[c]"),
        (row(None, "nearly_all"), NUMBER, "1,240"),
        (None, SHARE, "[c]"),
        (None, NUMBER, "0"),
    ],
)
def test_a_figure_says_what_it_was_worked_out_from_only_where_it_is_shown(shown, outcome, expected):
    assert words.with_counts(shown, outcome) == expected


def test_the_sentence_is_of_the_latest_year_and_says_what_that_is():
    rows = pl.DataFrame(
        [
            {"period_label": "2022/23", "period_sort": 2022, "breakdown": "ehc_plan", **row(50.0)},
            {"period_label": "2023/24", "period_sort": 2023, "breakdown": "ehc_plan", **row(62.0)},
            {"period_label": "2023/24", "period_sort": 2023, "breakdown": "none", **row(80.5)},
        ]
    )
    groups = [Group("ehc_plan", "EHC plan"), Group("sen_support", "SEN support"), Group("none", "No SEN")]
    assert words.says(rows, SHARE, groups, 1) == (
        "2023/24, the year of leaving. EHC plan: 62.0%; SEN support: [c]; No SEN: 80.5%."
    )
    assert words.says(rows.clear(), SHARE, groups) == "There is no figure."


def test_who_answers_is_a_department_by_its_name_and_where_is_said_if_not_in_the_definition():
    assert words.answers(SHARE) == "Who answers for it: the Department for Work and Pensions."
    assert words.answers(NUMBER).endswith("Councils are those where the young people finished key stage 4.")


@pytest.mark.parametrize(
    ("title", "expected"),
    [("In work", "in work"), ("A home", "a home"), ("EHC plans that ended", "EHC plans that ended")],
)
def test_a_title_within_a_sentence_keeps_the_capitals_of_an_acronym(title: str, expected: str):
    assert words.within(title) == expected
