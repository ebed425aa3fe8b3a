from itertools import pairwise

import polars as pl
import pytest

from dashboard.figures.trend import ABOVE, BELOW, FOOT, HEIGHT, LINE_HEIGHT, Line, starts_at_zero, trend


def line(name: str, values: dict[str, float | None], kind: str = "academic_year") -> Line:
    return Line(
        name,
        pl.DataFrame(
            {
                "period_id": list(values),
                "period_kind": [kind] * len(values),
                "period_label": list(values),
                "period_sort": list(range(len(values))),
                "value": list(values.values()),
            },
            schema_overrides={"value": pl.Float64},
        ),
    )


def drawn(figure: dict) -> list[tuple[float, float | None]]:
    trace = figure["data"][0]
    return list(zip(trace["x"], trace["y"], strict=True))


def test_a_figure_that_was_not_published_is_a_gap_not_a_zero():
    figure = trend([line("EHC plan", {"2021/22": 20.0, "2022/23": None, "2023/24": 31.0})], "percent", 1)
    assert drawn(figure) == [(2021, 20.0), (2022, None), (2023, 31.0)]
    assert figure["data"][0]["connectgaps"] is False


def test_a_year_that_no_file_speaks_of_keeps_its_width_and_breaks_the_line():
    figure = trend([line("All", {"2023": 5.2, "2025": 5.6}, "calendar_year")], "percent", 1)
    assert drawn(figure) == [(2023, 5.2), (2024.0, None), (2025, 5.6)]


def test_a_line_does_not_run_over_a_break_in_its_series():
    values = {"2021/22": 90.1, "2022/23": 86.9}
    figure = trend([line("EHC plan", values)], "percent", 1, ["2022/23"])
    assert drawn(figure) == [(2021, 90.1), (2021.5, None), (2022, 86.9)]
    assert [mark["x0"] for mark in figure["layout"]["shapes"]] == [2021.5]
    assert "Series break" in [note["text"] for note in figure["layout"]["annotations"]]


def test_a_break_before_the_first_figure_is_not_marked():
    figure = trend([line("All", {"2023/24": 1.0})], "percent", 1, ["2022/23"])
    assert figure["layout"]["shapes"] == []


def test_a_break_in_a_year_without_a_figure_still_parts_the_line():
    figure = trend([line("All", {"2021": 5.2, "2023": 5.6}, "calendar_year")], "percent", 1, ["2022"])
    assert [mark["x0"] for mark in figure["layout"]["shapes"]] == [2021.5]
    assert drawn(figure) == [(2021, 5.2), (2022.0, None), (2023, 5.6)]


def test_an_axis_starts_at_zero_unless_every_figure_is_near_the_largest():
    assert starts_at_zero([line("NEET", {"2023": 4.6, "2025": 10.1})])
    assert not starts_at_zero([line("Staying on", {"2021": 88.5, "2022": 94.4})])


def test_the_names_beside_two_lines_that_end_together_do_not_touch():
    lines = [line("EHC plan", {"2024": 2.0, "2025": 10.1}), line("SEN support", {"2024": 2.0, "2025": 10.0})]
    names = [note for note in trend(lines, "percent", 1)["layout"]["annotations"] if note.get("xref") == "paper"]
    assert [name["text"].split("<br>")[0] for name in names] == ["SEN support", "EHC plan"]
    assert names[1]["yshift"] - names[0]["yshift"] >= 30


def test_years_from_any_month_stand_where_they_start():
    values = {"2023-07 to 2024-06": 70.0, "2023-10 to 2024-09": 71.0, "2024-07 to 2025-06": 72.0}
    assert drawn(trend([line("In work", values, "rolling_year")], "percent", 1)) == [
        (2023.5, 70.0),
        (2023.75, 71.0),
        (2024.5, 72.0),
    ]


def test_quarters_stand_a_quarter_apart():
    values = {"2019 Q4": 3.0, "2020 Q1": 4.0}
    places = [x for x, _ in drawn(trend([line("Households", values, "quarter")], "households", 0))]
    assert places == [pytest.approx(places[1] - 1), places[1]]


def test_the_axis_of_a_rate_ends_where_a_rate_must():
    figure = trend([line("DfE to DWP", {"2024": 99.2, "2025": 99.4}, "calendar_year")], "percent", 1)
    assert figure["layout"]["yaxis"]["range"][1] == 100


@pytest.mark.parametrize("ends", [(100.0, 99.5, 99.0, 98.0), (0.0, 0.0, 1.0, 90.0)], ids=["at the top", "at the foot"])
def test_names_that_crowd_at_an_edge_stay_in_order_apart_and_within_the_chart(ends):
    lines = [line(f"Group number {place}", {"2022/23": 50.0, "2023/24": end}) for place, end in enumerate(ends)]
    figure = trend(lines, "percent", 1)
    low, high = figure["layout"]["yaxis"]["range"]
    pixels = (HEIGHT - ABOVE - FOOT) / (high - low)
    names = [each for each in figure["layout"]["annotations"] if "Group" in each["text"]]
    heights = [each["y"] * pixels + each["yshift"] for each in names]
    half = LINE_HEIGHT * (names[0]["text"].count("<br>") + 1) / 2
    assert len(names) == len(ends)
    assert all(upper - lower >= 2 * half - 1 for lower, upper in pairwise(heights))
    assert heights[0] >= low * pixels - BELOW + half - 1
    assert heights[-1] <= high * pixels + ABOVE - half + 1


def test_what_is_told_stands_in_place_of_the_number():
    rows = line("EHC plan", {"2022/23": 90.0, "2023/24": 100.0}).rows.with_columns(
        told=pl.Series(["90%", "nearly all"])
    )
    figure = trend([Line("EHC plan", rows)], "percent", 1)
    assert [each["text"] for each in figure["layout"]["annotations"]] == ["EHC plan<br><b>nearly all</b>"]
    assert figure["data"][0]["text"] == ["2022/23: 90%", "2023/24: nearly all"]
    assert "%{y" not in figure["data"][0]["hovertemplate"]
