from dashboard.words.areas import unknown_area

NAMES = {"E08000035": "Leeds", "E10000021": "Northamptonshire", "E92000001": "England"}


def test_a_code_of_nowhere_and_a_council_that_ended_are_told_apart():
    assert unknown_area("E99", "", NAMES) == ["There is no council with the code E99, so all of England is shown."]
    (said,) = unknown_area("E10000021", "", NAMES)
    assert said.startswith("Northamptonshire (E10000021) is not a council in force")


def test_nothing_is_said_of_a_council_found_of_england_or_of_no_question():
    for asked, place in (("E08000035", "E08000035"), ("E92000001", ""), ("", "")):
        assert unknown_area(asked, place, NAMES) == []
