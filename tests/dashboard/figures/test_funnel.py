from math import comb
from statistics import NormalDist

import pytest

from dashboard.figures.funnel import Point, funnel, limits, position, quantile, spread, starts_at_zero


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


def spread_out(times: float) -> list[Point]:
    """Forty councils of 1,000 people, whose z scores are those of a normal distribution, `times` as far out."""
    error = 100 * (0.138 * 0.862 / 1000) ** 0.5
    return [
        Point(f"C{rank}", 1000, 13.8 + times * error * NormalDist().inv_cdf((rank + 0.5) / 40)) for rank in range(40)
    ]


def test_councils_that_differ_by_chance_alone_keep_the_exact_limits():
    assert spread(spread_out(0.5), 13.8, 100) == 1
    assert limits(700, 0.138, 1.0) == limits(700, 0.138)


def test_the_spread_is_how_many_times_as_far_as_chance_puts_them_councils_lie():
    # Pulling in the outer tenths takes about a sixth off the spread of a normal distribution.
    assert spread(spread_out(6.0), 13.8, 100) == pytest.approx(6 * 0.83, abs=0.2)


def test_a_few_councils_far_out_do_not_widen_the_limits_for_all():
    apart = [*spread_out(6.0)[:-1], Point("Far", 1000, 95.0)]
    assert spread(apart, 13.8, 100) == pytest.approx(spread(spread_out(6.0), 13.8, 100))
    assert position(1000, 95.0, 13.8, 100, spread(apart, 13.8, 100)) == "far above"


def test_widened_limits_stay_between_none_and_all_and_tell_fewer_apart():
    assert limits(30, 0.138, 5.0)[0] == 0
    assert limits(12, 0.6, 5.0)[3] == 1
    assert position(2000, 20.0, 13.8, 100, 5.0) == "within"


def test_an_axis_of_large_values_that_lie_close_does_not_start_at_zero():
    close = [Point("A", 100, 88.0), Point("B", 200, 95.0)]
    assert not starts_at_zero(close)
    assert funnel(close, 92.0, 100, "percent")["layout"]["yaxis"]["range"][0] > 80
    assert starts_at_zero([Point("A", 100, 8.0), Point("B", 200, 95.0)])


def test_councils_that_stand_apart_are_named_once_and_not_in_bold():
    points = [Point("Leeds", 700, 12.0, is_chosen=True), Point("Kent", 1500, 44.0)]
    figure = funnel(points, 13.8, 100, "percent", named=points)
    texts = [note["text"] for note in figure["layout"]["annotations"]]
    assert [text for text in texts if "Kent" in text or "Leeds" in text] == ["<b>Leeds</b>", "Kent"]
