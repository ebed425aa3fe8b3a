"""DHSC: adult social care client level data, quarter after quarter, each file the twelve months before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.columns import numbered
from ingest.synthetic.draws import choose, even, scatter
from ingest.synthetic.pathways import WORK
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

SALT: Final = 80
FIRST_PERIOD_END: Final = date(2023, 6, 30)
SECOND_RELEASE_FROM: Final = date(2025, 4, 1)
LEARNING_DISABILITY: Final = 132_000 * 0.13 / 4_850_000  # of people aged 18 to 25 have long-term support for it
OTHER_REASONS: Final = 0.0015
WEIGHTS: Final = {"SLD": 8.0, "PMLD": 10.0, "DS": 9.0, "MLD": 1.2, "ASD": 1.0}
SETTLED: Final = ("owner", "tenant_social", "tenant_private", "family", "supported", "shared_lives")
REGISTERED: Final = ("care_home", "nursing_home")


def in_care(block: Block) -> tuple[Bools, Bools]:
    """Who has long-term support from 18 on, and for whom the reason is a learning disability."""
    rng = block.rng("care")
    people = block.people
    adult = people.ks4_year <= block.plan.last - 2
    names = [*reference.table("needs")["need"], ""]
    weight = np.array([WEIGHTS.get(n, 0.15) for n in names])[people.need]
    disability = choose(rng, adult & people.has_plan, LEARNING_DISABILITY * float(adult.sum()), weight)
    other = choose(rng, adult & people.has_plan & ~disability, OTHER_REASONS * float(adult.sum()))
    return disability | other, disability


def write(block: Block) -> None:
    """Write the identity file and every quarter's submission."""
    cared, disability = in_care(block)
    row = np.flatnonzero(cared)
    if not len(row):
        return
    tokens = numbered("SYNL", scatter(block.people.id[row], SALT), 11)
    who = block.recorded("cld")[row]
    rng = block.rng("cld identity")
    own = scatter(block.people.id[row], SALT + 1) % 10_000_000
    reused = rng.random(len(row)) < 0.007  # noqa: PLR2004
    own = np.where(reused, np.roll(own, 1), own)
    block.files.csv(
        "dhsc/cld/identity.csv",
        pl.DataFrame(
            {
                "person_token": tokens, "NHS_Number": who["nhs_number"], "LA_Code": reference.places().dfe_number.astype(str)[block.people.la[row]],
                "LA_Person_Unique_Identifier": numbered("SYN", own, 7), "First_Name": who["forename"], "Last_Name": who["surname"],
                "Date_of_Birth": who["birth_date"], "Gender": np.where(block.people.female[row], "Female", "Male"), "Postcode": who["postcode"],
            }
        ),
    )  # fmt: skip
    block.answers.records("cld", pl.Series(block.people.id[row]), tokens)
    block.tally.add("nhs_missing", who["nhs_number"].is_null().sum(), len(row))
    history = _history(block, row, disability[row], tokens)
    for end in period_ends(block.plan.first, block.plan.last):
        _submission(block, history, end)


def period_ends(first: int, last: int) -> list[date]:
    """The quarter ends for which there is a submission."""
    ends = [date(y, m, d) for y in range(first, last + 1) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31))]
    return [e for e in ends if FIRST_PERIOD_END <= e <= date(last, 8, 31)]


def _history(block: Block, row: Ints, disability: Bools, tokens: pl.Series) -> pl.DataFrame:
    """Everything that happened to these people: events with the status of their year."""
    rng = block.rng("cld")
    people, n = block.people, len(row)
    begun = people.birth[row].astype("datetime64[D]") + np.timedelta64(6575, "D") + rng.integers(0, 200, n).astype("timedelta64[D]")
    places = reference.places()
    fixed = pl.DataFrame(
        {
            "at": np.arange(n),
            "LA_Code": places.dfe_number.astype(str)[people.la[row]],
            "person_token": tokens,
            "Der_Birth_Year": people.birth[row].astype("datetime64[Y]").astype(np.int64) + 1970,
            "Der_Birth_Month": people.birth[row].astype("datetime64[M]").astype(np.int64) % 12 + 1,
            "Gender": np.where(people.female[row], "Female", "Male"),
            "Ethnicity": block.coded("cld", "nhs", row).astype(str),
            "Der_Postcode_LSOA_Code": numbered("SYN", ((1 - people.idaci[row]) * 32_844).astype(np.int64), 6),
            "Primary_Support_Reason": np.where(disability, "Learning Disability Support", rng.choice(["Mental Health Support", "Physical Support: Personal Care Support"], n)),
            "Autism_Spectrum_Disorder_ASD": np.where(people.need[row] == 0, "Yes", "No"),
            "Unit_Cost": np.round(rng.gamma(4, 90, n), 2),
            "Planned_Units_Per_Week": rng.integers(1, 30, n),
        }
    )
    years = range(max(FIRST_PERIOD_END.year - 1, block.plan.first), block.plan.last + 1)
    status = pl.concat([_status(block, rng, row, disability, y) for y in years])
    once = [
        _events(begun - np.timedelta64(back, "D"), begun - np.timedelta64(back - 10, "D"), kind)
        for kind, back in (("Request", 60), ("Assessment", 35))
    ]
    service = _events(begun, np.full(n, np.datetime64("NaT"), "datetime64[D]"), "Service")
    reviews = []
    for y in years:
        held = day(np.full(n, y), 1, 5) + rng.integers(0, 350, n).astype("timedelta64[D]")
        reviews.append(_events(held, held, "Review").filter(pl.Series((held > begun) & (rng.random(n) < 0.7))))  # noqa: PLR2004
    events = pl.concat([*once, service, *reviews])
    return events.join(fixed, on="at", maintain_order="left").join(status, on="at", maintain_order="left")


def _events(start: NDArray[np.datetime64], end: NDArray[np.datetime64], kind: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"at": np.arange(len(start)), "Event_Type": np.full(len(start), kind), "Event_Start_Date": start.astype("datetime64[D]"), "Event_End_Date": end.astype("datetime64[D]")}
    )


def _status(block: Block, rng: np.random.Generator, row: Ints, disability: Bools, year: int) -> pl.DataFrame:
    """Employment and accommodation in a calendar year: rows of `cld_values.csv`."""
    values = reference.table("cld_values")
    people, paths = block.people, block.paths
    n = len(row)
    column = np.clip(year - 1 - people.ks4_year[row], 0, paths.years - 1)
    works = (paths.state[row, column] == WORK) * 1.0
    work_score = -works + 0.6 * rng.normal(size=n)
    clustered = ((people.la[row] * 7 + 3) % 10 < 3) * 0.5  # noqa: PLR2004
    drawn = {}
    for field, score in (("employment", work_score), ("accommodation", rng.normal(size=n) - clustered)):
        shares = values.filter(pl.col("field") == field)["share"].to_numpy()
        cumulative = np.cumsum(shares)[:-1] / shares.sum()
        drawn[field] = np.searchsorted(cumulative, even(rng, disability.astype(int), score), side="right")
    meanings = {f: values.filter(pl.col("field") == f)["meaning"].to_numpy().astype(object)[d] for f, d in drawn.items()}
    if year == 2024:  # noqa: PLR2004
        of = disability
        block.tally.add("ld_employed", (drawn["employment"] <= 2)[of].sum(), of.sum())  # noqa: PLR2004
        block.tally.add("ld_settled", np.isin(meanings["accommodation"], SETTLED)[of].sum(), of.sum())
        block.tally.add("ld_18_25", of.sum(), float((people_of_age(block)).sum()))
    return pl.DataFrame(
        {"at": np.arange(n), "year": np.full(n, year), "employment": meanings["employment"].astype(str), "accommodation": meanings["accommodation"].astype(str)}
    )


def people_of_age(block: Block) -> Bools:
    """Everybody who has reached 18."""
    return np.asarray(block.people.ks4_year <= block.plan.last - 2)


def _submission(block: Block, history: pl.DataFrame, end: date) -> None:
    start = date(end.year - 1, end.month, end.day) + timedelta(days=1)
    release = "release_2" if end >= SECOND_RELEASE_FROM else "release_1"
    values = reference.table("cld_values")
    spelt = {f: dict(values.filter(pl.col("field") == f).select("meaning", release).iter_rows()) for f in ("employment", "accommodation")}
    in_period = (pl.col("Event_Start_Date") <= end) & (pl.col("Event_End_Date").is_null() | (pl.col("Event_End_Date") >= start))
    rows = history.filter(in_period & (pl.col("year") == end.year))
    kind = pl.col("Event_Type")
    home = pl.col("accommodation")
    none = pl.lit(None, pl.String)
    frame = rows.select(
        "LA_Code",
        pl.lit(start).alias("Reporting_Period_Start_Date"),
        pl.lit(end).alias("Reporting_Period_End_Date"),
        "person_token", "Der_Birth_Year", "Der_Birth_Month",
        pl.lit(None, pl.Date).alias("Date_of_Death"),
        "Gender", "Ethnicity", "Der_Postcode_LSOA_Code",
        pl.lit("Service User").alias("Client_Type"),
        "Primary_Support_Reason",
        home.replace_strict(spelt["accommodation"]).alias("Accommodation_Status"),
        pl.col("employment").replace_strict(spelt["employment"]).alias("Employment_Status"),
        pl.when(home == "family").then(pl.lit("Yes")).otherwise(pl.lit("No")).alias("Has_Unpaid_Carer"),
        "Autism_Spectrum_Disorder_ASD",
        pl.lit("No").alias("Visual_Impairment"),
        pl.lit("No").alias("Hearing_Impairment"),
        pl.when(kind == "Service").then(pl.lit("Fully Funded")).otherwise(none).alias("Client_Funding_Status"),
        "Event_Type",
        pl.format("SYN{}{}", kind.str.slice(0, 1), pl.col("person_token").str.slice(-6)).alias("Event_Reference"),
        "Event_Start_Date", "Event_End_Date",
        pl.when(kind == "Review").then(pl.lit("No Change in Package")).when(kind != "Service").then(pl.lit("Progress to Support Planning / Services")).otherwise(none).alias("Event_Outcome"),
        pl.when(kind == "Request").then(pl.lit("Transition")).otherwise(none).alias("Request_Route_of_Access"),
        pl.when(kind == "Assessment").then(pl.lit("Long Term Assessment")).otherwise(none).alias("Assessment_Type"),
        pl.when(kind != "Service").then(none).when(home == "nursing_home").then(pl.lit("Long Term Support: Nursing Care"))
        .when(home == "care_home").then(pl.lit("Long Term Support: Residential Care")).otherwise(pl.lit("Long Term Support: Community")).alias("Service_Type"),
        pl.when(kind != "Service").then(none).when(home == "supported").then(pl.lit("Community Supported Living")).when(home == "shared_lives").then(pl.lit("Shared Lives"))
        .when(home.is_in(REGISTERED)).then(none).otherwise(pl.lit("Home Support")).alias("Service_Component"),
        pl.when(kind == "Service").then(pl.lit("CASSR Managed Personal Budget")).otherwise(none).alias("Delivery_Mechanism"),
        pl.when(kind == "Service").then("Unit_Cost").alias("Unit_Cost"),
        pl.when(kind == "Service").then(pl.lit("Weekly")).otherwise(none).alias("Cost_Frequency_Unit_Type"),
        pl.when(kind == "Service").then("Planned_Units_Per_Week").alias("Planned_Units_Per_Week"),
        pl.lit(end + timedelta(days=31)).alias("ImportDate"),
    )  # fmt: skip
    block.files.csv(f"dhsc/cld/cld-r{release[-1]}-{end}.csv", frame)
