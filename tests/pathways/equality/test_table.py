from __future__ import annotations

import polars as pl
import pytest

from pathways.equality.table import Column, ReviewTable, shown

COLUMNS = (Column("group", "Group"), Column("people", "Number", "count"), Column("gap", "Gap", "points"))


def _table(values: list[tuple[str, float | None, str | None]]) -> ReviewTable:
    rows = pl.DataFrame(values, schema={"group": pl.String, "value": pl.Float64, "symbol": pl.String}, orient="row")
    value, symbol = pl.col("value"), pl.col("symbol")
    return ReviewTable(
        "t",
        "T",
        (),
        COLUMNS,
        ("group",),
        rows.select("group", *shown(value, symbol, "people"), *shown(value, symbol, "gap")),
    )


def test_numbers_have_all_their_decimals_and_symbols_their_brackets():
    table = _table([("a", 5, None), ("b", 12.25, "c"), ("", None, None), ("d", -0.04, None), ("e", -1.26, None)])
    assert table.cells(brackets=True).rows() == [
        ("a", "5", "5.0"),
        ("b", "[c]", "[c]"),
        ("[z]", "[x]", "[x]"),
        ("d", "0", "0.0"),
        ("e", "-1", "-1.3"),
    ]
    assert table.cells(brackets=False)["gap"].to_list() == ["5.0", "c", "x", "0.0", "-1.3"]
    assert table.cells(brackets=False)["group"].to_list() == ["a", "b", "", "d", "e"]


def test_a_value_that_is_no_number_is_not_available_rather_than_0():
    rows = pl.DataFrame({"v": [float("nan"), 1.0]}).select(shown(pl.col("v"), pl.lit(None, pl.String), "v"))
    assert rows.rows() == [(None, "x"), (1.0, None)]


def test_a_hidden_number_is_nowhere_in_the_rows():
    assert _table([("b", 3, "c")]).rows.rows() == [("b", None, "c", None, "c")]


@pytest.mark.parametrize("value", [0, 4, 99.95, 100, 1234567])
def test_decimals_are_those_of_python(value):
    assert _table([("a", value, None)]).cells(brackets=True)["gap"][0] == f"{round(value * 10) / 10:.1f}"


def test_a_table_without_rows_says_so_to_people_and_is_empty_for_machines():
    assert _table([]).cells(brackets=True).rows() == [("[z]", "[z]", "[z]")]
    assert _table([]).cells(brackets=False).is_empty()
