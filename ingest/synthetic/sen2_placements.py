"""SEN2: where people with an open plan are placed on census day, their work-based activity and their needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import count_sen2, lateness, reference
from ingest.synthetic.columns import only
from ingest.synthetic.draws import choose, fixed
from ingest.synthetic.pathways import (
    APPRENTICESHIP,
    BENEFIT,
    EDUCATION,
    FE,
    NONE,
    NOT_CAPTURED,
    SFC,
    SPECIAL,
    SPECIALIST,
    SSF,
    WORK,
)
from ingest.synthetic.population import day
from ingest.synthetic.providers import school, ukprn
from ingest.synthetic.sen2_plans import blade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.sen2 import Census

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

# Placements without a school or college, beside the settings of `pathways`.
NEET, NIEC, NIEO, OLA, OPA, EHE = range(10, 16)
NOT_RECORDED: Final = -1
SETTING_CODES: Final = ("NEET", "NIEC", "NIEO", "OLA", "OPA", "EHE")
SHARES: Final = {NOT_RECORDED: 0.051, NEET: 0.108, OLA: 0.040, OPA: 0.018, EHE: 0.012}
INTERN, APPRENTICE, TRAINEE = 1, 2, 3
ACTIVITIES: Final = ("supported_internship", "apprenticeship", "traineeship")
APPRENTICES: Final = 1_017 / 165_082
TRAINEES: Final = 686 / 165_082
COUNTED: Final = 2025
SECOND_PLACEMENT: Final = "F"
TWO_PLACEMENTS: Final = 0.01
ONLY_SECOND_RANK: Final = 0.003
DOWN_SYNDROME_SINCE: Final = 2024  # a need of its own; it was part of other until then


def write(census: Census) -> None:
    """Write active plans, placements and needs."""
    where = _where(census)
    activity = _activity(census, where)
    _answer(census, where, activity)
    if census.year == COUNTED:
        count_sen2.placements(census, where, activity)
    rng, n = census.rng, census.n
    letters = np.array(["", *(reference.code("sen2_wbp", meaning) for meaning in ACTIVITIES)])
    boarding = (where == SPECIALIST) & (rng.random(n) < 0.12)
    both: dict[str, object] = {
        "res": only(boarding, reference.codes("sen2_res")[1]),
        "wbp": only(activity > 0, letters[activity]),
    }
    moved = (rng.random(n) < 0.012) & census.block.people.mover[census.rows]
    review = pl.Series(np.datetime64(date(census.year, 1, 10)) - rng.integers(20, 380, n).astype("timedelta64[D]"))
    outcome = np.where(rng.random(n) < 0.9, "M", "A")
    second, third = census.year >= 2024, census.year >= 2025
    active: dict[str, object] = {
        "transferla": only(moved, np.roll(census.council, 1)),
        **({} if second else both),
        **({"reviewmeeting": blade(review), "reviewoutcome": outcome} if second else {}),
        **(
            dict.fromkeys(("reviewdraft", "phasetransferduedate", "phasetransferfinaldate"), census.empty)
            if third
            else {}
        ),
        "lastreview": blade(review.dt.offset_by("3w")),
    }
    census.put("activeplans", active, census.open)
    _placements(census, where, both if second else {})
    _needs(census)


def _answer(census: Census, where: Ints, activity: Ints) -> None:
    """Whose plan is open on census day, and what the council has on record that they do."""
    names = np.array(["", *ACTIVITIES])
    census.block.answers.add(
        "plans_on_census_day",
        pl.DataFrame(
            {
                "person_id": census.block.people.id[census.rows],
                "census_year": np.full(census.n, census.year),
                "is_neet": where == NEET,
                "work_based_activity": names[activity],
            }
        ).filter(pl.Series(census.open)),
    )


def _placements(census: Census, where: Ints, first: dict[str, object]) -> None:
    rng, n = census.rng, census.n
    in_school, college = np.isin(where, [SPECIAL, SSF]), np.isin(where, [FE, SPECIALIST, SFC])
    entry = day(np.where(census.k < 1, census.year - 3, census.year - 1), 9, 1)
    pattern = {"attendancepattern": np.where(rng.random(n) < 0.93, "F", "P")} if census.year < 2024 else {}
    placed = census.open & (where != NOT_RECORDED)
    second, misranked = _double_placements(census, placed)
    columns = {
        **first,
        "urn": only(in_school, school(census.la, np.where(where == SPECIAL, 1, 0))),
        "ukprn": only(college, ukprn(census.la, where)),
        "sensetting": only(where >= NEET, np.array(SETTING_CODES)[np.maximum(where, NEET) - NEET]),
        "sensettingother": census.empty,
        "placementrank": np.where(misranked, 2, 1),
        "entrydate": blade(pl.Series(entry + rng.integers(0, 20, n).astype("timedelta64[D]"))),
        "leavingdate": census.empty,
        **pattern,
        "senunitindicator": census.no,
        "resourcedprovisionindicator": census.no,
    }
    census.put("placementdetail", columns, placed)
    census.put("placementdetail", {**columns, "placementrank": np.full(n, 2)}, second, letter=SECOND_PLACEMENT)


def _double_placements(census: Census, placed: Bools) -> tuple[Bools, Bools]:
    """Who has a second open placement, and whose only one is ranked second: defects of the real return."""
    if not census.block.plan.defects:
        return np.zeros(census.n, np.bool_), np.zeros(census.n, np.bool_)
    drawn = fixed(census.block.people.id[census.rows], census.year)
    second, misranked = placed & (drawn < TWO_PLACEMENTS), placed & (drawn > 1 - ONLY_SECOND_RANK)
    file = f"dfe/sen2/{census.year}/sen2-{census.year}-placementdetail.csv"
    for defect, letter, chosen, says in (
        ("second_placement", SECOND_PLACEMENT, second, "two open placements on census day"),
        ("only_second_rank", None, misranked, "the only open placement is ranked second"),
    ):
        ids = census.ids("placementdetail", letter).filter(pl.Series(chosen))
        census.block.answers.defects += [
            {"defect": defect, "file": file, "column": "placementrank", "record_id": record, "says": says}
            for record in ids
        ]
    return second, misranked


def _needs(census: Census) -> None:
    """The primary need of all but a few, and a second need of a third."""
    names = reference.table("needs")["need"].to_numpy().astype(str)
    of = census.block.people.need[census.rows]
    need = names[of]
    if census.year < DOWN_SYNDROME_SINCE:
        need = np.where(need == "DS", "OTH", need)
    second = names[(of * 3 + 1) % 5]
    silent = lateness.among(census.la, lateness.without_needs(census.block.plan, census.year))
    told = census.open & ~silent & (need != "unknown")
    also = told & (second != need) & (census.rng.random(census.n) < 0.35)
    census.put("senneed", {"sentype": need, "sentyperank": np.full(census.n, 1)}, told)
    census.put("senneed", {"sentype": second, "sentyperank": np.full(census.n, 2)}, also, letter="S")


def _where(census: Census) -> Ints:
    """The placement of each person: a setting, one of those without a school or college, or not recorded."""
    rng, block, k, post = census.rng, census.block, census.k, census.post_16
    column = np.clip(k - 1, 0, block.paths.years - 1)
    state = block.paths.state[census.rows, column]
    setting = block.paths.setting[census.rows, column].astype(np.int64)
    intern = block.paths.intern[census.rows, column]
    count = float(post.sum())
    where = np.where(state == EDUCATION, setting, np.where(np.isin(state, [APPRENTICESHIP, WORK]), FE, NIEO))
    clustered = (2 * fixed(census.la, census.year) + 0.2) ** 3  # whole councils lose placements
    missing = choose(rng, post & ~intern, SHARES[NOT_RECORDED] * count, clustered)
    idle = post & ~missing & np.isin(state, [BENEFIT, NONE, NOT_CAPTURED])
    neet = choose(rng, idle, SHARES[NEET] * count)
    where[idle] = np.where(rng.random(int(idle.sum())) < 0.55, NIEC, NIEO)
    where[neet] = NEET
    left = post & ~missing & (state == EDUCATION) & ~intern
    for code in (OLA, OPA, EHE):
        taken = choose(rng, left, SHARES[code] * count, np.where(np.isin(setting, [SPECIAL, SPECIALIST]), 0.3, 1.0))
        where[taken] = code
        left &= ~taken
    where[missing] = NOT_RECORDED
    at_school = np.where(block.people.special_school[census.rows], SPECIAL, SSF)
    return np.where(k < 1, at_school, where)


def _activity(census: Census, where: Ints) -> Ints:
    """The work-based activity: as many apprentices and trainees as councils recorded, and every supported intern."""
    rng, block, k, post = census.rng, census.block, census.k, census.post_16
    column = np.clip(k - 1, 0, block.paths.years - 1)
    state = block.paths.state[census.rows, column]
    intern = block.paths.intern[census.rows, column] & post
    count = float(post.sum())
    apprentice = choose(rng, post & (state == APPRENTICESHIP) & (where != NOT_RECORDED), APPRENTICES * count)
    studying = post & (state == EDUCATION) & (where == FE) & ~intern
    trainee = choose(rng, studying & (k <= 3), TRAINEES * count)
    return np.select([intern, apprentice, trainee], [INTERN, APPRENTICE, TRAINEE], 0)
