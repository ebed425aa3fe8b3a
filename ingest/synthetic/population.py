"""Made-up people: year group, place, needs and characteristics, drawn jointly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest.synthetic import reference
from ingest.synthetic.draws import BLOCK, choose, even, pick, stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.plan import Plan

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

GROWTH: Final = 1.09  # of EHC plans from one year group to the next, from the totals of 2018/19 to 2024/25
SEN_SUPPORT: Final = 0.1023  # 63,927 of a year group of 625,000
LATE_PLANS: Final = 0.20  # of those with a plan at 16 got it after the KS4 census
IN_KS4: Final = {"E": 0.8374, "L": 1.0, "K": 1.0, "N": 0.9125}  # in the state-funded KS4 cohort
FREE_MEALS: Final = {"E": 0.438, "L": 0.40, "K": 0.393, "N": 0.222}
FEMALE: Final = {"E": 0.294, "L": 0.294, "K": 0.39, "N": 0.513}
UNKNOWN_ETHNICITY: Final = 0.077


@dataclass
class People:
    """A block of people, one array entry each. `group`: E plan at KS4, L plan soon after, K SEN support, N none."""

    id: Ints
    ks4_year: Ints
    birth: NDArray[np.datetime64]
    la: Ints
    group: NDArray[np.str_]
    need: Ints
    female: Bools
    ethnicity: Ints
    idaci: Floats
    fsm: Bools
    mover: Bools
    in_ks4: Bools
    plan_years: Ints
    plan_start: NDArray[np.datetime64]
    special_school: Bools

    def __len__(self) -> int:
        return len(self.id)

    @property
    def has_plan(self) -> Bools:
        """Whether there was a plan at 16."""
        return np.isin(self.group, ["E", "L"])

    @property
    def statement_era(self) -> Bools:
        """Whether the year group left school before plans could last to 25."""
        return np.asarray(self.ks4_year < reference.FIRST_PLAN_YEAR)


def need_mix_by_age() -> Floats:
    """Shares of needs among plans at ages 16 to 25, one row per age, as the published mix falls and rises with age."""
    needs = reference.table("needs")
    share = needs["ehc_plan"].cast(float).to_numpy()
    at_16, at_24 = (needs[f"ehc_plan_at_{age}"].cast(float).to_numpy() for age in (16, 24))
    way = np.minimum(np.arange(10) / 8, 1.0)[:, None] ** needs["curve"].cast(float).to_numpy()[None, :]
    moving = ~np.isnan(at_16)
    mix = np.where(moving, at_16 + (at_24 - at_16) * way, share)
    fixed_total = share[~moving].sum()
    mix[:, ~moving] *= ((share.sum() - mix[:, moving].sum(axis=1)) / fixed_total)[:, None]
    return np.asarray(mix / mix.sum(axis=1, keepdims=True))


def plan_survival() -> Floats:
    """The share of plans held at 16 that is still held at each age (row) by need (column)."""
    plans = reference.table("plans")["plans_2025"].to_numpy()
    still = plans * GROWTH ** np.arange(10) / plans[0]
    mix = need_mix_by_age()
    return np.asarray(np.minimum.accumulate(still[:, None] * mix / mix[0], axis=0))


def plans_at_16(ks4_year: Ints, people: Floats) -> Floats:
    """The share of each year group that holds a plan at 16."""
    first = reference.table("plans")["plans_2025"][0]
    return np.asarray(first * GROWTH ** (ks4_year - 2024.0) / people)


def draw(plan: Plan, block: int) -> People:
    """The people of one block."""
    rng = stream(plan.seed, block, "population")
    n = plan.size(block)
    years, people, _ = reference.cohort_table(plan.first, plan.last)
    nobody = np.zeros(n, np.int64)
    cohort = pick(even(rng, nobody), people)
    places = reference.places()
    la = pick(even(rng, cohort), places.share)
    idaci = np.clip(
        even(rng, la) * 0.75 + 0.25 * rng.random(n) + 0.10 * (places.share[la] < np.median(places.share)), 0, 0.999
    )

    held = plans_at_16(years, people)
    shares = np.stack(
        [
            held * (1 - LATE_PLANS),
            held * LATE_PLANS,
            np.full(len(years), SEN_SUPPORT) - held * LATE_PLANS,
            1 - held - SEN_SUPPORT + held * LATE_PLANS,
        ],
        axis=1,
    )
    # Deprived places have more identified need: low numbers are needs, so a high score means none.
    likelihood = rng.normal(size=n) - 0.45 * (idaci - 0.5)
    group_index = pick(even(rng, cohort, likelihood), shares[cohort])
    group = np.array(["E", "L", "K", "N"])[group_index]

    need = _needs(rng, group_index)
    female = _females(rng, group_index, need)
    ethnicity = _ethnicities(rng, group_index, places.region_index[la])
    strata = group_index
    fsm_score = -(idaci + 0.5 * rng.normal(size=n) * 0.6)
    fsm = even(rng, strata, fsm_score) < np.array([FREE_MEALS[g] for g in "ELKN"])[group_index]
    mover = even(rng, strata) < np.array([0.13, 0.13, 0.12, 0.08])[group_index] + 0.06 * fsm
    in_ks4 = even(rng, cohort * 4 + group_index) < np.array([IN_KS4[g] for g in "ELKN"])[group_index]

    birth = _births(rng, years[cohort])
    plan_years = _plan_years(rng, group_index, need, years[cohort])
    start_age = np.minimum(3 + rng.gamma(3.0, 2.2, size=n), 14.4)
    early = birth + (start_age * 365.25).astype("timedelta64[D]")
    january = day(years[cohort], 2, 1)
    late = january + rng.integers(0, 320, size=n).astype("timedelta64[D]")
    plan_start = np.where(group == "E", early, np.where(group == "L", late, np.datetime64("NaT")))
    special = choose(
        rng, group == "E", 0.38 * float((group == "E").sum()), np.where(np.isin(need, [0, 2, 4, 8]), 2.5, 0.5)
    )
    return People(
        block_ids(block, n),
        years[cohort],
        birth,
        la,
        group,
        need,
        female,
        ethnicity,
        idaci,
        fsm,
        mover,
        in_ks4,
        plan_years,
        plan_start,
        special,
    )


def block_ids(block: int, n: int) -> Ints:
    """The ids of a block's people."""
    return np.arange(block * BLOCK, block * BLOCK + n, dtype=np.int64)


def day(year: Ints, month: Ints | int, first: Ints | int) -> NDArray[np.datetime64]:
    """The day of a month in each year."""
    months = (year - 1970) * 12 + (month - 1)
    return np.asarray(
        months.astype("datetime64[M]").astype("datetime64[D]") + (np.asarray(first) - 1).astype("timedelta64[D]")
    )


def _births(rng: np.random.Generator, ks4_year: Ints) -> NDArray[np.datetime64]:
    """Birthdays from 1 September to 31 August: sixteen in the year that ends in summer `ks4_year`."""
    first = day(ks4_year - 17, 9, 1)
    length = (day(ks4_year - 16, 9, 1) - first).astype(np.int64)
    return np.asarray(first + (rng.random(len(ks4_year)) * length).astype("timedelta64[D]"))


def _needs(rng: np.random.Generator, group: Ints) -> Ints:
    table = reference.table("needs")
    support = table["sen_support"].cast(float).to_numpy()
    mix = np.stack([need_mix_by_age()[0], need_mix_by_age()[0], support / support.sum()])
    return np.where(group < 3, pick(even(rng, group), mix[np.minimum(group, 2)]), -1)


def _females(rng: np.random.Generator, group: Ints, need: Ints) -> Bools:
    by_need = reference.table("needs")["female"].cast(float).to_numpy() / 100
    chance = np.where(need >= 0, by_need[np.maximum(need, 0)], 0.5)
    for number, name in enumerate("ELKN"):
        members = group == number
        if members.any():
            chance[members] *= FEMALE[name] / chance[members].mean()
    return np.asarray(even(rng, group * 20 + need + 1) < chance)


def _ethnicities(rng: np.random.Generator, group: Ints, region: Ints) -> Ints:
    """Rows of `ethnicity.csv`, without unknown: what is true, not what is recorded."""
    regions, table = reference.table("regions"), reference.table("ethnicity").head(19)
    broad = ("white_british", "asian", "black", "mixed", "other_white")
    mix = np.stack([regions[b].cast(float).to_numpy() for b in broad], axis=1)
    mix = np.concatenate([mix, 100 - mix.sum(axis=1, keepdims=True)], axis=1)
    # Plans: White British 65.5% of interns with ethnicity 7.2% unclassified, so 70.6% of the classified.
    lean = np.array(
        [[1.0, 0.85, 1.05, 1.1, 0.8, 0.9]] * 2 + [[1.02, 0.8, 1.05, 1.15, 0.9, 0.95], [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]]
    )
    shares = mix[region] * lean[group]
    of = pick(even(rng, group * 9 + region), shares)
    chosen = np.zeros(len(group), np.int64)
    names = (*broad, "other")
    spread = even(rng, of)
    for number, name in enumerate(names):
        rows = np.flatnonzero((table["broad"] == name).to_numpy())
        members = of == number
        chosen[members] = rows[pick(spread[members], table["share"].cast(float).to_numpy()[rows])]
    return chosen


def _plan_years(rng: np.random.Generator, group: Ints, need: Ints, ks4_year: Ints) -> Ints:
    """For how many Januaries after KS4 a plan stays open; 0 without one."""
    survival = plan_survival()
    spread = even(rng, group * 20 + need + 1)
    years = (survival[:, np.maximum(need, 0)] > spread).sum(axis=0)
    # Statements ended with school, so the earlier year groups were soon without.
    early = np.array([1.0, 0.62, 0.36, 0.10, 0.04, 0.02, 0.01, 0, 0, 0])
    statement = (early[:, None] > spread).sum(axis=0)
    years = np.where(ks4_year < reference.FIRST_PLAN_YEAR, statement, years)
    return np.where(group <= 1, np.maximum(years, 1), 0)
