from dashboard.figures.funnel import Point
from dashboard.queries.areas import Funnel
from dashboard.words.areas import funnel_says, spread_says, unknown_area

NAMES = {"E08000035": "Leeds", "E10000021": "Northamptonshire", "E92000001": "England"}


def test_a_code_of_nowhere_and_a_council_that_ended_are_told_apart():
    assert unknown_area("E99", "", NAMES) == ["There is no council with the code E99, so all of England is shown."]
    (said,) = unknown_area("E10000021", "", NAMES)
    assert said.startswith("Northamptonshire (E10000021) is not a council in force")


def test_nothing_is_said_of_a_council_found_of_england_or_of_no_question():
    for asked, place in (("E08000035", "E08000035"), ("E92000001", ""), ("", "")):
        assert unknown_area(asked, place, NAMES) == []


def funnel_of(values: dict[str, float], chosen: str = "") -> Funnel:
    points = [Point(name, 1000, value, is_chosen=name == chosen) for name, value in values.items()]
    return Funnel(None, points, 13.8, 100, 1.0)  # type: ignore[arg-type]  # these words do not need the councils


def test_councils_well_beyond_the_limits_are_named_at_most_three_the_furthest_first():
    words = funnel_says(funnel_of({"A": 14.0, "B": 40.0, "C": 2.0, "D": 60.0, "E": 50.0}))
    assert words.startswith("1 of 5 councils lie within the usual spread about England. 4 lie well beyond it")
    assert "D (above England), E (above England) and B (above England)." in words
    assert "C (" not in words


def test_one_council_beyond_and_none_are_said_plainly():
    assert "Well beyond it: C (below England)." in funnel_says(funnel_of({"A": 14.0, "C": 2.0}))
    assert "None lies well beyond it." in funnel_says(funnel_of({"A": 14.0}))


def test_where_the_chosen_council_lies_is_said_last():
    words = funnel_says(funnel_of({"A": 14.0, "C": 2.0}, chosen="C"))
    assert words.endswith("C: lower than England, well beyond the usual spread.")


def test_how_the_limits_were_widened_names_the_source_of_the_method():
    assert "6.8 times as wide" in spread_says(6.77)
    assert "Spiegelhalter" in spread_says(6.77)
    assert "times" not in spread_says(1.0)
