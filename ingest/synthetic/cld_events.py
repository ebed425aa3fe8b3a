"""What happened to people with adult social care: events, and the status that councils record each year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.columns import numbered
from ingest.synthetic.draws import even
from ingest.synthetic.pathways import WORK
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

SETTLED: Final = ("owner", "tenant_social", "tenant_private", "family", "supported", "shared_lives")
FIRST_YEAR: Final = 2022


def history(block: Block, row: Ints, disability: Bools, tokens: pl.Series) -> pl.DataFrame:
    """Everything that happened to these people: events with the status of their year."""
    rng = block.rng("cld")
    people, n = block.people, len(row)
    begun = (
        people.birth[row].astype("datetime64[D]")
        + np.timedelta64(6575, "D")
        + rng.integers(0, 200, n).astype("timedelta64[D]")
    )
    places = reference.places()
    born = block.recorded("cld")["birth_month"].gather(row)
    fixed = pl.DataFrame(
        {
            "at": np.arange(n),
            "LA_Code": places.dfe_number.astype(str)[people.la[row]],
            "person_token": tokens,
            "Der_Birth_Year": born.dt.year(),
            "Der_Birth_Month": born.dt.month(),
            "Gender": np.where(people.female[row], "Female", "Male"),
            "Ethnicity": block.coded("cld", "nhs", row),
            "Der_Postcode_LSOA_Code": numbered("SYN", ((1 - people.idaci[row]) * 32_844).astype(np.int64), 6),
            "Primary_Support_Reason": np.where(
                disability,
                "Learning Disability Support",
                rng.choice(["Mental Health Support", "Physical Support: Personal Care Support"], n),
            ),
            "Autism_Spectrum_Disorder_ASD": np.where(people.need[row] == 0, "Yes", "No"),
            "Unit_Cost": np.round(rng.gamma(4, 90, n), 2),
            "Planned_Units_Per_Week": rng.integers(1, 30, n),
        }
    )
    years = range(max(FIRST_YEAR, block.plan.first), block.plan.last + 1)
    status = pl.concat([_status(block, rng, row, disability, y) for y in years])
    of = status["at"].to_numpy()
    block.answers.add(
        "social_care",
        status.select("year", "employment", "accommodation").with_columns(
            person_id=pl.Series(people.id[row][of]),
            supported_since=pl.Series(begun[of]).cast(pl.Date),
            has_learning_disability=pl.Series(disability[of]),
        ),
    )
    once = [
        _events(begun - np.timedelta64(back, "D"), begun - np.timedelta64(back - 10, "D"), kind)
        for kind, back in (("Request", 60), ("Assessment", 35))
    ]
    service = _events(begun, np.full(n, np.datetime64("NaT"), "datetime64[D]"), "Service")
    reviews = []
    for y in years:
        held = day(np.full(n, y), 1, 5) + rng.integers(0, 350, n).astype("timedelta64[D]")
        reviews.append(_events(held, held, "Review").filter(pl.Series((held > begun) & (rng.random(n) < 0.7))))
    events = pl.concat([*once, service, *reviews])
    return events.join(fixed, on="at", maintain_order="left").join(status, on="at", maintain_order="left")


def _events(start: NDArray[np.datetime64], end: NDArray[np.datetime64], kind: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "at": np.arange(len(start)),
            "Event_Type": np.full(len(start), kind),
            "Event_Start_Date": start.astype("datetime64[D]"),
            "Event_End_Date": end.astype("datetime64[D]"),
        }
    )


def _status(block: Block, rng: np.random.Generator, row: Ints, disability: Bools, year: int) -> pl.DataFrame:
    """Employment and accommodation in a calendar year: rows of `cld_values.csv`."""
    values = reference.table("cld_values")
    people, paths = block.people, block.paths
    n = len(row)
    column = np.clip(year - 1 - people.ks4_year[row], 0, paths.years - 1)
    works = (paths.state[row, column] == WORK) * 1.0
    work_score = -works + 0.6 * rng.normal(size=n)
    clustered = ((people.la[row] * 7 + 3) % 10 < 3) * 0.5
    drawn = {}
    for field, score in (("employment", work_score), ("accommodation", rng.normal(size=n) - clustered)):
        shares = values.filter(pl.col("field") == field)["share"].to_numpy()
        cumulative = np.cumsum(shares)[:-1] / shares.sum()
        drawn[field] = np.searchsorted(cumulative, even(rng, disability.astype(int), score), side="right")
    meanings = {
        f: values.filter(pl.col("field") == f)["meaning"].to_numpy().astype(object)[d] for f, d in drawn.items()
    }
    if year == 2024:
        of = disability
        block.tally.add("ld_employed", (drawn["employment"] <= 2)[of].sum(), of.sum())
        block.tally.add("ld_settled", np.isin(meanings["accommodation"], SETTLED)[of].sum(), of.sum())
        block.tally.add("ld_18_25", of.sum(), float((people_of_age(block)).sum()))
    return pl.DataFrame(
        {
            "at": np.arange(n),
            "year": np.full(n, year),
            "employment": meanings["employment"].astype(str),
            "accommodation": meanings["accommodation"].astype(str),
        }
    )


def people_of_age(block: Block) -> Bools:
    """Everybody who has reached 18."""
    return np.asarray(block.people.ks4_year <= block.plan.last - 2)
