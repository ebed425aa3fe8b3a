"""SEN2: how each plan came about, what it names, and when and why it ceased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic.columns import only
from ingest.synthetic.draws import even
from ingest.synthetic.pathways import EDUCATION, HE, WORK
from ingest.synthetic.population import day
from ingest.synthetic.providers import school

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block
    from ingest.synthetic.sen2 import Census

    Ints = NDArray[np.int64]

MAXIMUM_AGE, TRANSFER = 1, 5
# Reasons in the order of who gets them first: work, study, no need, then all else (1 is also 19 in the adult estate).
REASONS: Final = {4: 0.138, 3: 0.088, 2: 0.120, 6: 0.550, 1: 0.010, 7: 0.012, 8: 0.005, 9: 0.020}
TRANSFERS: Final = 0.06  # of plans that cease are moves to another council
COUNTED: Final = 2025  # the census that tells of the plans that ceased in 2024


def write(census: Census) -> None:
    """Write requests, assessments, named plans and their details."""
    rng, n, people = census.rng, census.n, census.block.people
    start = people.plan_start[census.rows]
    received = start - rng.integers(120, 210, n).astype("timedelta64[D]")
    assessed = start - rng.integers(5, 60, n).astype("timedelta64[D]")
    source = {"requestsource": rng.integers(1, 9, n).astype(str)} if census.year >= 2025 else {}
    requests = {
        "receiveddate": blade(pl.Series(received)),
        **source,
        "rya": census.no,
        "requestoutcomedate": blade(pl.Series(received + np.timedelta64(40, "D"))),
        "requestoutcome": np.full(n, "Y"),
        "requestmediation": census.no,
        "requesttribunal": census.no,
        "exported": census.empty,
    }
    assessments = {
        "assessmentoutcome": np.full(n, "Y"),
        "assessmentoutcomedate": blade(pl.Series(assessed)),
        "assessmentmediation": census.no,
        "assessmenttribunal": census.no,
        "othermediation": census.no,
        "othertribunal": census.no,
        "week20": np.where(rng.random(n) < 0.04, "true", "false"),
    }
    reason = _reasons(census)
    ceased = cease_dates(census.block)[census.rows]
    census.block.answers.add(
        "plans_ceased",
        pl.DataFrame(
            {
                "person_id": people.id[census.rows],
                "ceased": pl.Series(ceased).cast(pl.Date),
                "reason": reason,
            }
        ).filter(pl.Series(~census.open)),
    )
    plans = {
        "startdate": blade(pl.Series(start)),
        "planres": census.empty,
        "planwbp": census.empty,
        "pb": np.where(rng.random(n) < 0.06, "true", "false"),
        "oa": census.no,
        "dp": census.empty,
        "ceasedate": blade(pl.Series(np.where(census.open, np.datetime64("NaT"), ceased))),
        "ceasereason": only(~census.open, reason),
    }
    details = {
        "urn": school(census.la, np.where(people.special_school[census.rows], 1, 0)),
        "ukprn": census.empty,
        "sensetting": census.empty,
        "sensettingother": census.empty,
        "placementrank": np.ones(n, np.int64),
        "senunitindicator": census.no,
        "resourcedprovisionindicator": census.no,
    }
    census.put("requests", requests)
    census.put("assessment", assessments)
    census.put("namedplan", plans)
    census.put("plandetail", details)
    if census.year == COUNTED:
        counted = ~census.open & (reason != TRANSFER) & (census.k >= 2)
        for code in (1, 2, 3, 4, 6):
            census.block.tally.add(f"cease_{code}", (reason[counted] == code).sum(), counted.sum())


def _reasons(census: Census) -> Ints:
    """Why plans ceased, in the published shares, and in keeping with what the person does next."""
    rng, paths = census.rng, census.block.paths
    at = np.flatnonzero(~census.open)
    rows, n = census.rows[at], len(at)
    column = np.clip(census.k[at] - 1, 0, paths.years - 1)
    state, setting = paths.state[rows, column], paths.setting[rows, column]
    aged_out = census.block.people.plan_years[rows] >= 9
    moved = ~aged_out & (rng.random(n) < TRANSFERS)
    order = np.select([state == WORK, setting == HE, state == EDUCATION], [0.0, 1.0, 2.0], 3.0)
    shares = np.cumsum(list(REASONS.values()))
    spread = even(rng, (aged_out | moved).astype(int), order + 0.6 * rng.normal(size=n))
    drawn = np.array(list(REASONS))[np.searchsorted(shares[:-1] / shares[-1], spread, side="right")]
    reason = np.zeros(census.n, np.int64)
    reason[at] = np.where(aged_out, MAXIMUM_AGE, np.where(moved, TRANSFER, drawn))
    return reason


def cease_dates(block: Block) -> NDArray[np.datetime64]:
    """When each plan ceased: between the January it was last open and the next, mostly as the school year ends."""
    people = block.people
    rng = block.rng("cease dates")
    n = len(people)
    year = people.ks4_year + people.plan_years
    summer = rng.random(n) < 0.8
    span = np.where(summer, rng.integers(0, 45, n), rng.integers(-120, 110, n)).astype("timedelta64[D]")
    return np.asarray(np.where(people.plan_years > 0, day(year, 7, 18) + span, np.datetime64("NaT")))


def blade(dates: pl.Series) -> pl.Series:
    """Dates as COLLECT exports them: `2022-Sep-28 00:00:00`."""
    return dates.cast(pl.Date).dt.strftime("%Y-%b-%d 00:00:00")
