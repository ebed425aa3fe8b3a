from __future__ import annotations

from dashboard.figures.intervals import Dot, height, intervals

ROWS = [
    Dot("Female", 14.8, 14.4, 15.2, "14.8 (14.4 to 15.2)"),
    Dot("Male", 30.3, 29.8, 30.8, "30.3 (29.8 to 30.8)", is_chosen=True),
    Dot("Few", None, None, None, "[c]"),
]


def test_each_rate_has_its_interval_and_an_absent_one_only_its_words():
    lines, dots = intervals(ROWS)["data"]
    assert lines["x"] == [14.4, 15.2, None, 29.8, 30.8, None]
    assert lines["y"] == [0, 0, None, 1, 1, None]
    assert dots["x"] == [14.8, 30.3, None]
    words = [each["text"] for each in intervals(ROWS)["layout"]["annotations"]]
    assert words == ["Female", "Male", "Few", *(row.text for row in ROWS)]


def test_the_group_that_others_are_compared_with_is_a_square_on_a_line():
    found = intervals(ROWS)
    assert found["data"][1]["marker"]["symbol"] == ["circle", "square", "circle"]
    upright = [each for each in found["layout"]["shapes"] if each["x0"] == each["x1"]]
    assert [each["x0"] for each in upright] == [30.3]


def test_nothing_to_draw_is_drawn_as_nothing():
    assert intervals([])["data"][1]["x"] == []
    assert height([]) < height(ROWS)
