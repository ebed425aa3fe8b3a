"""DWP: Universal Credit, Personal Independence Payment and Access to Work, each with the linker's identity file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.columns import numbered, only
from ingest.synthetic.draws import choose, scatter
from ingest.synthetic.leo import UNIVERSAL_CREDIT
from ingest.synthetic.pathways import APPRENTICESHIP, BENEFIT, EDUCATION, WORK
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]

SALTS: Final = {"uc": 70, "pip": 71, "atw": 72}
PREFIXES: Final = {"uc": "SYNU", "pip": "SYNP", "atw": "SYNW"}
PIP_HOLDERS: Final = {"E": 0.46, "L": 0.40, "K": 0.09, "N": 0.014}


def write(block: Block) -> None:
    """Write the three extracts."""
    suffix = f"{block.plan.last}-08"
    _universal_credit(block, suffix)
    _pip(block, suffix)
    _access_to_work(block, suffix)


def _identity(block: Block, feed: str, rows: Ints) -> None:
    """The linker's file: each person once."""
    rows = np.unique(rows)
    who = block.recorded(feed)[rows]
    tokens = _tokens(block, feed, rows)
    frame = pl.DataFrame(
        {
            "person_token": tokens,
            "NINO": who["nino"],
            "Surname": who["surname"],
            "Forename": who["forename"],
            "DateOfBirth": who["birth_date"],
            "Sex": np.where(block.people.female[rows], "F", "M"),
            "Postcode": block.postcodes(feed, rows, block.plan.cut),
        }
    )
    block.files.csv(f"dwp/{feed}/identity.csv", frame)
    block.answers.records(feed, pl.Series(block.people.id[rows]), tokens)


def _tokens(block: Block, feed: str, rows: Ints) -> pl.Series:
    return numbered(PREFIXES[feed], scatter(block.people.id[rows], SALTS[feed]), 11)


def _universal_credit(block: Block, suffix: str) -> None:
    rng = block.rng("uc")
    spells = block.spells.filter(
        pl.col("state").is_in([BENEFIT, WORK]) & (pl.col("start").dt.year() >= UNIVERSAL_CREDIT) & (pl.col("k") >= 2)
    )
    out_of_work = (spells["state"] == BENEFIT).to_numpy()
    n = len(spells)
    claims = spells.filter(pl.Series(np.where(out_of_work, rng.random(n) < 0.85, rng.random(n) < 0.08)))
    row, start, end, run = (claims[c].to_numpy() for c in ("row", "start", "end", "run"))
    out_of_work = (claims["state"] == BENEFIT).to_numpy()
    n = len(claims)
    number = scatter(block.number * 1_000_000 + run, 73)
    claim = numbered("SYNC", number, 11)
    area = reference.places().code.astype(str)[block.people.la[row]]
    block.files.csv(
        f"dwp/uc/claims-{suffix}.csv",
        pl.DataFrame(
            {
                "claim_id": claim,
                "household_token": numbered("SYNH", scatter(block.people.id[row], 74), 11),
                "person_token": _tokens(block, "uc", row),
                "claim_start": start,
                "claim_end": end,
                "la_code": area,
                "jobcentre": numbered("SYN jobcentre ", block.people.la[row] * 2 + rng.integers(0, 2, n), 3),
            }
        ),
    )
    ill = out_of_work & (
        rng.random(n) < np.where(block.people.has_plan[row], 0.62, np.where(block.people.group[row] == "K", 0.3, 0.18))
    )
    assessed = start + rng.integers(90, 200, n).astype("timedelta64[D]")
    changes = ill & (np.isnat(end) | (assessed < end))
    worst = rng.random(n) < 0.75
    first = pl.DataFrame(
        {
            "claim_id": claim,
            "regime_start": start,
            "regime_end": np.where(changes, assessed - np.timedelta64(1, "D"), end),
            "conditionality_regime": np.where(
                out_of_work,
                "Searching for work",
                np.where(rng.random(n) < 0.5, "Working - with requirements", "Working - no requirements"),
            ),
            "health_group": only(np.zeros(n, np.bool_), "LCW"),
            "employment_indicator": (~out_of_work).astype(np.int8),
        }
    )
    second = pl.DataFrame(
        {
            "claim_id": claim,
            "regime_start": assessed,
            "regime_end": end,
            "conditionality_regime": np.where(worst, "No work requirements", "Preparing for work"),
            "health_group": only(ill, np.where(worst, "LCWRA", "LCW")),
            "employment_indicator": np.zeros(n, np.int8),
        }
    ).filter(pl.Series(changes))
    block.files.csv(f"dwp/uc/regime-{suffix}.csv", pl.concat([first, second]))
    _identity(block, "uc", row)


def _pip(block: Block, suffix: str) -> None:
    rng = block.rng("pip")
    people = block.people
    n = len(people)
    holds = np.zeros(n, np.bool_)
    for group, share in PIP_HOLDERS.items():
        members = (people.group == group) & (people.ks4_year < block.plan.last)
        holds |= choose(rng, members, share * float(members.sum()))
    row = np.flatnonzero(holds)
    n = len(row)
    decided = day(people.ks4_year[row], 9, 1) + rng.integers(0, 700, n).astype("timedelta64[D]")
    kept = decided < np.datetime64(block.plan.cut)
    row, decided, n = row[kept], decided[kept], int(kept.sum())
    finish = decided + rng.integers(1000, 2600, n).astype("timedelta64[D]")
    condition = np.array([*reference.table("needs")["pip_condition"], "Other disorders"])[people.need[row]]
    frame = pl.DataFrame(
        {
            "claim_id": numbered("SYNQ", scatter(people.id[row], 75), 11),
            "person_token": _tokens(block, "pip", row),
            "decision_date": decided,
            "award_end": np.where(finish < np.datetime64(block.plan.cut), finish, np.datetime64("NaT")),
            "daily_living_award": reference.draw(rng, "pip_daily_living", n),
            "mobility_award": reference.draw(rng, "pip_mobility", n),
            "primary_disabling_condition": condition,
            "la_code": reference.places().code.astype(str)[people.la[row]],
        }
    )
    block.files.csv(f"dwp/pip/awards-{suffix}.csv", frame)
    _identity(block, "pip", row)


def _access_to_work(block: Block, suffix: str) -> None:
    rng = block.rng("atw")
    people = block.people
    years = block.years.filter(pl.col("state").is_in([WORK, APPRENTICESHIP, EDUCATION]))
    row, intern, state, year = (years[c].to_numpy() for c in ("row", "intern", "state", "year"))
    chance = np.select(
        [intern, (state != EDUCATION) & people.has_plan[row], (state != EDUCATION) & (people.group[row] == "K")],
        [0.45, 0.05, 0.006],
        np.where(state == EDUCATION, 0.0, 0.0015),
    )
    gets = rng.random(len(row)) < chance
    row, intern, year = row[gets], intern[gets], year[gets]
    n = len(row)
    approved = day(year, 9, 10) + rng.integers(0, 200, n).astype("timedelta64[D]")
    provision = np.where(intern, "Support Worker", reference.draw(rng, "atw_provision", n))
    age = (approved - people.birth[row]).astype("timedelta64[D]").astype(np.int64) // 365
    frame = pl.DataFrame(
        {
            "award_id": numbered("SYNA", scatter(people.id[row] * 20 + (year - block.plan.first), 76), 11),
            "person_token": _tokens(block, "atw", row),
            "approval_date": approved,
            "provision_type": provision,
            "primary_condition": np.array([*reference.table("needs")["pip_condition"], "Other disorders"])[
                people.need[row]
            ],
            "age_band": np.where(age < 25, "16-24", "25-34"),
            "region": reference.places().region.astype(str)[people.la[row]],
            "supported_internship": intern.astype(np.int8),
        }
    )
    block.files.csv(f"dwp/atw/awards-{suffix}.csv", frame)
    _identity(block, "atw", row)
