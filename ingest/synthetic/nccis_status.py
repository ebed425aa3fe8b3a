"""What councils know young people to be doing: their level of SEND and their activity, as recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.draws import choose
from ingest.synthetic.pathways import (
    APPRENTICESHIP,
    BENEFIT,
    EDUCATION,
    FE,
    HE,
    NONE,
    NOT_CAPTURED,
    SFC,
    SPECIALIST,
    WORK,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]

EHCP, SEN_SUPPORT, NO_SEN = range(3)
LEVELS: Final = ("EHCP", "SEN Support", "None")
# Shares of 16 and 17 year olds with each level of SEND: how councils record SEN support changed after 2023.
RECORDED: Final = {EHCP: 0.054, SEN_SUPPORT: 0.101}
SEN_SUPPORT_BEFORE: Final = 0.078
RECORDING_CHANGED: Final = 2023
NEET_OR_NOT_KNOWN: Final = {EHCP: 0.101, SEN_SUPPORT: 0.096, NO_SEN: 0.049}
NOT_KNOWN: Final = 2.2 / 5.6  # of those who are NEET or not known
WITH_TRAINING: Final = 0.55  # of young people in work have some regulated study or training


def levels(block: Block, rng: np.random.Generator, known: pl.DataFrame) -> Ints:
    """The level of SEND that the council has on record, which is not always the true one."""
    row, k, plan = (known[c].to_numpy() for c in ("row", "k", "plan_open"))
    young = k <= 2
    year = int(known["year"][0])
    plans = choose(rng, young & plan, RECORDED[EHCP] * float(young.sum())) | (plan & ~young)
    if block.people.statement_era[row].any() or float((young & plan).sum()) < RECORDED[EHCP] * float(young.sum()):
        plans |= plan & (rng.random(len(row)) < 0.92)
    had_support = np.where(np.isin(block.people.group[row], ["K", "L", "E"]), 1.0, 0.002)
    share = RECORDED[SEN_SUPPORT] if year > RECORDING_CHANGED else SEN_SUPPORT_BEFORE
    support = choose(rng, young & ~plans, share * float(young.sum()), had_support)
    return np.where(plans, EHCP, np.where(support, SEN_SUPPORT, NO_SEN))


def activities(rng: np.random.Generator, known: pl.DataFrame, level: Ints) -> Ints:
    """The activity code of each young person: what they do, or what the council last heard."""
    state, setting, intern, k = (known[c].to_numpy() for c in ("state", "setting", "intern", "k"))
    n = len(known)
    learning = np.select(
        [intern, setting == SPECIALIST, setting == FE, setting == SFC, setting == HE], [460, 280, 230, 220, 240], 210
    )
    trained = rng.random(n) < WITH_TRAINING
    working = np.where(
        trained, rng.choice([320, 340, 410], n), rng.choice([330, 360, 350, 380], n, p=[0.55, 0.35, 0.07, 0.03])
    )
    code = np.select([state == EDUCATION, state == APPRENTICESHIP, state == WORK], [learning, 310, working], 0)
    idle = np.isin(state, [BENEFIT, NONE, NOT_CAPTURED])
    found = np.zeros(n, np.bool_)
    young = k <= 2
    for which, rate in NEET_OR_NOT_KNOWN.items():
        members = young & (level == which)
        found |= choose(rng, idle & members, rate * float(members.sum()))
    found |= idle & ~young
    stale = idle & ~found  # the last thing known of them was a course that they have since left
    code = np.where(stale, 230, code)
    unknown = found & (state == NOT_CAPTURED)
    more = max(NOT_KNOWN * float((found & young).sum()) - float((unknown & young).sum()), 0)
    unknown |= choose(rng, found & young & ~unknown, more)
    code = np.where(found & ~unknown, reference.draw(rng, "nccis_neet", n).astype(np.int64), code)
    return np.where(unknown, reference.draw(rng, "nccis_not_known", n).astype(np.int64), code)


def since(known: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    """When the activity began; councils that do not know leave it out, and the month's first day is imputed later."""
    start = known["start"].to_numpy()
    return pl.Series(np.where(rng.random(len(known)) < 0.03, np.datetime64("NaT"), start.astype("datetime64[D]")))


def count(block: Block, year: int, known: pl.DataFrame, level: Ints, code: Ints) -> None:
    """Who is on record and who is not in education, employment or training, for the table of targets."""
    add, young = block.tally.add, known["k"].to_numpy() <= 2
    n = young.sum()
    if year == 2022:
        add("nccis_sen_support_2023", ((level == SEN_SUPPORT) & young).sum(), n)
    if year != 2024:
        return
    not_known = np.isin(code, [810, 820, 830])
    neet = (code >= 540) & (code < 700) & (code != 550)
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
    add("apprenticeship_16_17", ((code == 310) & young).sum(), n)
    other = np.isin(code, [320, 340, 410, 430, 460, 250])
    add("participation", ((full_time | (code == 310) | other) & young).sum(), n)
