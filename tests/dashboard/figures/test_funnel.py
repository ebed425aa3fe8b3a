from math import comb

import pytest

from dashboard.figures.funnel import Point, funnel, limits, position, quantile


def cumulative(people: int, share: float, count: int) -> float:
    return sum(comb(people, k) * share**k * (1 - share) ** (people - k) for k in range(count + 1))


@pytest.mark.parametrize(("people", "share"), [(12, 0.1), (60, 0.05), (200, 0.138), (400, 0.9)])
@pytest.mark.parametrize("tail", [0.001, 0.025, 0.975, 0.999])
def test_a_limit_lies_between_the_two_counts_that_the_exact_binomial_puts_it_between(people, share, tail):
    at = quantile(people, share, tail) * people
    count = next(k for k in range(people + 1) if cumulative(people, share, k) >= tail)
    assert max(0, count - 1) - 1e-9 <= at <= count + 1e-9


def test_limits_close_in_as_councils_count_more_people():
    small, large = limits(50, 0.138), limits(5000, 0.138)
    assert small[0] < large[0] < large[1] < 0.138 < large[2] < large[3] < small[3]


def test_a_small_council_may_stray_where_a_large_one_may_not():
    assert position(40, 20.0, 13.8, 100) == "within"
    assert position(2000, 20.0, 13.8, 100) == "far above"
    assert position(2000, 8.0, 13.8, 100) == "far below"
    assert position(400, 17.5, 13.8, 100) == "above"


def test_a_national_count_of_tens_of_thousands_is_worked_out_without_overflow():
    low, _, _, high = limits(60_000, 0.049)
    assert low < 0.049 < high


def test_every_council_is_a_point_and_the_chosen_one_is_named():
    points = [Point("Leeds", 700, 12.0, is_chosen=True), Point("Rutland", 30, 0.0), Point("Kent", 1500, 14.0)]
    figure = funnel(points, 13.8, 100, "percent")
    assert sorted(name for trace in figure["data"] for name in trace.get("text", [])) == ["Kent", "Leeds", "Rutland"]
    assert any("Leeds" in note["text"] for note in figure["layout"]["annotations"])
