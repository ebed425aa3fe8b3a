"""DfE: what learners of the ILR study, how it ended, and where they went afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic.columns import numbered, only
from ingest.synthetic.draws import fixed
from ingest.synthetic.ilr_records import KEYS
from ingest.synthetic.pathways import APPRENTICESHIP, EDUCATION, HE, NOT_CAPTURED, WORK
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from ingest.synthetic.block import Block

DELIVERY: Final = (
    "LearnAimRef",
    "AimType",
    "AimSeqNumber",
    "LearnStartDate",
    "LearnPlanEndDate",
    "FundModel",
    "ProgType",
    "StdCode",
    "DelLocPostCode",
    "CompStatus",
    "LearnActEndDate",
    "WithdrawReason",
    "Outcome",
    "EmpOutcome",
    "SWSupAimId",
)
SUPPORTED_INTERNSHIP: Final = "Z0002347"
PROGRAMME: Final = "ZPROG001"
STANDARDS: Final = 2017  # apprenticeships that start from then on follow a standard
RESTARTS: Final = 0.02


def deliveries(rows: pl.DataFrame, rng: np.random.Generator, last_year: int) -> pl.DataFrame:
    """Aims: the programme or core aim of each learner and, for most, a second; each with its own key and monitoring."""
    n = len(rows)
    state, year, k = (rows[c].to_numpy() for c in ("state", "year", "k"))
    apprentice, intern = state == APPRENTICESHIP, rows["intern"].to_numpy()
    started = rows["start"].to_numpy()
    begun = (started.astype("datetime64[M]").astype(np.int64) - 7) // 12 + 1970
    autumn = day(year, 9, 1) + rng.integers(0, 20, n).astype("timedelta64[D]")
    start = np.where(apprentice | rows["first"].to_numpy(), started, autumn)
    run_end, last = rows["end"].to_numpy(), rows["last"].to_numpy()
    summer = day(year + 1, 6, 20) + rng.integers(0, 35, n).astype("timedelta64[D]")
    ends = np.where(
        apprentice, np.where(last, run_end, np.datetime64("NaT")), np.where(last & ~np.isnat(run_end), run_end, summer)
    )
    ended = ~np.isnat(ends) & (ends < np.datetime64(f"{last_year}-08-01"))
    achieved = rng.random(n) < np.where(
        apprentice, np.where(rows["difficulty"].to_numpy() > 0, 0.56, 0.58), np.where(intern, 0.80, 0.87)
    )
    completed = achieved | (rng.random(n) < 0.3)
    standard = begun >= STANDARDS
    framework = np.where(fixed(rows["run"].to_numpy(), 4) < 0.5, 2, 3)
    adult = (k > 3) & ~rows["plan_open"].to_numpy()
    fund = np.where(apprentice, np.where(standard, 36, 35), np.where(adult, 35, 25))
    plan_end = np.where(apprentice, start + rng.integers(370, 760, n).astype("timedelta64[D]"), day(year + 1, 7, 10))
    aim = np.where(
        intern,
        SUPPORTED_INTERNSHIP,
        np.where(apprentice, PROGRAMME, numbered("60", rng.integers(0, 900_000, n), 6).to_numpy()),
    )
    main = rows.select("run", *KEYS, "Postcode").with_columns(
        LearnAimRef=pl.Series(aim.astype(str)),
        AimType=pl.Series(np.where(apprentice, 1, np.where(adult, 4, 5))),
        AimSeqNumber=pl.lit(1),
        LearnStartDate=pl.Series(start),
        LearnPlanEndDate=pl.Series(plan_end),
        FundModel=pl.Series(fund),
        ProgType=only(apprentice, np.where(standard, 25, framework)).cast(pl.Int64),
        StdCode=only(apprentice & standard, 100 + rows["run"].to_numpy() % 300).cast(pl.Int64),
        DelLocPostCode=pl.col("Postcode"),
        CompStatus=pl.Series(np.where(ended, np.where(completed, 2, 3), 1)),
        LearnActEndDate=pl.Series(np.where(ended, ends, np.datetime64("NaT"))),
        WithdrawReason=only(ended & ~completed, rng.choice([3, 7, 40, 98], n)).cast(pl.Int64),
        Outcome=only(ended, np.where(achieved, 1, np.where(completed, 2, 3))).cast(pl.Int64),
        EmpOutcome=pl.lit(None, pl.Int64),
        SWSupAimId=numbered("SYN", rows["run"].to_numpy() * 2 + 1, 11),
        restart=pl.Series(apprentice & rows["first"].to_numpy() & (rng.random(n) < RESTARTS)),
    )
    second = apprentice | intern | (rng.random(n) < 0.55)
    component = main.filter(pl.Series(second)).with_columns(
        LearnAimRef=numbered("61", rng.integers(0, 900_000, int(second.sum())), 6),
        AimType=pl.when(pl.col("AimType") == 1).then(3).otherwise(4),
        AimSeqNumber=pl.lit(2),
        SWSupAimId=pl.col("SWSupAimId").str.replace(r"(\d)$", "${1}B"),
    )
    return pl.concat([main, component], how="vertical_relaxed").drop("Postcode")


def delivery_fam(aims: pl.DataFrame) -> pl.DataFrame:
    """Source of funding, contract type of apprenticeships, and the mark of a restart."""
    key = ("run", *KEYS, "AimSeqNumber")
    funded = aims.select(
        *key,
        pl.lit("SOF").alias("LearnDelFAMType"),
        pl.when(pl.col("FundModel") == 25).then(107).otherwise(105).alias("LearnDelFAMCode"),
    )
    contract = aims.filter(pl.col("FundModel") == 36).select(
        *key, pl.lit("ACT").alias("LearnDelFAMType"), pl.lit(1).alias("LearnDelFAMCode")
    )
    restarted = aims.filter("restart").select(
        *key, pl.lit("RES").alias("LearnDelFAMType"), pl.lit(1).alias("LearnDelFAMCode")
    )
    return pl.concat([funded, contract, restarted], how="vertical_relaxed")


def destinations(block: Block, rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Where learners went whose spell ended and whose next year is known."""
    paths = block.paths
    leavers = rows.filter(pl.col("last") & (pl.col("year") < block.plan.last - 1))
    row, k, year = (leavers[c].to_numpy() for c in ("row", "k", "year"))
    state, setting = paths.state[row, k], paths.setting[row, k]
    intern = paths.intern[row, k]
    n = len(leavers)
    kind = np.select([state == EDUCATION, state == APPRENTICESHIP, state == WORK], ["EDU", "EDU", "EMP"], "NPE")
    code = np.select(
        [intern, (state == EDUCATION) & (setting == HE), state == EDUCATION, state == APPRENTICESHIP, state == WORK],
        [3, 6, 4, 2, np.where(rng.random(n) < 0.75, 1, 2)],
        np.where(rng.random(n) < 0.6, 1, 2),
    )
    start = day(year + 1, 9, 1) + rng.integers(0, 30, n).astype("timedelta64[D]")
    known = (state != NOT_CAPTURED) & (rng.random(n) < 0.7)
    return (
        leavers.select("run", *KEYS, "ULN")
        .with_columns(
            OutType=pl.Series(kind),
            OutCode=pl.Series(code),
            OutStartDate=pl.Series(start),
            OutEndDate=pl.lit(None, pl.Date),
            OutCollDate=pl.Series(start + np.timedelta64(20, "D")),
        )
        .filter(pl.Series(known))
    )
