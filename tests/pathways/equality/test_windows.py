from __future__ import annotations

from datetime import date

import pytest

from pathways.equality.windows import Window, is_due, last_complete, next_due, window_to
from pathways.errors import ReleaseError


def test_a_window_is_three_academic_years_named_by_the_last():
    window = window_to("2024/25")
    assert window.years == ["2022/23", "2023/24", "2024/25"]
    assert window.label == "2022/23 to 2024/25"
    assert window.before.label == "2019/20 to 2021/22"
    assert window_to("1999/00").years[-1] == "1999/00"


@pytest.mark.parametrize("text", ["2024", "2024/26", "24/25", "2024-25", ""])
def test_what_is_no_academic_year_is_refused_with_how_to_write_one(text):
    with pytest.raises(ReleaseError, match="is not an academic year") as refused:
        window_to(text)
    assert "2024/25" in refused.value.fix


def test_a_year_is_complete_once_its_final_returns_are_in():
    assert last_complete(date(2025, 12, 1)).years[-1] == "2024/25"
    assert last_complete(date(2025, 11, 30)).years[-1] == "2023/24"


def test_every_third_year_a_review_is_due():
    assert [last for last in range(2019, 2032) if is_due(Window(last))] == [2024, 2027, 2030]
    assert next_due(Window(2024)) == Window(2024)
    assert next_due(Window(2025)) == next_due(Window(2026)) == Window(2027)
    assert next_due(Window(2015)) == Window(2024)
