"""Statistics of disparity: against statsmodels where it has the method, and against published worked examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)

from pathways.equality.disparity import (
    gap,
    is_significant,
    p_value,
    rate,
    ratio,
    reliability,
    representation_ratio,
    standard_error,
    trend,
)

# Newcombe (1998), Statistics in Medicine 17, table II: x1/n1, x0/n0, and the 95% limits of method 10.
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((10, 10, 0, 10), (0.6075, 1.0000)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
]
counts = st.tuples(st.integers(1, 500), st.integers(1, 500), st.floats(0, 1), st.floats(0, 1)).map(
    lambda drawn: (round(drawn[0] * drawn[2]), drawn[0], round(drawn[1] * drawn[3]), drawn[1])
)


@given(of=counts)
def test_a_rate_s_interval_is_wilson_s(of: tuple[int, int, int, int]):
    x, n, *_ = of
    found = rate(x, n)
    low, high = proportion_confint(x, n, method="wilson")
    assert (found.low[0], found.high[0]) == (pytest.approx(max(low, 0), abs=1e-12), pytest.approx(min(high, 1)))


@pytest.mark.parametrize(("of", "limits"), NEWCOMBE)
def test_a_gap_s_interval_is_that_of_newcombe_s_paper(of: tuple[int, ...], limits: tuple[float, float]):
    found = gap(*of)
    assert (found.low[0], found.high[0]) == pytest.approx(limits, abs=5e-5)


@given(of=counts)
def test_a_gap_s_interval_is_newcombe_s(of: tuple[int, int, int, int]):
    found = gap(*of)
    low, high = confint_proportions_2indep(*of, method="newcomb", compare="diff")
    assert (found.low[0], found.high[0]) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


@given(of=counts.filter(lambda of: of[0] > 0 and of[2] >= 10))
def test_a_ratio_s_interval_is_katz_s(of: tuple[int, int, int, int]):
    found = ratio(*of)
    low, high = confint_proportions_2indep(*of, method="log", compare="ratio")
    assert (found.low[0], found.high[0]) == (pytest.approx(low), pytest.approx(high))


def test_a_ratio_to_nobody_is_not_worked_out():
    assert np.isnan(ratio(20, 100, 9, 100).value[0])
    assert np.isfinite(ratio(0, 100, 30, 100).high[0])


@given(of=counts.filter(lambda of: 0 < of[0] + of[2] < of[1] + of[3]))
def test_chance_is_told_as_by_the_z_test(of: tuple[int, int, int, int]):
    _, expected = proportions_ztest([of[0], of[2]], [of[1], of[3]])
    assert p_value(*of)[0] == pytest.approx(expected)


@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_marks_are_those_of_benjamini_and_hochberg(p_values: list[float]):
    assert is_significant(p_values).tolist() == multipletests(p_values, method="fdr_bh")[0].tolist()


def test_a_gap_that_cannot_be_told_is_never_marked():
    assert is_significant([np.nan, 1e-9, 0.9]).tolist() == [False, True, False]


def test_a_representation_ratio_is_one_where_the_share_is_that_of_the_denominator():
    assert representation_ratio([30, 60, 0], 300, [100, 100, 0], 1000).tolist()[:2] == pytest.approx([1.0, 2.0])
    assert np.isnan(representation_ratio(0, 300, 0, 1000)[0])


def test_a_trend_is_that_of_weighted_least_squares():
    import statsmodels.api as sm

    years, gaps, errors = (
        [2019, 2020, 2021, 2022, 2023],
        [0.10, 0.09, 0.095, 0.07, 0.06],
        [0.01, 0.01, 0.02, 0.01, 0.01],
    )
    fitted = sm.WLS(gaps, sm.add_constant(years), weights=1 / np.square(errors)).fit(cov_type="fixed scale")
    found = trend(years, gaps, errors, [False] * 5)
    assert found is not None
    assert found.a_year == pytest.approx(fitted.params[1])
    assert (found.low, found.high) == pytest.approx(tuple(fitted.conf_int()[1]))


def test_a_trend_never_crosses_a_break():
    years, gaps, errors = list(range(2018, 2024)), [0.5, 0.5, 0.5, 0.1, 0.1, 0.1], [0.01] * 6
    found = trend(years, gaps, errors, [False, False, False, True, False, False])
    assert found is not None
    assert (found.a_year, found.years) == (pytest.approx(0), 3)
    assert trend(years, gaps, errors, [False, False, False, False, True, False]) is None


def test_no_standard_error_is_nought():
    assert (standard_error([0, 10], [10, 10], [0, 10], [10, 10]) > 0).all()


def test_what_is_too_thin_says_so():
    assert reliability([5, 5, 12, 40], [9, 25, 29, 100]).tolist() == [
        "confidential",
        "low_reliability",
        "low_reliability",
        "published",
    ]
    assert reliability(9, 200).tolist() == ["low_reliability"]
