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
    codes_on = about.codes_on
    tests: dict[tuple[str, str], pl.Expr] = {}
    columns: list[pl.Expr] = []
    for name, column in table.read.items():
        raw = _bare(name)
        value = _read(raw, column)
        columns.append(value.alias(name))
        if not isinstance(column, dy.String):
            tests["unreadable", f"{name} is not {_KINDS[type(column)]}"] = raw.is_not_null() & value.is_null()
        elif code_list := said(column, "codes"):
            known = codes(code_list, codes_on)
            reason = f"{name} holds a code that is not in the list {code_list} of {codes_on:%B %Y}"
            tests["unknown_code", reason] = raw.is_not_null() & ~raw.is_in(list(known))
        if isinstance(column, dy.Date) and not said(column, "may_come"):
            tests["in_the_future", f"{name} has yet to come"] = value > pl.lit(datetime.now(UTC).date())
        if not column.nullable:
            tests["blank", f"{name} is blank"] = raw.is_null()
    columns += _identity(table, tests, codes_on)
    person = [_bare(f"person_{place}") for place in range(len(table.person))]
    reference = pl.concat_str([pl.lit(table.domain or to.person_domain), *person], separator="|")
    if table.is_self_named:
        says = pl.concat_str([pl.col(name).fill_null("") for name in table.read], separator="|")
        reference = reference.fill_null(pl.lit(f"{table.domain or to.person_domain}|row|") + says)
    domains = {name: domain for name, column in table.read.items() if (domain := said(column, "domain"))}
    coverage = pl.concat_str(
        [pl.lit(about.period), *(_bare(f"coverage_{place}").fill_null("?") for place in range(len(to.coverage)))],
        separator=" ",
    )
    tests["no_reference", "nothing says whose record this is"] = reference.is_null()
    marks = {f"test_{place}": test.fill_null(value=False) for place, test in enumerate(tests.values())}
    read = text.select("row_id", "source_row", *columns, coverage=coverage, reference=reference, **marks)
    referred = {name: pseudonyms(f"{domain}|" + read[name]) for name, domain in domains.items()}
    rows = read.drop("reference", *marks).with_columns(record_key=pseudonyms(read["reference"]), **referred)
    return Typed(rows, _problems(read, list(tests)))


_KINDS: Final = {dy.Int64: "a whole number", dy.Float64: "a number", dy.Date: "a date"}


def _bare(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars().replace("", None)


def _read(raw: pl.Expr, column: dy.Column) -> pl.Expr:
    if isinstance(column, dy.Date):
        return _day(raw)
    if isinstance(column, dy.Int64 | dy.Float64):
        return raw.str.replace_all(",", "", literal=True).cast(column.dtype, strict=False)
    return raw


def _day(raw: pl.Expr) -> pl.Expr:
    return pl.coalesce(raw.str.to_date(form, strict=False) for form in DAYS)


def _identity(table: RecordTable, tests: dict[tuple[str, str], pl.Expr], codes_on: date) -> list[pl.Expr]:
    columns = []
    for name in table.identity:
        raw = _bare(f"identity_{name}")
        if name != "date_of_birth":
            columns.append(raw.alias(f"identity_{name}"))
            continue
        born = _day(raw)
        tests["unreadable", "the date of birth is not a date"] = raw.is_not_null() & born.is_null()
        oldest = codes_on.replace(year=codes_on.year - OLDEST, day=1)
        tests["implausible", f"the date of birth makes the person older than {OLDEST}"] = born < oldest
        tests["implausible", "the date of birth has yet to come"] = born > pl.lit(datetime.now(UTC).date())
        columns.append(born.alias(_BORN))
        if "birth_month" in table.columns:
            columns.append(born.dt.truncate("1mo").alias("birth_month"))
    return columns


def _problems(read: pl.DataFrame, named: list[tuple[str, str]]) -> pl.DataFrame:
    marks = [f"test_{place}" for place in range(len(named))]
    if not marks or not read.select(pl.any_horizontal(pl.col(marks).any())).item():
        return pl.DataFrame(schema=PROBLEMS_SCHEMA)
    broken = read.filter(pl.any_horizontal(marks)).select("row_id", *marks).unpivot(index="row_id").filter("value")
    rules = {mark: rule for mark, (rule, _) in zip(marks, named, strict=True)}
    reasons = {mark: reason for mark, (_, reason) in zip(marks, named, strict=True)}
    return broken.select(
        "row_id", rule=pl.col("variable").replace_strict(rules), reason=pl.col("variable").replace_strict(reasons)
    ).cast(PROBLEMS_SCHEMA)
