from dashboard.figures.bars import Bar, bars, height


def test_a_group_without_a_figure_has_words_and_no_bar():
    rows = [Bar("Female", 30.2, "30.2%"), Bar("Unknown", None, "[c] withheld to protect people")]
    figure = bars(rows)
    assert figure["data"][0]["x"] == [30.2, None]
    assert "[c] withheld to protect people" in [note["text"] for note in figure["layout"]["annotations"]]


def test_bars_stand_in_the_order_given_from_the_top():
    figure = bars([Bar("First", 1.0, "1"), Bar("Second", 9.0, "9")])
    low, high = figure["layout"]["yaxis"]["range"]
    assert low > high
    assert figure["data"][0]["x"] == [1.0, 9.0]


def test_what_a_bar_is_compared_with_is_a_mark_of_another_shape():
    figure = bars([Bar("Female", 30.2, "30.2%", compared=29.4)])
    assert figure["data"][1]["marker"]["symbol"] == "diamond"
    assert figure["data"][1]["x"] == [29.4]


def test_a_chart_grows_with_its_bars():
    assert height([Bar("a", 1, "")] * 20) > 4 * height([Bar("a", 1, "")] * 4) - height([Bar("a", 1, "")])
