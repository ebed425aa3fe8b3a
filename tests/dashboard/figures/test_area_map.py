from dashboard.figures.area_map import NO_FIGURE, Place, area_map, classes, shade

SQUARE = [[(0.0, 51.0), (1.0, 51.0), (1.0, 52.0), (0.0, 51.0)]]
SHAPES = {"E1": SQUARE, "E2": SQUARE, "E3": SQUARE}


def test_classes_hold_about_as_many_councils_each():
    values = [float(value) for value in range(100)]
    edges = classes(values)
    assert [sum(shade(value, edges) == number for value in values) for number in range(5)] == [20] * 5


def test_equal_values_are_never_put_in_different_classes():
    edges = classes([0.0] * 90 + [1.0] * 10)
    assert shade(0.0, edges) == 0
    assert len(edges) < 4


def test_a_map_of_nothing_has_no_classes():
    assert classes([]) == []


def test_a_council_without_a_figure_is_drawn_but_not_shaded():
    figure = area_map([Place("E1", "One: 4%", 0), Place("E2", "Two: no figure", None)], SHAPES, None)
    fills = [trace["fillcolor"] for trace in figure["data"] if "fillcolor" in trace]
    assert NO_FIGURE in fills
    assert len(fills) == 2


def test_the_chosen_council_is_outlined_last_and_speaks_on_hover():
    figure = area_map([Place("E1", "One<br>4%", 0), Place("E2", "Two<br>5%", 1)], SHAPES, "E2")
    outline = [trace for trace in figure["data"] if trace.get("fillcolor") == "rgba(0,0,0,0)"]
    assert len(outline) == 1
    assert figure["data"][-1]["text"] == ["One<br>4%", "Two<br>5%"]


def test_small_boroughs_are_drawn_a_second_time_in_a_corner_of_their_own():
    places = [Place("E1", "One", 0), Place("E2", "Two", 1)]
    figure = area_map(places, SHAPES, None, {"E2"})
    assert {trace["xaxis"] for trace in figure["data"]} == {"x", "x2"}
    assert "xaxis2" in figure["layout"]


def test_nothing_on_a_map_is_fetched_from_anywhere():
    figure = area_map([Place("E1", "One", 0)], SHAPES, None)
    assert {trace["type"] for trace in figure["data"]} == {"scatter"}
