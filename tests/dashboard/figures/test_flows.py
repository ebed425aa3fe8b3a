from dashboard.figures.flows import Flow, Kind, flows

KINDS = {
    "school": Kind("At school", "School", "#12436d"),
    "work": Kind("In paid work", "Work", "#f46a25"),
    "neet": Kind("Not in education, employment or training", "NEET", "#801650"),
}
FOUND = [
    Flow(16, 17, "school", "school", 60),
    Flow(16, 17, "school", "neet", 30),
    Flow(16, 17, "work", "work", 10),
    Flow(17, 18, "school", "work", 60),
    Flow(17, 18, "neet", "neet", 25),
]


def test_a_box_stands_for_each_activity_of_each_age_in_which_anybody_is():
    [trace] = flows(FOUND, KINDS)["data"]
    assert trace["node"]["customdata"] == [
        "At school, at 16",
        "In paid work, at 16",
        "At school, at 17",
        "In paid work, at 17",
        "Not in education, employment or training, at 17",
        "In paid work, at 18",
        "Not in education, employment or training, at 18",
    ]


def test_ribbons_lead_from_an_age_to_the_next_and_hold_the_people():
    [trace] = flows(FOUND, KINDS)["data"]
    names = trace["node"]["customdata"]
    told = [
        (names[source], names[target], value)
        for source, target, value in zip(*(trace["link"][part] for part in ("source", "target", "value")), strict=True)
    ]
    assert told[1] == ("At school, at 16", "Not in education, employment or training, at 17", 30)
    assert len(told) == len(FOUND)


def test_boxes_of_one_age_stand_below_one_another_in_the_order_of_the_kinds():
    [trace] = flows(FOUND, KINDS)["data"]
    heights = trace["node"]["y"][2:5]
    assert heights == sorted(heights)
    assert 0 < heights[0] < heights[-1] < 1


def test_words_stand_on_boxes_that_are_thick_enough_and_ages_above_them():
    found = [*FOUND, Flow(17, 18, "work", "work", 1)]
    texts = [note["text"] for note in flows(found, KINDS)["layout"]["annotations"]]
    assert texts[:3] == ["At 16", "At 17", "At 18"]
    assert texts.count("School") == 2
