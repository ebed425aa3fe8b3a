"""DfE: the monthly return of what councils know young people to be doing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import lateness, reference
from ingest.synthetic.columns import numbered, only
from ingest.synthetic.draws import choose, scatter
from ingest.synthetic.pathways import APPRENTICESHIP, BENEFIT, EDUCATION, FE, HE, NONE, NOT_CAPTURED, SFC, SPECIALIST, WORK
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
EHCP, SEN_SUPPORT, NO_SEN = range(3)
LEVELS: Final = ("EHCP", "SEN Support", "None")
# Shares of 16 and 17 year olds with each level of SEND: how councils record SEN support changed after 2023.
RECORDED: Final = {EHCP: 0.054, SEN_SUPPORT: 0.101}
SEN_SUPPORT_BEFORE: Final = 0.078
RECORDING_CHANGED: Final = 2023
NEET_OR_NOT_KNOWN: Final = {EHCP: 0.101, SEN_SUPPORT: 0.096, NO_SEN: 0.049}
NOT_KNOWN: Final = 2.2 / 5.6  # of those who are NEET or not known
WITH_TRAINING: Final = 0.55  # of young people in work have some regulated study or training
SEPTEMBER_GUARANTEE: Final = 0.946
NEET_CODES: Final = ((619, 0.52), (610, 0.12), (616, 0.05), (615, 0.05), (640, 0.13), (630, 0.03), (620, 0.02), (670, 0.03), (540, 0.03), (680, 0.02))
TAIL: Final = "</NCCIS>\n"


def write(block: Block) -> None:
    """Write the months of each academic year."""
    fixed_part = _person_elements(block)
    for year in block.plan.academic_years:
        _write_year(block, year, fixed_part)


def _person_elements(block: Block) -> pl.DataFrame:
    """What is the same every month, as text: everything before the council where they now live and after it."""
    people, who = block.people, block.recorded("nccis")
    rows = np.arange(len(people))
    number = reference.places().dfe_number.astype(str)[people.la]
    frame = who.select(escaped("surname"), escaped("forename"), "birth_date", "postcode", "uln", "upn").with_columns(
        id=numbered("SYN", scatter(people.id, SALT), 11),
        la=pl.Series(number),
        sex=pl.Series(np.where(people.female, "F", "M")),
        ethnicity=pl.Series(block.coded("nccis", "npd", rows).astype(str)),
    )
    parts = (
        ("YoungPersonID", "id"), ("LACode", "la"), ("ULN", "uln"), ("UPN", "upn"), ("FamilyName", "surname"), ("GivenName", "forename"),
        ("DateOfBirth", "birth_date"), ("Sex", "sex"), ("Ethnicity", "ethnicity"), ("Postcode", "postcode"), ("LAAtYear11", "la"),
    )  # fmt: skip
    block.answers.records("nccis", pl.Series(people.id), frame["id"])
    return frame.select("id", text=pl.concat_str([pl.lit("<YoungPerson>"), *(element(n, c) for n, c in parts)]))


def _write_year(block: Block, year: int, fixed_part: pl.DataFrame) -> None:
    rng = block.rng(f"nccis {year}")
    known = block.years.filter((pl.col("year") == year) & ((pl.col("k") <= 2) | pl.col("plan_open")))  # noqa: PLR2004
    known = known.filter(pl.col("k") <= 9)  # noqa: PLR2004
    if known.is_empty():
        return
    row = known["row"].to_numpy()
    level = _levels(block, rng, known)
    code = _activities(block, rng, known, level)
    _count(block, year, known, level, code)
    offered = rng.random(len(row)) < SEPTEMBER_GUARANTEE
    if year == 2024:  # noqa: PLR2004
        young = known["k"].to_numpy() <= 2  # noqa: PLR2004
        block.tally.add("september_guarantee", (offered & young).sum(), young.sum())
    moved = block.people.mover[row] & (rng.random(len(row)) < 0.02)  # noqa: PLR2004
    councils = reference.places().dfe_number.astype(str)
    rows = fixed_part[row].with_columns(
        TransferredToLA=only(moved, councils[(block.people.la[row] + 1) % len(councils)]),
        SENDLevel=pl.Series(np.array(LEVELS)[level]),
        CurrentActivityCode=pl.Series(code),
        CurrentActivityStartDate=_since(known, rng),
        offer=pl.Series(offered.astype(np.int64)),
        young=pl.Series(known["k"].to_numpy() <= 2),  # noqa: PLR2004
    )
    usual = pl.concat_str("text", *(element(n) for n in ("TransferredToLA", "SENDLevel", "CurrentActivityCode", "CurrentActivityStartDate")))
    lines = rows.select(pl.concat_str(usual, pl.lit("</YoungPerson>"))).to_series()
    offer = pl.when("young").then(element("SeptemberGuarantee", "offer")).otherwise(pl.lit(""))
    september = rows.select(pl.concat_str(usual, offer, pl.lit("</YoungPerson>"))).to_series()
    for calendar, month in months(year, block.plan.last):
        text = september if month == 9 else lines  # noqa: PLR2004
        _write_month(block, row, text, (year, calendar, month))


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
    return [(year + (m < 9), m) for m in (9, 10, 11, 12, *range(1, 9)) if all_year or m in MEASURE_MONTHS]  # noqa: PLR2004


def _name(year: int, calendar: int, month: int) -> str:
    return f"dfe/nccis/{academic_year(year)}/nccis-{calendar}-{month:02d}.xml"


def _head(year: int, calendar: int, month: int) -> str:
    last_day = date(calendar + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    header = (
        f"<Header><Collection>NCCIS</Collection><ACADYR>{year}{(year + 1) % 100:02d}</ACADYR><MonthNo>{month}</MonthNo>"
        f"<ReferenceDate>{last_day}</ReferenceDate><Software>SYNTHETIC pathways synthesise</Software></Header>"
    )
    return head("NCCIS", f"DfE/NCCIS/{academic_year(year)}", header)


def _levels(block: Block, rng: np.random.Generator, known: pl.DataFrame) -> Ints:
    """The level of SEND that the council has on record, which is not always the true one."""
    row, k, plan = (known[c].to_numpy() for c in ("row", "k", "plan_open"))
    young = k <= 2  # noqa: PLR2004
    year = int(known["year"][0])
    plans = choose(rng, young & plan, RECORDED[EHCP] * float(young.sum())) | (plan & ~young)
    if block.people.statement_era[row].any() or float((young & plan).sum()) < RECORDED[EHCP] * float(young.sum()):
        plans |= plan & (rng.random(len(row)) < 0.92)  # noqa: PLR2004
    had_support = np.where(np.isin(block.people.group[row], ["K", "L", "E"]), 1.0, 0.002)
    share = RECORDED[SEN_SUPPORT] if year > RECORDING_CHANGED else SEN_SUPPORT_BEFORE
    support = choose(rng, young & ~plans, share * float(young.sum()), had_support)
    return np.where(plans, EHCP, np.where(support, SEN_SUPPORT, NO_SEN))


def _activities(block: Block, rng: np.random.Generator, known: pl.DataFrame, level: Ints) -> Ints:
    """The activity code of each young person: what they do, or what the council last heard."""
    state, setting, intern, k = (known[c].to_numpy() for c in ("state", "setting", "intern", "k"))
    n = len(known)
    learning = np.select([intern, setting == SPECIALIST, setting == FE, setting == SFC, setting == HE], [460, 280, 230, 220, 240], 210)
    trained = rng.random(n) < WITH_TRAINING
    working = np.where(trained, rng.choice([320, 340, 410], n), rng.choice([330, 360, 350, 380], n, p=[0.55, 0.35, 0.07, 0.03]))
    code = np.select([state == EDUCATION, state == APPRENTICESHIP, state == WORK], [learning, 310, working], 0)
    idle = np.isin(state, [BENEFIT, NONE, NOT_CAPTURED])
    found = np.zeros(n, np.bool_)
    young = k <= 2  # noqa: PLR2004
    for which, rate in NEET_OR_NOT_KNOWN.items():
        members = young & (level == which)
        found |= choose(rng, idle & members, rate * float(members.sum()))
    found |= idle & ~young
    stale = idle & ~found  # the last thing known of them was a course that they have since left
    code = np.where(stale, 230, code)
    unknown = found & (state == NOT_CAPTURED)
    more = max(NOT_KNOWN * float((found & young).sum()) - float((unknown & young).sum()), 0)
    unknown |= choose(rng, found & young & ~unknown, more)
    options, shares = zip(*NEET_CODES, strict=True)
    neet = rng.choice(options, n, p=np.array(shares) / sum(shares))
    code = np.where(found & ~unknown, neet, code)
    return np.where(unknown, rng.choice([810, 820, 830], n, p=[0.75, 0.2, 0.05]), code)


def _since(known: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    """When the activity began; councils that do not know leave it out, and the month's first day is imputed later."""
    start = known["start"].to_numpy()
    return pl.Series(np.where(rng.random(len(known)) < 0.03, np.datetime64("NaT"), start.astype("datetime64[D]")))  # noqa: PLR2004


def _count(block: Block, year: int, known: pl.DataFrame, level: Ints, code: Ints) -> None:
    add, young = block.tally.add, known["k"].to_numpy() <= 2  # noqa: PLR2004
    n = young.sum()
    if year == 2022:  # noqa: PLR2004
        add("nccis_sen_support_2023", ((level == SEN_SUPPORT) & young).sum(), n)
    if year != 2024:  # noqa: PLR2004
        return
    not_known = np.isin(code, [810, 820, 830])
    neet = (code >= 540) & (code < 700) & (code != 550)  # noqa: PLR2004
    for which, name in enumerate(("ehcp", "sen_support", "no_sen")):
        of = young & (level == which)
        add(f"neetnk_{name}", ((neet | not_known) & of).sum(), of.sum())
        if which < NO_SEN:
            add(f"nccis_{name}", of.sum(), n)
    add("neetnk_all", ((neet | not_known) & young).sum(), n)
    add("neet_all", (neet & young).sum(), n)
    add("not_known_all", (not_known & young).sum(), n)
    full_time = np.isin(code, [210, 220, 230, 240, 270, 280])
    add("full_time_education", (full_time & young).sum(), n)
    add("apprenticeship_16_17", ((code == 310) & young).sum(), n)  # noqa: PLR2004
    other = np.isin(code, [320, 340, 410, 430, 460, 250])
    add("participation", ((full_time | (code == 310) | other) & young).sum(), n)  # noqa: PLR2004


