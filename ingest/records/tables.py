"""From rows of text to typed rows of one table, each problem in words that repeat nothing a row says of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import dataframely as dy
import polars as pl

from ingest.problems import PROBLEMS_SCHEMA
from ingest.records.code_lists import codes
from ingest.records.contract import DAYS, About, RecordTable, Return, said
from ingest.records.pseudonyms import pseudonyms

OLDEST: Final = 110  # years; who is said to be older has a made-up date of birth
_BORN: Final = "identity_date_of_birth"


@dataclass(frozen=True)
class Typed:
    """The rows of one table and batch.

    Attributes:
        rows: `row_id`, the lake's columns, and `identity_…` columns: whole, and typed as far as they can be.
        problems: `row_id`, `rule` and `reason` of rows that break the contract by themselves.
    """

    rows: pl.DataFrame
    problems: pl.DataFrame


def typed(to: Return, table: RecordTable, text: pl.DataFrame, about: About) -> Typed:
    """Read every column of a batch.

    Args:
        to: the return.
        table: its table.
        text: `row_id`, `source_row` and the columns of `readings.asked_of` as text.
        about: what the file is about.
    """
    bare = text.select("row_id", "source_row", pl.exclude("row_id", "source_row").str.strip_chars().replace("", None))
    sent = bare.select("row_id", "source_row", **{f"sent_{name}": bare[name] for name in table.read})
    tests: dict[tuple[str, str], pl.Expr] = {}
    columns: dict[str, pl.Series] = {}
    for name, column in table.read.items():
        columns[name] = _read(bare[name], column)
        _test_column(tests, name, column, about.codes_on)
    columns |= _identity(table, bare, tests, about.codes_on)
    tests["no_reference", "nothing says whose record this is"] = pl.col("record_key").is_null()
    domains = {name: domain for name, column in table.read.items() if (domain := said(column, "domain"))}
    columns |= {name: pseudonyms(f"{domain}|" + bare[name]) for name, domain in domains.items()}
    columns["record_key"] = pseudonyms(_references(to, table, bare))
    rows = sent.with_columns(**columns, coverage=_coverage(to, about, bare))
    return Typed(rows.drop(name for name in rows.columns if name.startswith("sent_")), _problems(rows, tests))


def _references(to: Return, table: RecordTable, bare: pl.DataFrame) -> pl.Series:
    """What names the record in its source, in the domain of its kind."""
    domain = pl.lit(table.domain or to.person_domain)
    reference = pl.concat_str([domain, *(f"person_{place}" for place in range(len(table.person)))], separator="|")
    if table.is_self_named:
        says = pl.concat_str([pl.col(name).fill_null("") for name in table.read], separator="|")
        reference = pl.coalesce(reference, pl.concat_str([domain, pl.lit("row"), says], separator="|"))
    return bare.select(reference.alias("reference")).to_series()


def _coverage(to: Return, about: About, bare: pl.DataFrame) -> pl.Series:
    parts = [pl.col(f"coverage_{place}").fill_null("?") for place in range(len(to.coverage))]
    said = pl.concat_str([pl.lit(about.period), *parts], separator=" ")
    return bare.with_columns(coverage=said).get_column("coverage")


_THOUSANDS: Final = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"  # "1,5" may be one and a half
_KINDS: Final = {dy.Int64: "a whole number", dy.Float64: "a number", dy.Date: "a date"}


def _read(raw: pl.Series, column: dy.Column) -> pl.Series:
    """The values of a column, null where they cannot be read. Rarer spellings are tried on what the first left over."""
    if isinstance(column, dy.Date):
        return _days(raw)
    if not isinstance(column, dy.Int64 | dy.Float64):
        return raw
    value = raw.cast(column.dtype, strict=False)
    if isinstance(column, dy.Float64):
        value = value.set(~value.is_finite(), None)  # "nan" and "inf" are no amounts
    if value.null_count() == raw.null_count():
        return value
    return value.fill_null(
        raw.set(~raw.str.contains(_THOUSANDS), None)
        .str.replace_all(",", "", literal=True)
        .cast(column.dtype, strict=False)
    )


def _days(raw: pl.Series) -> pl.Series:
    value = raw.str.to_date(DAYS[0], strict=False)
    for form in DAYS[1:]:
        if value.null_count() == raw.null_count():
            break
        value = value.fill_null(raw.str.to_date(form, strict=False))
    return value


def _test_column(tests: dict[tuple[str, str], pl.Expr], name: str, column: dy.Column, codes_on: date) -> None:
    raw = pl.col(f"sent_{name}")
    if not isinstance(column, dy.String):
        tests["unreadable", f"{name} is not {_KINDS[type(column)]}"] = raw.is_not_null() & pl.col(name).is_null()
    elif code_list := said(column, "codes"):
        known = codes(code_list, codes_on)
        reason = f"{name} holds a code that is not in the list {code_list} of {codes_on:%B %Y}"
        tests["unknown_code", reason] = raw.is_not_null() & ~raw.is_in(list(known))
    if isinstance(column, dy.Date) and not said(column, "may_come"):
        tests["in_the_future", f"{name} has yet to come"] = pl.col(name) > pl.lit(datetime.now(UTC).date())
    if not column.nullable:
        tests["blank", f"{name} is blank"] = raw.is_null()


def _identity(
    table: RecordTable, bare: pl.DataFrame, tests: dict[tuple[str, str], pl.Expr], codes_on: date
) -> dict[str, pl.Series]:
    columns = {f"identity_{name}": bare[f"identity_{name}"] for name in table.identity}
    if _BORN not in columns:
        return columns
    born = _days(columns[_BORN])
    is_unread = born.is_null() & columns[_BORN].is_not_null()
    tests["unreadable", "the date of birth is not a date"] = pl.lit(is_unread)
    oldest = codes_on.replace(year=codes_on.year - OLDEST, day=1)
    tests["implausible", f"the date of birth makes the person older than {OLDEST}"] = pl.col(_BORN) < oldest
    tests["implausible", "the date of birth has yet to come"] = pl.col(_BORN) > pl.lit(datetime.now(UTC).date())
    columns[_BORN] = born
    if "birth_month" in table.columns:
        columns["birth_month"] = born.dt.truncate("1mo")
    return columns


def _problems(rows: pl.DataFrame, tests: dict[tuple[str, str], pl.Expr]) -> pl.DataFrame:
    marks = {f"test_{place}": test.fill_null(value=False) for place, test in enumerate(tests.values())}
    failed = rows.select("row_id", **marks)
    counts = failed.select(pl.col(marks).any()).row(0, named=True)
    failing = {mark: named for mark, named in zip(marks, tests, strict=True) if counts[mark]}
    if not failing:
        return pl.DataFrame(schema=PROBLEMS_SCHEMA)
    return (
        failed.unpivot(list(failing), index="row_id")
        .filter("value")
        .select(
            "row_id",
            rule=pl.col("variable").replace_strict({mark: rule for mark, (rule, _) in failing.items()}),
            reason=pl.col("variable").replace_strict({mark: reason for mark, (_, reason) in failing.items()}),
        )
        .cast(PROBLEMS_SCHEMA)
    )
