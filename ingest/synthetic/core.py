"""MHCLG: new social lettings to young lead tenants (CORE), as the log export has them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.columns import numbered, only
from ingest.synthetic.draws import scatter_9
from ingest.synthetic.housing import LEARNING_NEEDS, adult_years, districts
from ingest.synthetic.pathways import APPRENTICESHIP, EDUCATION, WORK
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

LETTINGS: Final = 0.0095  # of people aged 18 to 25 begin a social letting in a year
SALT: Final = 90
# When codes changed: lengths of stay were split in 2024, previous tenures dropped and added in 2025.
SPLIT_LENGTHS: Final = 2024
NEW_TENURES: Final = 2025


def write(block: Block) -> None:
    """Write each collection year's lettings, of lead tenants aged 16 to 25."""
    rng = block.rng("core")
    rows = adult_years(block, rng, LETTINGS)
    row, year, n = rows["row"].to_numpy(), rows["year"].to_numpy(), len(rows)
    people = block.people
    start = day(year, 9, 1) + rng.integers(0, 365, n).astype("timedelta64[D]")
    age = (start - people.birth[row].astype("datetime64[D]")).astype(np.int64) // 365
    collection = (start.astype("datetime64[M]").astype(np.int64) - 3) // 12 + 1970
    need = np.array([*reference.table("needs")["need"], ""])[people.need[row]]
    plan = people.has_plan[row]
    supported = rng.random(n) < np.where(plan, 0.45, 0.18)
    ident = numbered("SYN", scatter_9(people.id[row] * 20 + (year - block.plan.first), SALT), 9)
    columns = {
        "id": ident,
        "status": np.full(n, "completed"),
        "collection_start_year": collection,
        "owning_organisation_name": numbered("SYNTHETIC landlord ", people.la[row], 3),
        "needstype": np.where(supported, 2, 1),
        "renewal": (rng.random(n) < 0.1).astype(int),
        "startdate": start,
        **_tenancy(block, rng, row, supported),
        **_household(block, rng, rows, age),
        **_health(rng, need, plan),
        **_before(rng, collection, supported),
        **_scheme(rng, need, supported, plan & np.isin(need, LEARNING_NEEDS)),
    }
    frame = pl.DataFrame(columns).select(reference.table("core_columns")["field"].to_list())
    kept = pl.Series((age >= 16) & (age <= 25) & (start <= np.datetime64(block.plan.cut)))
    block.answers.records("core", pl.Series(people.id[row]).filter(kept), ident.filter(kept))
    questions = _questions()
    ordered = frame.filter(kept).sort("collection_start_year", maintain_order=True)
    for (at,), part in ordered.partition_by("collection_start_year", as_dict=True, maintain_order=True).items():
        block.files.csv(f"mhclg/core/lettings-{at}.csv", part, questions)


def _questions() -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(reference.table("core_columns")["question"])
    return out.getvalue()


def _tenancy(block: Block, rng: np.random.Generator, row: Ints, supported: Bools) -> dict[str, object]:
    n = len(row)
    district = districts(block.people.la[row], rng)
    label = pl.Series(district).replace_strict(reference.area_names(), default=None, return_dtype=pl.String)
    return {
        "la_label": label,
        "la": district,
        "unittype_gn": only(~supported, rng.choice([1, 7], n)),
        "beds": only(~supported, rng.choice([1, 2], n)),
        "tenancy": rng.choice([2, 4, 5], n),
    }


def _household(block: Block, rng: np.random.Generator, rows: pl.DataFrame, age: Ints) -> dict[str, object]:
    row, state = rows["row"].to_numpy(), rows["state"].to_numpy()
    n = len(row)
    couple = rng.random(n) < 0.2
    paid = rng.choice([1, 2], n, p=[0.6, 0.4])
    idle = np.where(block.people.has_plan[row] & (rng.random(n) < 0.6), 8, rng.choice([4, 6], n))
    economic = np.select([state == WORK, state == APPRENTICESHIP, state == EDUCATION], [paid, 3, 7], idle)
    return {
        "joint": np.where(couple, 1, 2),
        "hhmemb": np.where(couple, 2, 1),
        "age1": age,
        "sex1": np.where(block.people.female[row], "F", "M"),
        "ethnic_group": block.coded("core", "core_group", row),
        "ethnic": block.coded("core", "core", row),
        "nationality_all": np.full(n, 826),
        "ecstat1": np.where(rng.random(n) < 0.06, 10, economic),
        "relat2": only(couple, "P"),
        "age2": only(couple, age + rng.integers(-2, 5, n)),
        "sex2": only(couple, rng.choice(["F", "M"], n)),
        "ecstat2": only(couple, rng.choice([1, 2, 4, 6], n)),
    }


def _health(rng: np.random.Generator, need: NDArray[np.str_], plan: Bools) -> dict[str, object]:
    """Illness, which many will not speak of, and what it affects: the need where there is a plan."""
    n = len(need)
    said = np.where(rng.random(n) < 0.12, 3, np.where(plan | (rng.random(n) < 0.2), 1, 2))
    table = reference.table("needs")
    affects = dict(zip(table["need"], table["illness_type"], strict=True))
    kind = pl.Series(need).replace_strict(affects, default=7, return_dtype=pl.Int64).to_numpy()
    mental = rng.random(n) < 0.3
    types = {
        f"illness_type_{i}": only(said == 1, ((kind == i) | ((i == 7) & mental)).astype(int)) for i in range(1, 11)
    }
    return {"housingneeds_type": np.where(need == "PD", 0, 3), "illness": said, **types}


def _before(rng: np.random.Generator, collection: Ints, supported: Bools) -> dict[str, object]:
    """Where the tenant came from and why, in the codes of the collection year."""
    n = len(collection)
    stay = np.where(collection >= SPLIT_LENGTHS, rng.choice([1, 11, 12, 7], n), rng.choice([1, 5, 7], n))
    tenure = np.where(collection >= NEW_TENURES, rng.choice([6, 38, 39], n), rng.choice([6, 34, 36], n))
    return {
        "layear": stay,
        "reason": np.where(supported & (rng.random(n) < 0.4), 18, rng.choice([9, 19, 55, 47], n)),
        "prevten": tenure,
        "homeless": np.where(rng.random(n) < 0.25, 11, 1),
        "reasonpref": rng.choice([1, 2, 3], n),
    }


def _scheme(rng: np.random.Generator, need: NDArray[np.str_], supported: Bools, learning: Bools) -> dict[str, object]:
    """Supported schemes: for whom, how much support, for how long; D is learning disabilities, Q young people."""
    n = len(need)
    client = np.where(learning, "D", np.where(need == "SEMH", "E", np.where(rng.random(n) < 0.3, "P", "Q")))
    sent = np.where(learning, rng.choice([9, 24], n), rng.choice([17, 24], n))
    return {
        "referral": only(supported, sent),
        "SCHTYPE": only(supported, "6"),
        "scheme_primary_client_group": only(supported, client),
        "scheme_support_type": only(supported, rng.choice([2, 3, 4], n)),
        "scheme_intended_stay": only(supported, rng.choice(["V", "S", "M", "P"], n)),
        "location_units": only(supported, rng.integers(2, 30, n)),
    }
