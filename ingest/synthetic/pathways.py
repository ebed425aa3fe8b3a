"""What people do in each academic year after KS4: a main activity that lasts, and where they learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ingest.synthetic import reference
from ingest.synthetic.draws import choose, even, pick, stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.plan import Plan
    from ingest.synthetic.population import People

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

BENEFIT, NONE, NOT_CAPTURED, EDUCATION, APPRENTICESHIP, WORK = range(6)
SPECIAL, SPECIALIST, FE, SFC, SSF, HE = range(6)
NOT_YET: Final = -1
PERSISTENCE: Final = 0.78  # of the latent score from one year to the next
COVID: Final = 2020  # the academic year that began then
COVID_FACTORS: Final = (0.67, 0.62)  # on apprenticeships and on work, from the KS4 destinations of 2020/21
INTERN_TREND: Final = {2013: 0.10, 2016: 0.25, 2019: 0.45, 2022: 0.80, 2023: 0.90, 2024: 1.0}
INTERN_LIFT: Final = 1.3  # how far a supported internship moves next year's latent score towards work
WHITE_BRITISH_INTERNS: Final = 1.4  # how much likelier, from the ethnicity of interns in the 2025 census
SLOW_NEEDS: Final = 3  # up to so many years after KS4 the need shifts who is not in education or work


@dataclass
class Paths:
    """By person (row) and years since KS4 (column 0 is the first after it); NOT_YET where the year is still to come."""

    state: NDArray[np.int8]
    setting: NDArray[np.int8]
    intern: Bools
    plan_open: Bools

    @property
    def years(self) -> int:
        """How many years after KS4 there are for the oldest year group."""
        return int(self.state.shape[1])


def draw(plan: Plan, block: int, people: People) -> Paths:
    """The paths of one block's people."""
    rng = stream(plan.seed, block, "pathways")
    n, width = len(people), plan.last - plan.first
    state = np.full((n, width), NOT_YET, np.int8)
    setting = np.full((n, width), NOT_YET, np.int8)
    intern = np.zeros((n, width), np.bool_)
    elapsed = plan.last - people.ks4_year
    plan_open = np.arange(1, width + 1)[None, :] <= people.plan_years[:, None]
    latent = rng.normal(size=n)
    learner = even(rng, _profile_of(people, plan_open[:, 0]) * 20 + people.need + 1)
    for k in range(1, width + 1):
        live = elapsed >= k
        if k > 1:
            lift = INTERN_LIFT * intern[:, k - 2]
            latent = PERSISTENCE * latent + np.sqrt(1 - PERSISTENCE**2) * rng.normal(size=n) + lift
        which = _profile_of(people, plan_open[:, k - 1])
        if k == 1:  # whoever got a plan only after KS4 left school with SEN support
            which = np.where((people.group == "L") & ~people.statement_era, 5, which)
        year = people.ks4_year + k - 1
        chances = _chances(people, which, k, year)
        strata = np.where(live, which * 100 + (people.need + 1) * (k <= SLOW_NEEDS), -1)
        spread = even(rng, strata, latent)
        drawn = pick(spread, chances)
        state[:, k - 1] = np.where(live, drawn, NOT_YET)
        where = pick(even(rng, strata, learner), _settings(which, k))
        setting[:, k - 1] = np.where(live & (drawn == EDUCATION), where, NOT_YET)
        college = (drawn == EDUCATION) & np.isin(setting[:, k - 1], [FE, SPECIALIST])
        intern[:, k - 1] = _interns(rng, people, live & plan_open[:, k - 1], college, k)
    return Paths(state, setting, intern, plan_open)


_PROFILES: Final = (
    ("statement", "E"),
    ("statement", "K"),
    ("statement", "N"),
    ("plan", "E"),
    ("left", "E"),
    ("open", "K"),
    ("open", "N"),
)


def _profile_of(people: People, plan_open: Bools) -> Ints:
    """The row of `_PROFILES` that each person follows this year."""
    base = np.where(people.has_plan, 0, np.where(people.group == "K", 1, 2))
    later = np.where(people.has_plan, np.where(plan_open, 3, 4), np.where(people.group == "K", 5, 6))
    return np.where(people.statement_era, base, later)


def _chances(people: People, which: Ints, k: int, year: Ints) -> Floats:
    shares = np.stack([reference.profile("profiles", *p)[min(k, reference.LAST_K)] for p in _PROFILES])[which]
    if k <= SLOW_NEEDS:
        factor = np.where(
            people.statement_era | (people.need < 0),
            1.0,
            not_sustained_by_need()[np.minimum(np.where(people.has_plan, 0, 1), 1), people.need],
        )
        out = shares[:, BENEFIT] + shares[:, NONE]
        change = out * (factor - 1)
        shares[:, BENEFIT] *= factor
        shares[:, NONE] *= factor
        shares[:, EDUCATION] -= change
    covid = (year == COVID) & ~people.statement_era
    for column, factor_ in ((APPRENTICESHIP, COVID_FACTORS[0]), (WORK, COVID_FACTORS[1])):
        lost = shares[:, column] * (1 - factor_) * covid
        shares[:, column] -= lost
        shares[:, EDUCATION] += lost
    return np.asarray(np.maximum(shares, 1e-6))


def not_sustained_by_need() -> Floats:
    """Factors on not sustaining a destination, by group (plan, SEN support) and need.

    The published rates by need are for both groups together, and the rates by group are for all needs, so the table
    that agrees with both margins is found by proportional fitting.
    """
    table = reference.table("needs")
    rate = table["not_sustained"].cast(float).to_numpy() / 100
    mix = np.stack([table["ehc_plan"].cast(float).to_numpy(), table["sen_support"].cast(float).to_numpy()])
    people = mix / mix.sum(axis=1, keepdims=True) * np.array([[23_715.0], [63_927.0]])
    rows = np.array([0.080, 0.099]) * people.sum(axis=1)
    known = ~np.isnan(rate)
    cells = people * np.where(known, rate, 0.06)
    for _ in range(200):
        cells[:, known] *= (rate[known] * people[:, known].sum(axis=0)) / cells[:, known].sum(axis=0)
        cells *= (rows / cells.sum(axis=1))[:, None]
    base = np.array([[0.080], [0.099]])
    return np.asarray(cells / people / base)


def _settings(which: Ints, k: int) -> Floats:
    rows = []
    for era, group in _PROFILES:
        named = ("open", group) if era == "statement" and group != "E" else (era, group)
        rows.append(reference.profile("learning", *named)[min(k, reference.LAST_K)])
    return np.asarray(np.stack(rows)[which])


def _interns(rng: np.random.Generator, people: People, plan_open: Bools, college: Bools, k: int) -> Bools:
    """Supported interns: of those with an open plan who learn at a college, as many of each age as in January 2025."""
    chosen = np.zeros(len(people), np.bool_)
    table = reference.table("plans")
    if k > len(table):
        return chosen
    rate = table["interns_2025"][k - 1] / table["plans_2025"][k - 1]
    weight = reference.places().intern_weight[people.la] * np.where(people.ethnicity == 0, WHITE_BRITISH_INTERNS, 1.0)
    year = people.ks4_year + k - 1
    for each in np.unique(year[plan_open]):
        trend = np.interp(each, list(INTERN_TREND), list(INTERN_TREND.values()))
        of = plan_open & (year == each)
        chosen |= choose(rng, of & college, float(rate * trend * of.sum()), weight)
    return chosen
