"""What a published value means: a number, or the reason there is none. Never zero for an absent value.

A symbol's meaning belongs to its publication, and may change from year to year: the contract holds the map.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import polars as pl
from polars._typing import PolarsDataType

Status = Literal["published", "confidential", "not_available", "not_applicable", "low", "missing"]

# DfE's open data standards; `k` is `low` where the figure is sensitive, `~` and `:` are obsolete but still met.
EXPLORE_EDUCATION_STATISTICS: Final[dict[str, Status]] = {
    "c": "confidential",
    "z": "not_applicable",
    "x": "not_available",
    "low": "low",
    "k": "low",
    "u": "not_available",
    ":": "not_available",
    "~": "not_available",
}
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_LARGEST_COUNT = 2**63 - 1


@dataclass(frozen=True)
class Symbols:
    """What each symbol of a publication means.

    Attributes:
        always: the map for every period that `by_period` does not name. Symbols are matched without regard to case,
            bare or in square brackets: `c` and `[C]`.
        by_period: maps of single periods, by period id; each stands in place of `always`, and may name a number that
            stands for no figure.
    """

    always: Mapping[str, Status]
    by_period: Mapping[str, Mapping[str, Status]] = field(default_factory=dict)

    def of(self, period: str | None) -> Mapping[str, Status]:
        """The map for one period."""
        return self.by_period.get(period or "", self.always)


class UnknownSymbolError(ValueError):
    """A value is neither a number nor a declared symbol; the caller quarantines its row."""


def read_value(text: str | None, symbols: Mapping[str, Status], *, whole: bool) -> tuple[float | int | None, Status]:
    """One published value and its status.

    Args:
        text: as released, such as "1,204", "x", "[c]", "12%" or None.
        symbols: what each symbol means.
        whole: whether the value counts something, so that a fraction is not a value.

    Raises:
        UnknownSymbolError: says in words what is wrong with the text.
    """
    bare = (text or "").strip().replace("\u2212", "-")
    if not bare:
        return None, "missing"
    bracketed = bare[1:-1].strip() if bare[0] == "[" and bare[-1] == "]" else bare
    for spelt in (bare, bracketed, bracketed.lower()):
        if spelt in symbols:
            return None, symbols[spelt]
    digits = bare.replace(",", "") if _THOUSANDS.fullmatch(bare.rstrip("%")) else bare
    if not whole:
        digits = digits.removesuffix("%").rstrip()
    if not _PLAIN_NUMBER.fullmatch(digits):
        raise UnknownSymbolError(f"'{text}', which is neither a number nor a declared symbol ({', '.join(symbols)})")
    number = float(digits)
    if not math.isfinite(number):
        raise UnknownSymbolError(f"'{text}', which is too large to be a figure")
    if not whole:
        return number, "published"
    if not number.is_integer():
        raise UnknownSymbolError(f"'{text}', which is not a whole number")
    exact = int(digits) if re.fullmatch(r"[+-]?\d+", digits) else int(number)
    if abs(exact) > _LARGEST_COUNT:
        raise UnknownSymbolError(f"'{text}', which is too large to be a count")
    return exact, "published"


def read_values(text: pl.Series, period: pl.Series, symbols: Symbols, dtype: PolarsDataType) -> pl.DataFrame:
    """Separate each published value from the reason a value is absent.

    Args:
        text: values as released.
        period: the period id of each row.
        symbols: what each symbol means.
        dtype: Int64 for counts, Float64 otherwise.

    Returns:
        One row per value: `value`, `status`, and `problem` in words where the text could not be read (value and status
        are then null).
    """
    value = text.cast(dtype, strict=False)
    if dtype != pl.Int64 and not value.is_finite().all():  # "nan" and "inf" are not figures
        value = value.to_frame("value").select(pl.when(pl.col("value").is_finite()).then("value")).to_series()
    by_hand = pl.DataFrame({"text": text, "dated": period}).select(
        "text",
        dated=pl.when(pl.col("dated").is_in(list(symbols.by_period))).then("dated")
        if symbols.by_period
        else pl.lit(None, dtype=pl.String),
    )
    row = (value.is_null() | by_hand["dated"].is_not_null()).arg_true()
    figures = pl.DataFrame({"value": value}).with_columns(
        status=pl.lit("published"), problem=pl.lit(None, dtype=pl.String)
    )
    if row.is_empty():
        return figures
    # Few distinct texts are not plain numbers: each is read once, then put where it stood.
    few = by_hand[row].with_columns(row=row)
    answers = few.join(
        _read_distinct(few.select("text", "dated").unique(), symbols, dtype), on=["text", "dated"], nulls_equal=True
    ).select(pl.col("row").cast(pl.UInt32), "read", "status", "problem")
    is_plain = pl.col("status").is_null() & pl.col("problem").is_null()
    place = pl.int_range(pl.len(), dtype=pl.UInt32).alias("row")
    return (
        pl.DataFrame({"value": value})
        .with_columns(place)
        .join(answers, on="row", how="left", maintain_order="left")
        .select(
            value=pl.when(is_plain).then("value").otherwise("read"),
            status=pl.when(is_plain).then(pl.lit("published")).otherwise("status"),
            problem="problem",
        )
    )


def _read_distinct(distinct: pl.DataFrame, symbols: Symbols, dtype: PolarsDataType) -> pl.DataFrame:
    rows: list[tuple[str | None, str | None, float | int | None, str | None, str | None]] = []
    for text, dated in distinct.iter_rows():
        try:
            value, status = read_value(text, symbols.of(dated), whole=dtype == pl.Int64)
        except UnknownSymbolError as error:
            rows.append((text, dated, None, None, str(error)))
        else:
            rows.append((text, dated, value, status, None))
    schema = pl.Schema(
        {"text": pl.String, "dated": pl.String, "read": dtype, "status": pl.String, "problem": pl.String}
    )
    return pl.DataFrame(rows, schema=schema, orient="row")
