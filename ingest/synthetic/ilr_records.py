"""DfE: the individualised learner record of one block, as tables: learners, their aims and all that hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import providers, reference
from ingest.synthetic.columns import numbered
from ingest.synthetic.draws import choose, fixed, scatter_9
from ingest.synthetic.pathways import APPRENTICESHIP, EDUCATION, FE, SFC, SPECIALIST
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

LEARNER: Final = (
    "PrevLearnRefNumber",
    "PrevUKPRN",
    "ULN",
    "FamilyName",
    "GivenNames",
    "DateOfBirth",
    "Ethnicity",
    "Sex",
    "LLDDHealthProb",
    "NINumber",
    "PlanLearnHours",
    "PostcodePrior",
    "Postcode",
)
KEYS: Final = ("year", "ukprn", "ref")
DECLARES: Final = {"E": 0.90, "L": 0.85, "K": 0.50}  # a difficulty or disability to an apprenticeship's provider
COLLEGE_DECLARES: Final = {"E": 0.95, "L": 0.92, "K": 0.55, "N": 0.11}
NOT_PROVIDED: Final = 0.014
OTHER_DIFFICULTIES: Final = (
    (12, 0.45),
    (9, 0.25),
    (95, 0.11),
    (14, 0.06),
    (13, 0.04),
    (5, 0.03),
    (4, 0.03),
    (94, 0.03),
)


def learners(block: Block) -> pl.DataFrame:
    """One row per learner and academic year: `KEYS`, what the rest is made of, and the columns of `LEARNER`."""
    rng = block.rng("ilr")
    people = block.people
    years = block.years.filter(
        ((pl.col("state") == EDUCATION) & pl.col("setting").is_in([FE, SPECIALIST, SFC]))
        | (pl.col("state") == APPRENTICESHIP)
    )
    row, k, state, setting = (years[c].to_numpy() for c in ("row", "k", "state", "setting"))
    run = years["run"].to_numpy()
    apprentice = state == APPRENTICESHIP
    private = apprentice & (fixed(run, 1) < 0.5)
    kind = np.where(private, providers.TRAINING, np.where(apprentice, FE, setting)).astype(np.int64)
    number = providers.ukprn_numbers(people.la[row], kind)
    who = block.recorded("ilr")[row]
    declared = _declared(block, rng, years)
    difficulty = _difficulty(block, row, declared, run)
    n = len(row)
    no_answer = ~declared & (fixed(run, 2) < NOT_PROVIDED * n / max(int((~declared).sum()), 1))
    return years.select(
        "row", "year", "k", "state", "setting", "intern", "plan_open", "run", "start", "end", "first", "last"
    ).with_columns(
        ukprn=pl.Series(number),
        ref=numbered("SYN", scatter_9(people.id[row], 3), 9),
        difficulty=pl.Series(difficulty),
        PrevLearnRefNumber=pl.lit(None, pl.String),
        PrevUKPRN=pl.lit(None, pl.String),
        ULN=who["uln"],
        FamilyName=who["surname"],
        GivenNames=who["forename"],
        DateOfBirth=who["birth_date"],
        Ethnicity=pl.Series(block.coded("ilr", "ilr", row)),
        Sex=pl.Series(np.where(people.female[row], "F", "M")),
        LLDDHealthProb=pl.Series(np.where(declared, 1, np.where(no_answer, 9, 2))),
        NINumber=who["nino"],
        PlanLearnHours=pl.Series(
            np.where(apprentice, 0, np.where(k <= 3, rng.choice([540, 580, 600], n), rng.choice([150, 300], n)))
        ),
        PostcodePrior=block.postcodes("ilr", row, years["start"].to_numpy()),
        Postcode=block.postcodes("ilr", row, day(years["year"].to_numpy(), 12, 1)),
    )


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
    by_run = np.zeros(len(block.spells), np.bool_)
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
    asperger = (found == 14) & (chance < 0.25) & (block.people.ks4_year[row] < 2018)
    return np.where(declared, np.where(asperger, 15, found), 0)


def fam(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Learner funding and monitoring: EHC plan, high needs, SEN support, learning support, free meals."""
    n = len(rows)
    plan = rows["plan_open"].to_numpy()
    declared = rows["difficulty"].to_numpy() > 0
    kinds = (
        ("EHC", plan & (rng.random(n) < 0.93), 1),
        ("HNS", plan & (rng.random(n) < 0.6), 1),
        ("LSR", declared & (rng.random(n) < 0.2), 55),
        ("SEN", declared & ~plan & (rng.random(n) < 0.3), 1),
    )
    parts = [
        rows.filter(pl.Series(chosen)).select(
            "run", *KEYS, pl.lit(kind).alias("LearnFAMType"), pl.lit(code).alias("LearnFAMCode")
        )
        for kind, chosen, code in kinds
    ]
    return pl.concat(parts)


def lldd(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Categories of difficulty: one primary, and for some a second."""
    with_any = rows.filter(pl.col("difficulty") > 0)
    primary = with_any.select("run", *KEYS, pl.col("difficulty").alias("LLDDCat"), pl.lit(1).alias("PrimaryLLDD"))
    second = with_any.filter(pl.Series(rng.random(len(with_any)) < 0.25) & (pl.col("difficulty") != 9))
    return pl.concat(
        [
            primary,
            second.select(
                "run", *KEYS, pl.lit(9).cast(pl.Int64).alias("LLDDCat"), pl.lit(None, pl.Int32).alias("PrimaryLLDD")
            ),
        ]
    )


def employment_status(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Status on the day before learning began, with its monitoring."""
    n = len(rows)
    apprentice = (rows["state"] == APPRENTICESHIP).to_numpy()
    status = np.where(apprentice, 10, rng.choice([10, 11, 12], n, p=[0.15, 0.2, 0.65]))
    kept = apprentice | (rows["k"].to_numpy() > 3) | (rng.random(n) < 0.2)
    kind = np.where(status == 10, "EII", np.where(status == 11, "LOU", "BSI"))
    code = np.where(status == 10, np.where(apprentice, 6, 3), np.where(status == 11, 1, 4))
    return rows.select(
        "run",
        *KEYS,
        pl.Series("EmpStat", status),
        (pl.col("start") - pl.duration(days=1)).alias("DateEmpStatApp"),
        pl.Series("ESMType", kind),
        pl.Series("ESMCode", code),
    ).filter(pl.Series(kept))
