import polars as pl
import pytest

from dashboard.snapshot import Break, Indicator
from dashboard.words.change import Change, NoChange, change, year_before


def indicator(better: str = "lower", unit: str = "percent", decimals: int = 1) -> Indicator:
    return Indicator(
        "neet_or_not_known", 4, "t", "s", "d", None, None, "1", "DfE", unit, better, decimals,
        "total", "total", None, None, has_data=True, publication=None,
    )  # fmt: skip


def series(values: dict[str, float | None], kind: str = "calendar_year", part: tuple[str, ...] = ()) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "period_id": list(values),
            "period_kind": [kind] * len(values),
            "period_label": list(values),
            "period_sort": list(range(len(values))),
            "is_part_year": [period in part for period in values],
            "value": list(values.values()),
        },
        schema_overrides={"value": pl.Float64},
    )


def of(values, better="lower", breaks=(), **changes):
    rows = series(values, **changes)
    return change(rows, rows.row(-1, named=True), indicator(better), breaks)


@pytest.mark.parametrize(("better", "direction"), [("lower", "worse"), ("higher", "better"), ("none", "changed")])
def test_a_rise_is_better_or_worse_as_the_indicator_says(better, direction):
    found = of({"2024": 9.8, "2025": 10.1}, better)
    assert isinstance(found, Change)
    assert (found.words, found.direction) == ("Up 0.3 percentage points since 2024", direction)


def test_a_change_is_that_of_the_figures_as_they_are_shown():
    found = of({"2024": 10.04, "2025": 10.06})
    assert found.words == "Up 0.1 percentage points since 2024"


def test_figures_that_are_shown_alike_have_not_changed():
    found = of({"2024": 10.11, "2025": 10.14})
    assert (found.words, found.direction) == ("No change since 2024", "no change")


def test_a_withheld_period_is_passed_over_and_the_one_before_it_named():
    assert of({"2023": 9.0, "2024": None, "2025": 10.0}).since == "2023"


def test_nothing_is_compared_across_a_break():
    found = of({"2021": 9.0, "2023": 10.0}, breaks=[Break("2023", "2023", 1, "Recording changed.")])
    assert isinstance(found, NoChange)
    assert found.words == "Not comparable with 2021: the series broke in 2023."
    assert found.reason == "Recording changed."


def test_a_break_in_a_year_that_has_no_figure_still_divides():
    found = of({"2021": 9.0, "2022": None, "2023": 10.0}, breaks=[Break("2022", "2022", 1, "Recording changed.")])
    assert isinstance(found, NoChange)


def test_figures_on_one_side_of_a_break_are_compared():
    found = of({"2021": 9.0, "2023": 10.0, "2024": 10.2}, breaks=[Break("2023", "2023", 1, "Recording changed.")])
    assert found.words == "Up 0.2 percentage points since 2023"


def test_a_part_of_a_year_is_never_what_a_year_is_compared_with():
    found = of({"2023": 9.0, "2024": 4.0, "2025": 10.0}, part=("2024",))
    assert found.since == "2023"


def test_a_quarter_is_compared_with_the_same_quarter_of_the_year_before():
    values = {"2019 Q3": 100.0, "2019 Q4": 300.0, "2020 Q1": 200.0, "2020 Q2": 200.0, "2020 Q3": 110.0}
    assert of(values, kind="quarter").since == "2019 Q3"
    assert year_before("2025-05") == "2024-05"


def test_years_that_overlap_are_not_compared_with_each_other():
    values = {"2023-07 to 2024-06": 70.0, "2023-10 to 2024-09": 71.0, "2024-07 to 2025-06": 72.0}
    assert of(values, kind="rolling_year").since == "2023-07 to 2024-06"
    assert of({"2020-22": 1.0, "2022-24": 2.0, "2023-25": 3.0}, kind="pooled_years").since == "2020-22"


def test_people_followed_over_years_have_no_earlier_group():
    found = of({"1 years after KS4": 4.0, "5 years after KS4": 17.4}, kind="years_after_ks4")
    assert isinstance(found, NoChange)


def test_a_first_figure_has_nothing_to_be_compared_with():
    assert of({"2025": 10.1}).words == "No earlier figure to compare with."
