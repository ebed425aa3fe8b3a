import polars as pl

from dashboard.figures.trend import Line
from dashboard.snapshot import Break, Indicator
from dashboard.words.trend import breaks_within, says

NEET = Indicator(
    "neet_or_not_known", 4, "t", "s", "d", None, None, "1", "DfE", "percent", "lower", 1,
    "total", "total", None, None, has_data=True, publication=None,
)  # fmt: skip
RECORDING = Break("2025", "2025", 2025, "Recording changed.")


def line(name: str, values: dict[str, float | None]) -> Line:
    rows = {
        "period_kind": ["calendar_year"] * len(values),
        "period_label": list(values),
        "period_sort": [int(year) for year in values],
        "value": list(values.values()),
    }
    return Line(name, pl.DataFrame(rows, schema_overrides={"value": pl.Float64}))


def test_a_line_is_told_by_its_first_and_last_figure():
    assert (
        says([line("Leeds", {"2022": 4.0, "2023": None, "2024": 4.5})], NEET) == "Leeds: 4.0% in 2022 and 4.5% in 2024."
    )


def test_figures_on_the_two_sides_of_a_break_are_never_in_one_sentence():
    words = says([line("Leeds", {"2023": 13.8, "2025": 13.2})], NEET, [RECORDING])
    assert words.startswith("Leeds: 13.2% in 2025. The series broke in 2025")
    assert "13.8" not in words
    assert words.endswith("Recording changed.")


def test_after_a_break_the_new_stretch_is_told_by_its_own_ends():
    words = says([line("Leeds", {"2023": 13.8, "2025": 13.2, "2026": 12.9})], NEET, [RECORDING])
    assert words.startswith("Leeds: 13.2% in 2025 and 12.9% in 2026.")


def test_a_line_that_ends_before_the_break_keeps_its_own_ends():
    lines = [line("Rutland", {"2022": 3.0, "2023": 3.1}), line("Leeds", {"2023": 13.8, "2025": 13.2})]
    assert says(lines, NEET, [RECORDING]).startswith("Rutland: 3.0% in 2022 and 3.1% in 2023. Leeds: 13.2% in 2025.")


def test_a_break_is_spoken_of_only_where_it_has_figures_on_both_sides():
    assert breaks_within([line("Leeds", {"2025": 13.2, "2026": 12.9})], [RECORDING]) == []
    assert breaks_within([line("Leeds", {"2024": None, "2025": 13.2})], [RECORDING]) == []
    assert breaks_within([line("Leeds", {"2023": 13.8, "2026": 12.9})], [RECORDING]) == [RECORDING]
