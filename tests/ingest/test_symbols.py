import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.symbols import (
    EXPLORE_EDUCATION_STATISTICS,
    Symbols,
    UnknownSymbolError,
    read_value,
    read_values,
)

EES = Symbols(EXPLORE_EDUCATION_STATISTICS)


def read(values: list[str | None], symbols: Symbols = EES, dtype: type[pl.DataType] = pl.Int64) -> pl.DataFrame:
    periods = pl.Series(["2024/25"] * len(values), dtype=pl.String)
    return read_values(pl.Series(values, dtype=pl.String), periods, symbols, dtype())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("c", "confidential"),
        ("z", "not_applicable"),
        ("x", "not_available"),
        ("low", "low"),
        ("k", "low"),
        ("[c]", "confidential"),
        ("[Low]", "low"),
        ("X", "not_available"),
        ("", "missing"),
        (" ", "missing"),
        (None, "missing"),
    ],
)
def test_a_symbol_is_a_reason_and_never_a_number(text, status):
    assert read_value(text, EXPLORE_EDUCATION_STATISTICS, whole=True) == (None, status)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("1,204", 1204),
        (" 12 ", 12),
        ("1,234,567", 1234567),
        ("7150.0", 7150),
        ("\u22125", -5),
        ("1e+05", 100000),
    ],
)
def test_a_count_is_read_however_it_is_written(text, number):
    assert read_value(text, EXPLORE_EDUCATION_STATISTICS, whole=True) == (number, "published")


@pytest.mark.parametrize("text", ["q", "1,2", "12.5", "nan", "inf", "1 2", "1;2", "--", "9" * 30, "£5", "0x10", "c1"])
def test_what_is_neither_a_count_nor_a_declared_symbol_is_named(text):
    with pytest.raises(UnknownSymbolError, match="which is"):
        read_value(text, EXPLORE_EDUCATION_STATISTICS, whole=True)


def test_a_percentage_may_carry_its_sign():
    assert read_value("12.5%", EXPLORE_EDUCATION_STATISTICS, whole=False) == (12.5, "published")


def test_a_column_keeps_its_order_and_says_which_rows_could_not_be_read():
    read_column = read(["1,204", "x", None, "q", "7", "[c]"])
    assert read_column["value"].to_list() == [1204, None, None, None, 7, None]
    assert read_column["status"].to_list() == [
        "published",
        "not_available",
        "missing",
        None,
        "published",
        "confidential",
    ]
    assert read_column["problem"].is_not_null().to_list() == [False, False, False, True, False, False]


def test_not_a_number_is_not_a_figure():
    assert read(["nan", "1.5", "inf"], dtype=pl.Float64)["value"].to_list() == [None, 1.5, None]


def test_a_symbol_may_mean_something_else_in_one_year_and_a_zero_may_be_no_figure():
    symbols = Symbols({"x": "not_available"}, by_period={"2023": {"x": "not_applicable", "0": "not_available"}})
    values = read_values(
        pl.Series(["x", "x", "0", "0", "5"]), pl.Series(["2022", "2023", "2022", "2023", "2023"]), symbols, pl.Int64()
    )
    assert values["status"].to_list() == ["not_available", "not_applicable", "published", "not_available", "published"]
    assert values["value"].to_list() == [None, None, 0, None, 5]


@given(st.integers(-(10**17), 10**17))
def test_any_whole_number_survives_its_thousands_separators(number):
    assert read_value(f"{number:,}", {}, whole=True) == (number, "published")


@given(
    st.lists(
        st.one_of(
            st.none(), st.text(max_size=8), st.sampled_from(["c", "z", "x", "low", "[x]", "0", "1,204", "-3", "1e5"])
        )
    )
)
def test_every_row_has_a_figure_or_a_reason_or_a_problem_and_only_a_published_row_has_a_figure(values):
    for whole, dtype in ((True, pl.Int64), (False, pl.Float64)):
        read_column = read(values, dtype=dtype)
        assert read_column.height == len(values)
        for text, value, status, problem in zip(
            values, *(read_column[name] for name in ("value", "status", "problem")), strict=True
        ):
            assert (status is None) == (problem is not None)
            assert (value is not None) == (status == "published")
            assert value is None or math.isfinite(value)
            if problem is None:
                assert read_value(text, EXPLORE_EDUCATION_STATISTICS, whole=whole) == (value, status)
