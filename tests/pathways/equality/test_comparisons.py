from __future__ import annotations

import polars as pl
import pytest

from pathways.equality import comparisons, counts, disparity
from pathways.equality.released import ENGLAND
from tests.pathways.equality.made_up import WINDOW

STARTS = "Apprenticeship starts"
FEMALE = (pl.col("characteristic") == "Sex") & (pl.col("group") == "Female")


@pytest.fixture(scope="module")
def women(released):
    table = comparisons.representation(released, WINDOW)
    return table.rows.filter(FEMALE, measure=STARTS, period=WINDOW.label).row(0, named=True)


def _counts(released, group: str, outcome: str, period: str) -> int:
    return released.figures.filter(
        area_code=ENGLAND, outcome_id=outcome, period=period, breakdown_topic="sex", breakdown=group
    )["denominator"].item()


def test_women_who_start_half_as_often_are_seen_to(women):
    assert women["ratio"] == pytest.approx(0.5, abs=0.03)
    assert women["ratio_low"] < 0.5 < women["ratio_high"]
    assert women["representation_ratio"] == pytest.approx(2 / 3, abs=0.03)
    assert women["gap_high"] < 0
    assert (women["stands_out"], women["reference_group"], women["reliability"]) == ("yes", "Male", "usual")


def test_every_figure_of_a_row_follows_from_released_counts_alone(released, women):
    cohort = "2021/22 to 2023/24"
    x, x0 = (_counts(released, sex, "apprenticeship_start", WINDOW.label) for sex in ("female", "male"))
    n, n0 = (_counts(released, sex, "ks4_sustained_destination", cohort) for sex in ("female", "male"))
    gap, ratio = disparity.gap(x, n, x0, n0), disparity.ratio(x, n, x0, n0)
    assert (women["people"], women["base"], women["compared_with_years"]) == (x, n, cohort)
    assert women["gap"] == pytest.approx(100 * gap.value[0])
    assert women["ratio_low"] == pytest.approx(ratio.low[0])
    assert women["share"] == pytest.approx(100 * x / (x + x0), abs=0.1)  # of those whose sex is known


def test_the_group_that_others_are_compared_with_has_no_gap_to_itself(released):
    rows = comparisons.representation(released, WINDOW).rows.filter(pl.col("group") == pl.col("reference_group"))
    assert rows.height
    assert set(rows["gap_symbol"]) == {"z"}


def test_a_characteristic_that_is_seldom_known_has_no_ratio(released):
    figures = released.figures.with_columns(
        numerator=pl.when(breakdown_topic="sex", breakdown="unknown", outcome_id="apprenticeship_start")
        .then(100_000)
        .when(breakdown_topic="total", outcome_id="apprenticeship_start")
        .then(pl.col("numerator") + 100_000)
        .otherwise("numerator")
    )
    unknown = type(released)(**{**vars(released), "figures": figures})
    rows = comparisons.representation(unknown, WINDOW).rows.filter(FEMALE, measure=STARTS)
    assert set(rows["representation_ratio_symbol"]) == {"x"}
    assert rows["gap"].null_count() == rows.height


def test_only_a_rate_that_is_there_can_be_relied_on(released):
    rows = comparisons.representation(released, WINDOW).rows
    counted = rows.group_by("reliability", pl.col("rate_symbol").fill_null("a rate")).len()
    assert set(counted.select("reliability", "rate_symbol").rows()) == {
        ("usual", "a rate"),
        ("low", "a rate"),
        ("no rate", "x"),
    }


def test_few_are_not_shown_and_few_more_are_marked(released):
    cohort_of = {"gypsy_irish_traveller_or_roma": 5, "chinese": 25}
    is_cohort = pl.col("outcome_id") == "ks4_sustained_destination"
    smaller = pl.col("breakdown").replace_strict(cohort_of, default=None, return_dtype=pl.Int64)
    figures = released.figures.with_columns(
        denominator=pl.when(is_cohort & smaller.is_not_null()).then(smaller).otherwise("denominator"),
        numerator=pl.when(smaller.is_not_null()).then(5).otherwise("numerator"),
    )
    few = type(released)(**{**vars(released), "figures": figures})
    rows = comparisons.representation(few, WINDOW).rows.filter(measure=STARTS, period=WINDOW.label)
    hidden = rows.row(by_predicate=pl.col("group") == "Gypsy, Irish Traveller or Roma", named=True)
    marked = rows.row(by_predicate=pl.col("group") == "Chinese", named=True)
    assert (hidden["rate"], hidden["rate_symbol"], hidden["gap_symbol"]) == (None, "c", "c")
    assert hidden["reliability"] == "too few"
    assert (marked["rate"], marked["reliability"], marked["gap_symbol"]) == (20.0, "low", "u")


def test_change_compares_shares_of_both_reviews_and_tells_the_slope(released):
    rows = comparisons.change(released, WINDOW).rows.filter(FEMALE, measure=STARTS).row(0, named=True)
    now = comparisons.representation(released, WINDOW).rows.filter(FEMALE, measure=STARTS, period=WINDOW.label)
    before = comparisons.representation(released, WINDOW.before).rows.filter(
        FEMALE, measure=STARTS, period=WINDOW.before.label
    )
    assert rows["share_change"] == pytest.approx(now["share"].item() - before["share"].item(), abs=1e-9)
    assert rows["years"] == 6
    assert rows["gap_a_year_low"] <= 0 <= rows["gap_a_year_high"]  # nothing changes but by chance


def test_without_an_earlier_review_change_is_not_available(released):
    only = type(released)(
        **{**vars(released), "figures": released.figures.filter(pl.col("period") >= "2021/22 to 2023/24")}
    )
    rows = comparisons.change(only, WINDOW).rows
    assert rows.height
    assert set(rows["share_before_symbol"]) == {"x"}


def test_shares_of_a_characteristic_make_100_but_for_rounding(released):
    rows = counts.by_characteristic(released, WINDOW).rows.filter(
        area="England", measure=STARTS, period="2022/23", characteristic="Sex"
    )
    assert rows["share"].sum() == pytest.approx(100, abs=1)
    assert rows.filter(group="Not known")["share_symbol"].to_list() == ["z"]


def test_the_share_not_known_is_of_everyone(released):
    row = counts.unknown_rates(released, WINDOW).rows.filter(measure=STARTS, period="2022/23", characteristic="Sex")
    assert row["unknown_rate"].item() == pytest.approx(100 * row["unknown"].item() / row["everyone"].item())


def test_small_groups_of_several_characteristics_have_no_share(released):
    rows = counts.together(released, WINDOW).rows
    assert set(rows.filter(pl.col("people") < 50)["share_symbol"]) == {"c"}
    assert rows.filter(pl.col("people") >= 50)["share"].null_count() == 0
    assert rows.filter(pl.col("group_3") != "").height


def test_a_characteristic_that_was_seldom_known_then_has_no_ratio_of_then(released):
    was = pl.col("outcome_id") == "apprenticeship_start"
    then = (pl.col("period") == WINDOW.before.label) & was
    unknown = then & (pl.col("breakdown_topic") == "sex") & (pl.col("breakdown") == "unknown")
    everyone = then & (pl.col("breakdown_topic") == "total")
    figures = released.figures.with_columns(
        numerator=pl.when(unknown)
        .then(100_000)
        .when(everyone)
        .then(pl.col("numerator") + 100_000)
        .otherwise("numerator")
    )
    seldom = type(released)(**{**vars(released), "figures": figures})
    row = comparisons.change(seldom, WINDOW).rows.filter(FEMALE, measure=STARTS).row(0, named=True)
    assert (row["representation_ratio_before"], row["representation_ratio_before_symbol"]) == (None, "x")
    assert row["representation_ratio"] is not None
