"""DWP and HMRC: employment, earnings and benefit spells as the longitudinal education outcomes data has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic.columns import named
from ingest.synthetic.draws import choose, scatter
from ingest.synthetic.identifiers import token
from ingest.synthetic.pathways import APPRENTICESHIP, BENEFIT, EDUCATION, NONE, WORK
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]
    Dates = NDArray[np.datetime64]

SALT: Final = 1
UNMATCHED: Final = 0.015  # of people are not found by DWP and HMRC, more of those with a plan
STUDENT_JOBS: Final = {"E": 0.05, "L": 0.06, "K": 0.20, "N": 0.30}
# Average pay by group at 5 and 10 years after KS4, nominal, and how far single people's pay lies apart.
PAY: Final = {
    "E": ((1, 7_000), (5, 12_400), (10, 15_200)),
    "K": ((1, 8_000), (5, 13_600), (10, 17_500)),
    "N": ((1, 8_200), (5, 13_300), (10, 21_200)),
}
PAY_SPREAD: Final = 0.42
UNIVERSAL_CREDIT: Final = 2017  # new out-of-work spells that start from then on are Universal Credit
EARLY_LETTERS: Final = ("JSA", "ESA", "IS")
UC_LETTERS: Final = ("UAA", "UBC", "UCE", "UDF")


def write(block: Block) -> None:
    """Write the identity file and the four extracts."""
    matched = people_matched(block)
    keys = token("SYN", scatter(block.people.id, SALT))
    suffix = f"{block.plan.last}-08"
    _identity(block, matched, keys)
    block.files.csv(f"dwp/leo/employment-{suffix}.csv", employment(block, matched, keys))
    _earnings(block, matched, keys, suffix)
    block.files.csv(f"dwp/leo/benefits-{suffix}.csv", _benefits(block, matched, keys))
    block.answers.records("leo", pl.Series(block.people.id[matched]), keys.filter(pl.Series(matched)))


def people_matched(block: Block) -> NDArray[np.bool_]:
    """Who is found in the records of DWP and HMRC: those not captured never are, so they do not count here."""
    from ingest.synthetic.recorded import error_weight

    n = len(block.people)
    lost = choose(block.rng("leo unmatched"), np.ones(n, np.bool_), UNMATCHED * n, error_weight(block.people) ** 2)
    return ~lost


def _identity(block: Block, matched: NDArray[np.bool_], keys: pl.Series) -> None:
    who = block.recorded("leo")
    frame = pl.DataFrame(
        {
            "edukey": keys,
            "NINO": who["nino"],
            "Surname": who["surname"],
            "Forename": who["forename"],
            "DateOfBirth": who["birth_date"],
            "Sex": np.where(block.people.female, "F", "M"),
            "Postcode": block.postcodes("leo", np.arange(len(block.people)), block.plan.cut),
            "ULN": who["uln"],
        }
    )
    block.files.csv("dwp/leo/identity.csv", frame.filter(pl.Series(matched)))


def employment(block: Block, matched: NDArray[np.bool_], keys: pl.Series) -> pl.DataFrame:
    """Jobs: each spell of work, a second job beside some, and students' jobs that do not last."""
    rng = block.rng("leo employment")
    spells = block.spells
    worked = spells.filter(pl.col("state").is_in([WORK, APPRENTICESHIP]))
    row, start, end = (worked[c].to_numpy() for c in ("row", "start", "end"))
    last = np.datetime64(block.plan.cut)
    length = (np.where(np.isnat(end), last, end) - start).astype("timedelta64[D]").astype(np.int64)
    parted = (length > 600) & (rng.random(len(row)) < 0.5)
    middle = start + (length * (0.3 + 0.4 * rng.random(len(row)))).astype("timedelta64[D]")
    beside = rng.random(len(row)) < 0.12
    beside_start = start + (length * 0.5 * rng.random(len(row))).astype("timedelta64[D]")
    jobs = [
        (row, start, np.where(parted, middle, end)),
        (row[parted], (middle + rng.integers(1, 21, len(row)).astype("timedelta64[D]"))[parted], end[parted]),
        (
            row[beside],
            beside_start[beside],
            (beside_start + rng.integers(20, 200, len(row)).astype("timedelta64[D]"))[beside],
        ),
        _small_jobs(block, rng),
    ]
    rows = np.concatenate([j[0] for j in jobs])
    starts = np.concatenate([j[1] for j in jobs])
    ends = np.concatenate([j[2] for j in jobs])
    ends = np.where(ends > last, np.datetime64("NaT"), ends)
    kept = matched[rows] & (starts <= last) & ~((ends < starts) & ~np.isnat(ends))
    rows, starts, ends = rows[kept], starts[kept], ends[kept]
    jobs_held = {"person_id": block.people.id[rows], "start": starts, "end": ends}
    block.answers.add("jobs", pl.DataFrame(jobs_held).with_columns(pl.col("start", "end").cast(pl.Date)))
    # Before real-time information a missing date became the first or last day of the tax year.
    early = starts < np.datetime64("2014-04-06")
    unsure_start = early & (rng.random(len(rows)) < 0.12)
    year = starts.astype("datetime64[Y]").astype(np.int64) + 1970
    starts = np.where(unsure_start, np.minimum(day(year, 4, 6), starts), starts)
    unsure_end = ~np.isnat(ends) & (ends < np.datetime64("2014-04-06")) & (rng.random(len(rows)) < 0.12)
    order = np.lexsort((starts, rows))
    return pl.DataFrame(
        {
            "edukey": keys.gather(rows[order]),
            "StartDate": starts[order],
            "EndDate": ends[order],
            "UncertainStartDate": unsure_start[order].astype(np.int8),
            "UncertainEndDate": unsure_end[order].astype(np.int8),
        }
    )


def _small_jobs(block: Block, rng: np.random.Generator) -> tuple[Ints, Dates, Dates]:
    years = block.years.filter(pl.col("state").is_in([EDUCATION, NONE, BENEFIT]))
    row, year, state = (years[c].to_numpy() for c in ("row", "year", "state"))
    chance = np.select([block.people.group == g for g in STUDENT_JOBS], list(STUDENT_JOBS.values()))[row]
    has = rng.random(len(row)) < chance * np.where(state == EDUCATION, 1.0, 0.5)
    row, year, state = row[has], year[has], state[has]
    start = day(year, 9, 1) + rng.integers(0, 270, len(row)).astype("timedelta64[D]")
    length = np.where(state == EDUCATION, rng.integers(30, 300, len(row)), rng.integers(7, 60, len(row)))
    return row, start, start + length.astype("timedelta64[D]")


def _earnings(block: Block, matched: NDArray[np.bool_], keys: pl.Series, suffix: str) -> None:
    rng = block.rng("leo earnings")
    years = block.years.filter(pl.col("state").is_in([WORK, APPRENTICESHIP]))
    row, year, k, state = (years[c].to_numpy() for c in ("row", "year", "k", "state"))
    group = np.where(block.people.has_plan, "E", block.people.group)[row]
    mean = np.select(
        [group == g for g in PAY],
        [np.interp(k, [y for y, _ in points], [p for _, p in points]) for points in PAY.values()],
    )
    mean = mean * np.where(state == APPRENTICESHIP, 0.72, 1.0)
    pay = (
        mean
        * np.exp(PAY_SPREAD * rng.normal(size=len(row)) - PAY_SPREAD**2 / 2)
        * np.where(block.people.female[row], 0.95, 1.0)
    )
    old = block.people.statement_era[row]
    for g, name in (("E", "statement"), ("K", "support"), ("N", "none")):
        for at in (5, 10):
            of = old & (group == g) & (k == at) & (state == WORK)
            block.tally.add(f"pay_{name}_{at}", pay[of].sum(), of.sum())
    employed = rng.random(len(row)) >= 0.04
    tax_year = pl.Series(year)
    label = pl.select(
        pl.format("{}/{}", pl.lit(tax_year), pl.lit((tax_year + 1) % 100).cast(pl.String).str.zfill(2))
    ).to_series()
    frame = pl.DataFrame({"edukey": keys.gather(row), "TaxYear": label, "Earnings": np.round(pay, 2)})
    kept = matched[row] & (year <= block.plan.last - 2)  # a tax year is known some sixteen months after it
    block.files.csv(f"dwp/leo/earnings-{suffix}.csv", frame.filter(pl.Series(kept & employed)))
    own = frame.filter(pl.Series(kept & ~employed & (state == WORK))).rename({"Earnings": "EarningsSelfEmployment"})
    block.files.csv(
        f"dwp/leo/self_assessment-{suffix}.csv",
        own.select("edukey", "TaxYear", pl.lit(1).alias("SelfAssessmentEmployment"), "EarningsSelfEmployment"),
    )


def _benefits(block: Block, matched: NDArray[np.bool_], keys: pl.Series) -> pl.DataFrame:
    rng = block.rng("leo benefits")
    spells = block.spells.filter(pl.col("state") == BENEFIT)
    row, start, end = (spells[c].to_numpy() for c in ("row", "start", "end"))
    begun = start.astype("datetime64[Y]").astype(np.int64) + 1970
    ill = block.people.has_plan[row] & (rng.random(len(row)) < 0.6)
    early = np.where(ill, 1, rng.choice([0, 1, 2], size=len(row), p=[0.7, 0.15, 0.15]))
    letters = np.where(
        begun >= UNIVERSAL_CREDIT, named(rng.integers(0, 4, len(row)), UC_LETTERS), named(early, EARLY_LETTERS)
    )
    # Older benefits end in scans six weeks apart, so an end is accurate only to the scan.
    scan = np.where(begun >= UNIVERSAL_CREDIT, 0, rng.integers(0, 42, len(row))).astype("timedelta64[D]")
    kept = matched[row] & (start <= np.datetime64(block.plan.cut))
    return pl.DataFrame(
        {"edukey": keys.gather(row), "BenefitType": letters.astype(str), "StartDate": start, "EndDate": end + scan}
    ).filter(pl.Series(kept))
