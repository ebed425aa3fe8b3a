"""DfE: the monthly return of what councils know young people to be doing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import lateness, reference
from ingest.synthetic import nccis_status as status
from ingest.synthetic.columns import numbered, only
from ingest.synthetic.draws import scatter
from ingest.synthetic.plan import academic_year
from ingest.synthetic.xml import element, escaped, head

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block
    from ingest.synthetic.plan import Plan

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

SALT: Final = 40
EVERY_MONTH_FROM: Final = 2  # academic years before the last whose every month is written
MEASURE_MONTHS: Final = (12, 1, 2, 3)
SEPTEMBER_GUARANTEE: Final = 0.946
TAIL: Final = "</NCCIS>\n"


def write(block: Block) -> None:
    """Write the months of each academic year."""
    fixed_part = _person_elements(block)
    for year in block.plan.academic_years:
        _write_year(block, year, fixed_part)


def _person_elements(block: Block) -> pl.DataFrame:
    """What is the same every month, as text: everything before the postcode."""
    people, who = block.people, block.recorded("nccis")
    rows = np.arange(len(people))
    number = reference.places().dfe_number.astype(str)[people.la]
    frame = who.select(escaped("surname"), escaped("forename"), "birth_date", "uln", "upn").with_columns(
        id=numbered("SYN", scatter(people.id, SALT), 11),
        la=pl.Series(number),
        sex=pl.Series(np.where(people.female, "F", "M")),
        ethnicity=pl.Series(block.coded("nccis", "npd", rows)),
    )
    parts = (
        ("YoungPersonID", "id"),
        ("LACode", "la"),
        ("ULN", "uln"),
        ("UPN", "upn"),
        ("FamilyName", "surname"),
        ("GivenName", "forename"),
        ("DateOfBirth", "birth_date"),
        ("Sex", "sex"),
        ("Ethnicity", "ethnicity"),
    )
    block.answers.records("nccis", pl.Series(people.id), pl.Series(number) + "/" + frame["id"])
    return frame.select("la", text=pl.concat_str([pl.lit("<YoungPerson>"), *(element(n, c) for n, c in parts)]))


def _write_year(block: Block, year: int, fixed_part: pl.DataFrame) -> None:
    rng = block.rng(f"nccis {year}")
    known = block.years.filter((pl.col("year") == year) & ((pl.col("k") <= 2) | pl.col("plan_open")))
    known = known.filter(pl.col("k") <= 9)
    if known.is_empty():
        return
    row = known["row"].to_numpy()
    level = status.levels(block, rng, known)
    code = status.activities(rng, known, level)
    status.count(block, year, known, level, code)
    block.answers.add(
        "council_activity",
        pl.DataFrame({"person_id": block.people.id[row], "year": np.full(len(row), year), "activity": code}),
    )
    offered = rng.random(len(row)) < SEPTEMBER_GUARANTEE
    if year == 2024:
        young = known["k"].to_numpy() <= 2
        block.tally.add("september_guarantee", (offered & young).sum(), young.sum())
    moved = block.people.mover[row] & (rng.random(len(row)) < 0.02)
    councils = reference.places().dfe_number.astype(str)
    rows = fixed_part[row].with_columns(
        TransferredToLA=only(moved, councils[(block.people.la[row] + 1) % len(councils)]),
        SENDLevel=pl.Series(np.array(status.LEVELS)[level]),
        CurrentActivityCode=pl.Series(code),
        CurrentActivityStartDate=status.since(known, rng),
        offer=pl.Series(offered.astype(np.int64)),
        young=pl.Series(known["k"].to_numpy() <= 2),
    )
    after = pl.concat_str(
        element("LAAtYear11", "la"),
        *(element(n) for n in ("TransferredToLA", "SENDLevel", "CurrentActivityCode", "CurrentActivityStartDate")),
    )
    offer = pl.when("young").then(element("SeptemberGuarantee", "offer")).otherwise(pl.lit(""))
    rows = rows.select("text", after.alias("after"), offer.alias("guarantee"))
    for calendar, month in months(year, block.plan.last):
        guarantee = "guarantee" if month == 9 else pl.lit("")
        here = rows.with_columns(block.postcodes("nccis", row, _last_day(calendar, month)))
        line = pl.concat_str("text", element("Postcode", "postcode"), "after", guarantee, pl.lit("</YoungPerson>"))
        _write_month(block, row, here.select(line).to_series(), (year, calendar, month))


def _write_month(block: Block, row: Ints, text: pl.Series, when: tuple[int, int, int]) -> None:
    """Write a month: in the last year some councils are late, and some wrong at first."""
    year, calendar, month = when
    plan, la = block.plan, block.people.la[row]
    name, opening = _name(year, calendar, month), _head(*when)
    if year < plan.last - 1 or not plan.defects:
        block.files.lines(name, text, opening, TAIL)
        return
    late = lateness.among(la, lateness.late(plan, calendar, month))
    again = lateness.among(la, lateness.resubmitting(plan, calendar, month))
    wrong = again & (block.rng(f"resubmission {calendar} {month}").random(len(row)) < lateness.WRONG_AT_FIRST)
    mistaken = pl.select(
        pl.when(pl.lit(pl.Series(wrong)))
        .then(pl.lit(text).str.replace(r"<CurrentActivityCode>\d+<", "<CurrentActivityCode>810<"))
        .otherwise(pl.lit(text))
    ).to_series()
    block.files.lines(name, mistaken.filter(pl.Series(~late)), opening, TAIL)
    block.files.lines(name.replace(".xml", "-late.xml"), text.filter(pl.Series(late)), opening, TAIL)
    block.files.lines(name.replace(".xml", "-resubmitted.xml"), text.filter(pl.Series(again)), opening, TAIL)


def last_months(plan: Plan) -> list[tuple[int, int, str]]:
    """Calendar year, month and file of each month of the last academic year."""
    year = plan.last - 1
    return [(calendar, month, _name(year, calendar, month)) for calendar, month in months(year, plan.last)]


def months(year: int, last: int) -> list[tuple[int, int]]:
    """The calendar years and months of an academic year that are written."""
    all_year = year >= last - EVERY_MONTH_FROM
    return [(year + (m < 9), m) for m in (9, 10, 11, 12, *range(1, 9)) if all_year or m in MEASURE_MONTHS]


def _name(year: int, calendar: int, month: int) -> str:
    return f"dfe/nccis/{academic_year(year)}/nccis-{calendar}-{month:02d}.xml"


def _last_day(calendar: int, month: int) -> date:
    return date(calendar + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _head(year: int, calendar: int, month: int) -> str:
    header = (
        f"<Header><Collection>NCCIS</Collection><ACADYR>{year}{(year + 1) % 100:02d}</ACADYR><MonthNo>{month}</MonthNo>"
        f"<ReferenceDate>{_last_day(calendar, month)}</ReferenceDate>"
        "<Software>SYNTHETIC pathways synthesise</Software></Header>"
    )
    return head("NCCIS", f"DfE/NCCIS/{academic_year(year)}", header)
