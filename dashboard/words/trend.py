"""The sentence that says what a chart through time shows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard.figures.trend import Line
from dashboard.snapshot import Break, Indicator
from dashboard.words.change import between
from dashboard.words.numbers import figure, listed


def says(lines: Sequence[Line], indicator: Indicator, breaks: Sequence[Break] = ()) -> str:
    """First and last figure of each line since its last break, as in `EHC plan: 10.3% in 2023 and 10.1% in 2025`.

    Then each break and why it is one: figures on its two sides are never put in one sentence.
    """
    sentences = [_line(line, indicator, breaks) for line in lines] or ["No figure is published for this chart."]
    sentences += [
        f"The series broke in {found.label}: figures from before are not compared with those since. {found.reason}"
        for found in breaks
    ]
    return " ".join(sentences)


def breaks_within(lines: Sequence[Line], breaks: Sequence[Break]) -> list[Break]:
    """The breaks that have a figure on either side, in whichever line; the earliest first."""
    known = [sort for line in lines for sort in line.rows.filter(pl.col("value").is_not_null())["period_sort"]]
    return between(breaks, min(known), max(known)) if known else []


def _line(line: Line, indicator: Indicator, breaks: Sequence[Break]) -> str:
    known = line.rows.filter(pl.col("value").is_not_null()).sort("period_sort")
    if known.is_empty():
        return f"{line.name}: no figure."
    crossed = between(breaks, known["period_sort"][0], known["period_sort"][-1])
    if crossed:
        known = known.filter(pl.col("period_sort") >= crossed[-1].sort)
    first, last = known.row(0, named=True), known.row(-1, named=True)
    at = "" if last["period_kind"] == "years_after_ks4" else "in "
    ends = [
        f"{_words(row, indicator)} {at}{row['period_label']}"
        for row in ([last] if known.height == 1 else [first, last])
    ]
    return f"{line.name}: {listed(ends)}."


def _words(row: dict[str, object], indicator: Indicator) -> str:
    return figure(row["value"], "published", indicator.unit, indicator.decimals)  # type: ignore[arg-type]  # a row's value is a number


def absences(lines: Sequence[Line]) -> str:
    """How many figures are not shown, and why; nothing when all are."""
    rows = (
        pl.concat([line.rows.select("value_status") for line in lines]) if lines else pl.DataFrame({"value_status": []})
    )
    absent = rows.filter(pl.col("value_status") != "published")
    return f"{absent.height} of these figures were not published: the table says why." if absent.height else ""
