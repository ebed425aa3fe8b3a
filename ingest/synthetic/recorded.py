"""Who people are on paper: their true identifiers, and what each source wrote down instead.

Errors depend on group: people with a plan or SEN support, of ethnic minorities or who move are matched less often in
real life, so nothing here is missing at random.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import identifiers, reference
from ingest.synthetic.draws import BLOCK, even, stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.plan import Plan
    from ingest.synthetic.population import People

    Floats = NDArray[np.float64]

SURNAME_VARIANT: Final = 0.03
SWAPPED_BIRTHDAY: Final = 0.003 / 0.36  # day and month can be swapped, and be seen to be, in 36% of birthdays
HEARD_LATE: Final = 0.67  # of moves within the year before, which leaves one postcode in ten a year old
UNKNOWN_ETHNICITY: Final = 0.074
OTHER_ETHNICITY: Final = 0.015  # recorded as another group of the same broad one
PLANS_ONLY: Final = ("sen2", "cld")  # sources whose rates are of people with a plan
NAMELESS: Final = {"cld": 0.80}  # records that hold neither a name nor the day of birth
MISSING: Final = {
    ("sen2", "uln"): 0.06,
    ("sen2", "upn"): 0.21,
    ("ilr", "nino"): 0.45,
    ("nccis", "uln"): 0.12,
    ("nccis", "upn"): 0.15,
    ("census", "uln"): 0.03,
    ("leo", "uln"): 0.30,
    ("leo", "nino"): 0.0,
    ("uc", "nino"): 0.002,
    ("pip", "nino"): 0.004,
    ("atw", "nino"): 0.01,
    ("cld", "nhs_number"): 0.05,
    ("hclic", "nino"): 0.45,
    ("ilr", "uln"): 0.0,
    ("census", "upn"): 0.0,
}


@cache
def _pool(group: str, kind: str) -> pl.Series:
    rows = reference.table("names").filter((pl.col("group") == group) & (pl.col("kind") == kind))
    return pl.Series(rows["names"].item().split())


_BROAD: Final = {
    "white_british": "white",
    "other_white": "white",
    "mixed": "white",
    "asian": "asian",
    "black": "black",
    "other": "asian",
}


def true_identity(plan: Plan, block: int, people: People) -> pl.DataFrame:
    """Names and numbers as they are: one row per person, in order."""
    rng = stream(plan.seed, block, "identity")
    n = len(people)
    table = reference.table("ethnicity")
    broad = np.array([_BROAD.get(b, "white") for b in table["broad"]])[people.ethnicity]
    mixed = np.array(table["broad"] == "mixed")[people.ethnicity] & (rng.random(n) < 0.5)
    broad = np.where(mixed, "black", broad)
    forename, surname = np.empty(n, object), np.empty(n, object)
    a, b, c = rng.random(n), rng.random(n), rng.random(n)
    for group in ("white", "asian", "black"):
        for kind, members in (("F", people.female), ("M", ~people.female)):
            chosen = members & (broad == group)
            pool = _pool(group, kind).to_numpy().astype(object)
            # Common names are commoner: low places of the list come up more often.
            forename[chosen] = pool[(a[chosen] ** 1.3 * len(pool)).astype(int)]
        chosen = broad == group
        pool = _pool(group, "S").to_numpy().astype(object)
        surname[chosen] = pool[(b[chosen] ** 1.2 * len(pool)).astype(int)]
    double = (c < 0.02) & (broad == "white")
    other = _pool("white", "S").to_numpy().astype(object)[rng.integers(0, len(_pool("white", "S")), n)]
    surname = np.where(double, surname + "-" + other, surname)
    return pl.DataFrame(
        {
            "forename": forename.astype(str),
            "surname": surname.astype(str),
            "birth_date": people.birth.astype("datetime64[D]"),
            "upn": identifiers.upn(people.id),
            "uln": pl.Series(identifiers.uln(people.id)).cast(pl.String),
            "nino": identifiers.nino(people.id),
        }
    )


def error_weight(people: People) -> Floats:
    """How much likelier than others each person is to be recorded wrongly; the mean is about one."""
    with_sen = np.where(
        people.group == "K", 1.35, np.where(people.group == "L", 1.5, np.where(people.group == "E", 1.7, 0.93))
    )
    return np.asarray(with_sen * np.where(people.ethnicity > 0, 1.35, 0.85) * np.where(people.mover, 1.8, 0.92))


def as_recorded(plan: Plan, block: int, people: People, truth: pl.DataFrame, source: str) -> pl.DataFrame:
    """What `source` wrote down about each person: the columns of `truth`, with its own errors.

    Adds `ethnicity`, a row of `ethnicity.csv`, where unknown and near misses are as the source has them;
    `birth_month`, which is there even where a nameless record has no date of birth; and `hears_late`, whether the
    source is told of the person's moves a year late.
    """
    rng = stream(plan.seed, block, f"recorded {source}")
    n = len(people)
    weight = error_weight(people)
    covered = people.has_plan if source in PLANS_ONLY else np.ones(n, np.bool_)
    mean = weight[covered].mean() if covered.any() else 1.0
    strata = covered.astype(np.int64)

    def wrong(rate: float) -> NDArray[np.bool_]:
        if rate == 0:
            return np.zeros(n, np.bool_)
        return np.asarray(even(rng, strata) < np.minimum(rate * weight / mean, 0.95))

    variant, swapped = wrong(SURNAME_VARIANT), wrong(SWAPPED_BIRTHDAY)
    late = _likelier(even(rng, strata), HEARD_LATE, weight / mean)
    unknown, near = wrong(UNKNOWN_ETHNICITY), wrong(OTHER_ETHNICITY)
    columns = [
        pl.when(pl.lit(pl.Series(variant))).then(_variant("surname")).otherwise("surname").alias("surname"),
        pl.when(pl.lit(pl.Series(swapped)) & (pl.col("birth_date").dt.day() <= 12))
        .then(pl.date(pl.col("birth_date").dt.year(), pl.col("birth_date").dt.day(), pl.col("birth_date").dt.month()))
        .otherwise("birth_date")
        .alias("birth_date"),
    ]
    for number in ("upn", "uln", "nino", "nhs_number"):
        rate = MISSING.get((source, number), 0.0)
        if rate and number in truth.columns:
            columns.append(pl.when(~pl.lit(pl.Series(wrong(rate)))).then(number).alias(number))
    ethnicity = np.where(near, np.array(NEAR)[people.ethnicity], people.ethnicity)
    ethnicity = np.where(unknown, len(NEAR) - 1, ethnicity)
    written = truth.with_columns(columns).with_columns(
        ethnicity=pl.Series(ethnicity), birth_month=pl.col("birth_date").dt.month_start(), hears_late=pl.Series(late)
    )
    if source not in NAMELESS:
        return written
    nameless = pl.lit(pl.Series(_likelier(even(rng, strata), NAMELESS[source], weight / mean)))
    return written.with_columns(
        pl.when(~nameless).then(name).alias(name) for name in ("forename", "surname", "birth_date")
    )


def _likelier(spread: Floats, rate: float, weight: Floats) -> NDArray[np.bool_]:
    """Who a fault that befalls most people befalls: the weights are of its odds, as no chance may pass one."""
    odds = rate / (1 - rate) * weight
    return np.asarray(spread < odds / (1 + odds))


# A neighbouring row of `ethnicity.csv` in the same broad group: what a hurried clerk may choose.
NEAR: Final = (4, 4, 3, 2, 1, 6, 5, 8, 7, 10, 11, 10, 13, 9, 16, 14, 14, 18, 17, 19)


def _variant(column: str) -> pl.Expr:
    """The surname as it is often misspelt: a doubled letter lost or gained, a part of a double name dropped."""
    name = pl.col(column)
    return (
        pl.when(name.str.contains("-"))
        .then(name.str.replace("-.*$", ""))
        .when(name.str.contains("son$"))
        .then(name.str.replace("son$", "sen"))
        .when(name.str.contains("y$"))
        .then(name.str.replace("y$", "ie"))
        .when(name.str.contains("ll"))
        .then(name.str.replace("ll", "l"))
        .otherwise(name + pl.lit("e"))
    )


def block_of(person_id: NDArray[np.int64]) -> NDArray[np.int64]:
    """The block each person belongs to."""
    return person_id // BLOCK
