"""DfE: the individualised learner record of one block, as tables: learners, their aims and all that hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import providers, reference
from ingest.synthetic.columns import numbered, only
from ingest.synthetic.draws import choose, fixed, scatter_9
from ingest.synthetic.pathways import APPRENTICESHIP, EDUCATION, FE, HE, NOT_CAPTURED, SFC, SPECIALIST, WORK
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

LEARNER: Final = (
    "PrevLearnRefNumber", "PrevUKPRN", "ULN", "FamilyName", "GivenNames", "DateOfBirth", "Ethnicity", "Sex", "LLDDHealthProb", "NINumber",
    "PlanLearnHours", "PostcodePrior", "Postcode",
)  # fmt: skip
DELIVERY: Final = (
    "LearnAimRef", "AimType", "AimSeqNumber", "LearnStartDate", "LearnPlanEndDate", "FundModel", "ProgType", "StdCode", "DelLocPostCode",
    "CompStatus", "LearnActEndDate", "WithdrawReason", "Outcome", "EmpOutcome", "SWSupAimId",
)  # fmt: skip
KEYS: Final = ("year", "ukprn", "ref")
DECLARES: Final = {"E": 0.90, "L": 0.85, "K": 0.50}  # a difficulty or disability to an apprenticeship's provider
COLLEGE_DECLARES: Final = {"E": 0.95, "L": 0.92, "K": 0.55, "N": 0.11}
NOT_PROVIDED: Final = 0.014
OTHER_DIFFICULTIES: Final = ((12, 0.45), (9, 0.25), (95, 0.11), (14, 0.06), (13, 0.04), (5, 0.03), (4, 0.03), (94, 0.03))
SUPPORTED_INTERNSHIP: Final = "Z0002347"
PROGRAMME: Final = "ZPROG001"
STANDARDS: Final = 2017  # apprenticeships that start from then on follow a standard
RESTARTS: Final = 0.02


def learners(block: Block) -> pl.DataFrame:
    """One row per learner and academic year: `KEYS`, what the rest is made of, and the columns of `LEARNER`."""
    rng = block.rng("ilr")
    people = block.people
    years = block.years.filter(
        ((pl.col("state") == EDUCATION) & pl.col("setting").is_in([FE, SPECIALIST, SFC])) | (pl.col("state") == APPRENTICESHIP)
    )
    row, year, k, state, setting = (years[c].to_numpy() for c in ("row", "year", "k", "state", "setting"))
    run = years["run"].to_numpy()
    apprentice = state == APPRENTICESHIP
    private = apprentice & (fixed(run, 1) < 0.5)  # noqa: PLR2004
    kind = np.where(private, providers.TRAINING, np.where(apprentice, FE, setting)).astype(np.int64)
    number = providers.ukprn_numbers(people.la[row], kind)
    who = block.recorded("ilr")[row]
    declared = _declared(block, rng, years)
    difficulty = _difficulty(block, row, declared, run)
    n = len(row)
    no_answer = ~declared & (fixed(run, 2) < NOT_PROVIDED / (1 - declared.mean()))
    return years.select("row", "year", "k", "state", "setting", "intern", "plan_open", "run", "start", "end", "first", "last").with_columns(
        ukprn=pl.Series(number),
        ref=numbered("SYN", scatter_9(people.id[row], 3), 9),
        difficulty=pl.Series(difficulty),
        PrevLearnRefNumber=pl.lit(None, pl.String),
        PrevUKPRN=pl.lit(None, pl.String),
        ULN=who["uln"],
        FamilyName=who["surname"],
        GivenNames=who["forename"],
        DateOfBirth=who["birth_date"],
        Ethnicity=pl.Series(block.coded("ilr", "ilr", row).astype(str)),
        Sex=pl.Series(np.where(people.female[row], "F", "M")),
        LLDDHealthProb=pl.Series(np.where(declared, 1, np.where(no_answer, 9, 2))),
        NINumber=who["nino"],
        PlanLearnHours=pl.Series(np.where(apprentice, 0, np.where(k <= 3, rng.choice([540, 580, 600], n), rng.choice([150, 300], n)))),  # noqa: PLR2004
        PostcodePrior=who["postcode"],
        Postcode=who["postcode"],
    )  # fmt: skip


def _declared(block: Block, rng: np.random.Generator, years: pl.DataFrame) -> Bools:
    """Who says that they have a difficulty or disability: once for each spell, in the published share of starts."""
    starts = years.unique("run", maintain_order=True)
    row, year, state, run = (starts[c].to_numpy() for c in ("row", "year", "state", "run"))
    group = block.people.group[row]
    says = np.zeros(len(row), np.bool_)
    college = state == EDUCATION
    for name, share in COLLEGE_DECLARES.items():
        members = college & (group == name)
        says |= choose(rng, members, share * float(members.sum()))
    table = reference.table("cohorts")
    for each in np.unique(year[~college]):
        of = ~college & (year == each)
        wanted = float(np.interp(each, table["ks4_year"], table["lldd_starts"])) / 100 * float(of.sum())
        for name, share in DECLARES.items():
            members = of & (group == name)
            says |= choose(rng, members, share * float(members.sum()))
        says |= choose(rng, of & (group == "N"), max(wanted - float((says & of).sum()), 0.0))
        block.tally.add(f"lldd_starts_{each}", (says & of).sum(), of.sum())
    by_run = np.zeros(int(block.spells["run"].max() or 0) + 1, np.bool_)
    by_run[run] = says
    return np.asarray(by_run[years["run"].to_numpy()])


def _difficulty(block: Block, row: Ints, declared: Bools, run: Ints) -> Ints:
    """The primary category, which follows from the need where there is one; 0 where nothing is declared."""
    category = reference.table("needs")["lldd"].to_numpy()
    need = block.people.need[row]
    chance = fixed(run, 3)
    others = np.array([c for c, _ in OTHER_DIFFICULTIES])
    other = others[np.searchsorted(np.cumsum([s for _, s in OTHER_DIFFICULTIES])[:-1], chance, side="right")]
    found = np.where(need >= 0, category[np.maximum(need, 0)], other)
    asperger = (found == 14) & (chance < 0.25) & (block.people.ks4_year[row] < 2018)  # noqa: PLR2004
    return np.where(declared, np.where(asperger, 15, found), 0)


def fam(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Learner funding and monitoring: EHC plan, high needs, SEN support, learning support, free meals."""
    n = len(rows)
    plan = rows["plan_open"].to_numpy()
    declared = rows["difficulty"].to_numpy() > 0
    kinds = (
        ("EHC", plan & (rng.random(n) < 0.93), 1),  # noqa: PLR2004
        ("HNS", plan & (rng.random(n) < 0.6), 1),  # noqa: PLR2004
        ("LSR", declared & (rng.random(n) < 0.2), 55),  # noqa: PLR2004
        ("SEN", declared & ~plan & (rng.random(n) < 0.3), 1),  # noqa: PLR2004
    )
    parts = [
        rows.filter(pl.Series(chosen)).select("run", *KEYS, pl.lit(kind).alias("LearnFAMType"), pl.lit(code).alias("LearnFAMCode"))
        for kind, chosen, code in kinds
    ]
    return pl.concat(parts)


def lldd(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Categories of difficulty: one primary, and for some a second."""
    with_any = rows.filter(pl.col("difficulty") > 0)
    primary = with_any.select("run", *KEYS, pl.col("difficulty").alias("LLDDCat"), pl.lit(1).alias("PrimaryLLDD"))
    second = with_any.filter(pl.Series(rng.random(len(with_any)) < 0.25) & (pl.col("difficulty") != 9))  # noqa: PLR2004
    return pl.concat([primary, second.select("run", *KEYS, pl.lit(9).cast(pl.Int64).alias("LLDDCat"), pl.lit(None, pl.Int32).alias("PrimaryLLDD"))])


def employment_status(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Status on the day before learning began, with its monitoring."""
    n = len(rows)
    apprentice = (rows["state"] == APPRENTICESHIP).to_numpy()
    status = np.where(apprentice, 10, rng.choice([10, 11, 12], n, p=[0.15, 0.2, 0.65]))
    kept = apprentice | (rows["k"].to_numpy() > 3) | (rng.random(n) < 0.2)  # noqa: PLR2004
    kind = np.where(status == 10, "EII", np.where(status == 11, "LOU", "BSI"))  # noqa: PLR2004
    code = np.where(status == 10, np.where(apprentice, 6, 3), np.where(status == 11, 1, 4))  # noqa: PLR2004
    return rows.select(
        "run", *KEYS, pl.Series("EmpStat", status), (pl.col("start") - pl.duration(days=1)).alias("DateEmpStatApp"),
        pl.Series("ESMType", kind), pl.Series("ESMCode", code),
    ).filter(pl.Series(kept))  # fmt: skip


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
    ends = np.where(apprentice, np.where(last, run_end, np.datetime64("NaT")), np.where(last & ~np.isnat(run_end), run_end, summer))
    ended = ~np.isnat(ends) & (ends < np.datetime64(f"{last_year}-08-01"))
    achieved = rng.random(n) < np.where(apprentice, np.where(rows["difficulty"].to_numpy() > 0, 0.56, 0.58), np.where(intern, 0.80, 0.87))
    completed = achieved | (rng.random(n) < 0.3)  # noqa: PLR2004
    standard = begun >= STANDARDS
    framework = np.where(fixed(rows["run"].to_numpy(), 4) < 0.5, 2, 3)  # noqa: PLR2004
    adult = (k > 3) & ~rows["plan_open"].to_numpy()  # noqa: PLR2004
    fund = np.where(apprentice, np.where(standard, 36, 35), np.where(adult, 35, 25))
    plan_end = np.where(apprentice, start + rng.integers(370, 760, n).astype("timedelta64[D]"), day(year + 1, 7, 10))
    aim = np.where(intern, SUPPORTED_INTERNSHIP, np.where(apprentice, PROGRAMME, numbered("60", rng.integers(0, 900_000, n), 6).to_numpy()))
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
    second = apprentice | intern | (rng.random(n) < 0.55)  # noqa: PLR2004
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
    funded = aims.select(*key, pl.lit("SOF").alias("LearnDelFAMType"), pl.when(pl.col("FundModel") == 25).then(107).otherwise(105).alias("LearnDelFAMCode"))  # noqa: PLR2004
    contract = aims.filter(pl.col("FundModel") == 36).select(*key, pl.lit("ACT").alias("LearnDelFAMType"), pl.lit(1).alias("LearnDelFAMCode"))  # noqa: PLR2004
    restarted = aims.filter("restart").select(*key, pl.lit("RES").alias("LearnDelFAMType"), pl.lit(1).alias("LearnDelFAMCode"))
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
        [3, 6, 4, 2, np.where(rng.random(n) < 0.75, 1, 2)], np.where(rng.random(n) < 0.6, 1, 2),  # noqa: PLR2004
    )  # fmt: skip
    start = day(year + 1, 9, 1) + rng.integers(0, 30, n).astype("timedelta64[D]")
    known = (state != NOT_CAPTURED) & (rng.random(n) < 0.7)  # noqa: PLR2004
    return leavers.select("run", *KEYS, "ULN").with_columns(
        OutType=pl.Series(kind), OutCode=pl.Series(code), OutStartDate=pl.Series(start), OutEndDate=pl.lit(None, pl.Date),
        OutCollDate=pl.Series(start + np.timedelta64(20, "D")),
    ).filter(pl.Series(known))  # fmt: skip


