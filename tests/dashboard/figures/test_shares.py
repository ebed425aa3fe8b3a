from dashboard.figures.flows import Kind
from dashboard.figures.shares import shares

TOLD = {"school": ["some"] * 3, "work": ["few"] * 3}
KINDS = {"school": Kind("At school", "School", "#12436d"), "work": Kind("In paid work", "Work", "#f46a25")}


def test_bands_stand_on_one_another_in_the_order_of_the_kinds():
    figure = shares([16, 17], {"school": [90.0, 40.0], "work": [10.0, 60.0]}, KINDS, TOLD)
    assert [band["name"] for band in figure["data"]] == ["At school", "In paid work"]
    assert {band["stackgroup"] for band in figure["data"]} == {"everyone"}
    assert figure["layout"]["yaxis"]["range"] == [0, 100]


def test_shares_that_add_up_to_more_than_everyone_are_drawn_as_parts_of_their_sum():
    figure = shares([16, 17], {"school": [100.0, 40.0], "work": [25.0, 50.0]}, KINDS, TOLD)
    assert [band["y"] for band in figure["data"]] == [[80.0, 40.0], [20.0, 50.0]]


def test_a_band_is_named_where_it_is_thickest():
    figure = shares([16, 17, 18], {"school": [90.0, 40.0, 5.0], "work": [10.0, 60.0, 95.0]}, KINDS, TOLD)
    assert [(note["text"], note["x"], note["y"]) for note in figure["layout"]["annotations"]] == [
        ("School", 16, 45.0),
        ("Work", 18, 52.5),
    ]


def test_a_thin_band_has_no_words_and_an_empty_one_is_not_drawn():
    figure = shares([16, 17], {"school": [97.0, 96.0], "work": [3.0, 4.0]}, KINDS, TOLD)
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["School"]
    assert len(shares([16], {"school": [100.0], "work": [0.0]}, KINDS, TOLD)["data"]) == 1
