"""DfE: the school census each spring, the KS4 results, and the linker's identity file for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.columns import named, numbered, only
from ingest.synthetic.draws import even, scatter
from ingest.synthetic.pathways import EDUCATION, SPECIAL, SSF
from ingest.synthetic.plan import academic_year, census_day
from ingest.synthetic.population import day
from ingest.synthetic.providers import school

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]

SALT: Final = 60
STATEMENTS_UNTIL: Final = 2018
SEX_SINCE: Final = 2023  # the column was Gender before
AREAS: Final = 32_844  # small areas that the deprivation index ranks
ATTAINMENT: Final = {"E": (14.2, 9), "L": (28, 12), "K": (33.5, 13), "N": (49.5, 14)}


def write(block: Block) -> None:
    """Write every census and KS4 year, and once each pupil's identifiers."""
    keys = numbered("SYN", scatter(block.people.id, SALT), 15)
    everyone = np.arange(len(block.people))
    in_any = np.zeros(len(everyone), np.bool_)
    last_seen = day(block.people.ks4_year, 1, 15)
    for year in range(block.plan.first, block.plan.last + 1):
        rows, k = _pupils(block, year)
        in_any[rows], last_seen[rows] = True, np.datetime64(census_day(year))
        if len(rows):
            _census(block, year, rows, k, keys)
        _key_stage_4(block, year, keys)
    who = block.recorded("census").with_columns(
        block.postcodes("census", everyone, last_seen), key=keys, sex=pl.Series(np.where(block.people.female, "F", "M"))
    )
    block.files.csv(
        "dfe/census/identity.csv",
        who.select(
            PupilMatchingRefAnonymous="key",
            UPN="upn",
            ULN="uln",
            Surname="surname",
            Forename="forename",
            DateOfBirth="birth_date",
            Sex="sex",
            Postcode="postcode",
        ).filter(pl.Series(in_any | block.people.in_ks4)),
    )
    block.answers.records("census", pl.Series(block.people.id), keys)


def _pupils(block: Block, year: int) -> tuple[Ints, Ints]:
    """Who is on a state-funded school's roll in January, and how many years after the January of year 11."""
    people, paths = block.people, block.paths
    k = year - people.ks4_year
    column = np.clip(k - 1, 0, paths.years - 1)
    everyone = np.arange(len(people))
    staying = (paths.state[everyone, column] == EDUCATION) & np.isin(paths.setting[everyone, column], [SSF, SPECIAL])
    on_roll = people.in_ks4 & ((k == 0) | ((k >= 1) & (k <= 3) & staying))
    rows = np.flatnonzero(on_roll)
    return rows, k[rows]


def _provision(block: Block, rows: Ints, k: Ints, year: int) -> NDArray[np.str_]:
    people = block.people
    group = people.group[rows]
    plan = (group == "E") & (k <= people.plan_years[rows]) | (group == "L") & (k >= 1) & (k <= people.plan_years[rows])
    letter = np.where(people.statement_era[rows] & (year <= STATEMENTS_UNTIL), "S", "E")
    return np.where(plan, letter, np.where(np.isin(group, ["K", "L", "E"]), "K", "N"))


def _census(block: Block, year: int, rows: Ints, k: Ints, keys: pl.Series) -> None:
    rng = block.rng(f"census {year}")
    people, n = block.people, len(rows)
    provision = _provision(block, rows, k, year)
    need = _need(people.need[rows], year, provision)
    second = np.where(
        (provision != "N") & (rng.random(n) < 0.3),
        named((people.need[rows] * 5 + 2) % 6, ["ASD", "SEMH", "MLD", "SLCN", "SPLD", "HI"]),
        "",
    )
    birth = people.birth[rows].astype("datetime64[M]").astype(np.int64)
    rank = np.maximum(((1 - people.idaci[rows]) * AREAS).astype(np.int64), 1)
    language = np.where(
        np.isin(people.ethnicity[rows], [4, 9, 10, 11, 12, 13, 14, 17, 18]) & (rng.random(n) < 0.5), "OTH", "ENG"
    )
    sex = "Sex" if year >= SEX_SINCE else "Gender"
    frame = pl.DataFrame(
        {
            "PupilMatchingRefAnonymous": keys.gather(rows),
            "CensusDate": np.full(n, np.datetime64(census_day(year))),
            "AcademicYear": np.full(n, academic_year(year - 1).replace("-", "/")),
            "LA": reference.places().dfe_number.astype(str)[people.la[rows]],
            "URN": school(people.la[rows], np.where(people.special_school[rows], 1, 0)),
            "YearOfBirth": birth // 12 + 1970,
            "MonthOfBirth": birth % 12 + 1,
            sex: np.where(people.female[rows], "F", "M"),
            "EthnicGroupMinor": block.coded("census", "npd", rows),
            "FirstLanguage": np.where(rng.random(n) < 0.01, np.where(language == "ENG", "ENB", "OTB"), language),
            "SENProvision": provision,
            "PrimarySENtype": only(need != "", need),
            "SecondarySENtype": only(second != "", second.astype(str)),
            "FSMEligible": people.fsm[rows].astype(np.int8),
            "EverFSM_6_P": (people.fsm[rows] | (rng.random(n) < 0.05)).astype(np.int8),
            "LSOA": numbered("SYN", rank, 6),
            "IDACIRank": rank,
            "IDACIScore": np.round(people.idaci[rows] ** 2 * 0.6, 3),
            "NCYearActual": 11 + k,
            "EntryDate": day(np.where(k > 0, year - 1, year - 5), 9, 1),
            "LeavingDate": np.full(n, np.datetime64("NaT"), "datetime64[D]"),
        }
    )
    block.files.csv(f"dfe/census/{year}-spring.csv", frame)
    if year == 2025:
        for letter, name in (("E", "ehcp"), ("K", "sen_support"), ("N", "no_sen")):
            of = provision == letter
            block.tally.add(f"fsm_{name}", people.fsm[rows][of].sum(), of.sum())
        block.tally.add("ehcp_pupils_male", (~people.female[rows][provision == "E"]).sum(), (provision == "E").sum())
        block.tally.add("sen_support_male", (~people.female[rows][provision == "K"]).sum(), (provision == "K").sum())


def _need(need: Ints, year: int, provision: NDArray[np.str_]) -> NDArray[np.str_]:
    names = np.array([*reference.table("needs")["need"], ""])[np.where(need >= 0, need, -1)]
    names = np.where((names == "DS") & (year < 2024), "OTH", names)
    return np.where((provision == "N") | (names == "unknown"), "", names)


def _key_stage_4(block: Block, year: int, keys: pl.Series) -> None:
    rng = block.rng(f"ks4 {year}")
    people = block.people
    rows = np.flatnonzero((people.ks4_year == year) & people.in_ks4)
    if not len(rows):
        return
    n = len(rows)
    provision = _provision(block, rows, np.zeros(n, np.int64), year)
    group = people.group[rows]
    mean = np.select([group == g for g in ATTAINMENT], [m for m, _ in ATTAINMENT.values()])
    spread = np.select([group == g for g in ATTAINMENT], [s for _, s in ATTAINMENT.values()])
    score = np.clip(
        mean + spread * rng.normal(size=n) - 9 * (people.idaci[rows] - 0.5) + 2 * people.female[rows], 0, 90
    )
    passed = even(rng, np.zeros(n, np.int64), score + 4 * rng.normal(size=n)) > 0.35
    need = _need(people.need[rows], year, provision)
    alternative = (rng.random(n) < 0.012) & ~people.special_school[rows]
    frame = pl.DataFrame(
        {
            "PupilMatchingRefAnonymous": keys.gather(rows),
            "AcademicYear": np.full(n, academic_year(year - 1).replace("-", "/")),
            "ReleaseStatus": np.full(n, "Provisional" if year == block.plan.last else "Revised"),
            "LA": reference.places().dfe_number.astype(str)[people.la[rows]],
            "URN": school(people.la[rows], np.where(people.special_school[rows], 1, np.where(alternative, 2, 0))),
            "Sex": np.where(people.female[rows], "F", "M"),
            "EthnicGroupMinor": block.coded("census", "npd", rows),
            "KS4_Attainment8": np.round(score, 2),
            "KS4_EngMath94": passed.astype(np.int8),
            "KS4_SENProvision": provision,
            "KS4_PrimarySENtype": only(need != "", need),
            "KS4_Disadvantaged": (people.fsm[rows] | (rng.random(n) < 0.06)).astype(np.int8),
            "KS4_InstitutionType": np.where(
                people.special_school[rows], "Special", np.where(alternative, "AP", "Mainstream")
            ),
        }
    )
    block.files.csv(f"dfe/ks4/{academic_year(year - 1)}.csv", frame)
