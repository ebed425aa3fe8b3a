"""DHSC: adult social care client level data, quarter after quarter, each file the twelve months before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import cld_events, reference
from ingest.synthetic.columns import numbered
from ingest.synthetic.draws import choose, scatter

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
REGISTERED: Final = ("care_home", "nursing_home")
COLUMNS: Final = (
    "LA_Code",
    "Reporting_Period_Start_Date",
    "Reporting_Period_End_Date",
    "person_token",
    "Der_Birth_Year",
    "Der_Birth_Month",
    "Date_of_Death",
    "Gender",
    "Ethnicity",
    "Der_Postcode_LSOA_Code",
    "Client_Type",
    "Primary_Support_Reason",
    "Accommodation_Status",
    "Employment_Status",
    "Has_Unpaid_Carer",
    "Autism_Spectrum_Disorder_ASD",
    "Visual_Impairment",
    "Hearing_Impairment",
    "Client_Funding_Status",
    "Event_Type",
    "Event_Reference",
    "Event_Start_Date",
    "Event_End_Date",
    "Event_Outcome",
    "Request_Route_of_Access",
    "Assessment_Type",
    "Service_Type",
    "Service_Component",
    "Delivery_Mechanism",
    "Unit_Cost",
    "Cost_Frequency_Unit_Type",
    "Planned_Units_Per_Week",
    "ImportDate",
)


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
    """Write every quarter's submission, and the identity file of whom it names."""
    cared, disability = in_care(block)
    row = np.flatnonzero(cared)
    if not len(row):
        return
    tokens = numbered("SYNL", scatter(block.people.id[row], SALT), 11)
    who = block.recorded("cld")[row]
    rng = block.rng("cld identity")
    own = scatter(block.people.id[row], SALT + 1) % 10_000_000
    reused = rng.random(len(row)) < 0.007
    own = np.where(reused, np.roll(own, 1), own)
    identity = pl.DataFrame(
        {
            "person_token": tokens,
            "NHS_Number": who["nhs_number"],
            "LA_Code": reference.places().dfe_number.astype(str)[block.people.la[row]],
            "LA_Person_Unique_Identifier": numbered("SYN", own, 7),
            "First_Name": who["forename"],
            "Last_Name": who["surname"],
            "Date_of_Birth": who["birth_date"],
            "Month_of_Birth": who["birth_month"],
            "Gender": np.where(block.people.female[row], "Female", "Male"),
        }
    )
    block.answers.records("cld", pl.Series(block.people.id[row]), tokens)
    block.tally.add("nhs_missing", who["nhs_number"].null_count(), len(row))
    block.tally.add("care_nameless", who["surname"].null_count(), len(row))
    history = cld_events.history(block, row, disability[row], tokens)
    for end in period_ends(block.plan.first, block.plan.last):
        named = _submission(block, history, end)
        homes = block.postcodes("cld", row, end).alias("Postcode")
        there = pl.Series(tokens).is_in(named.implode())
        block.files.csv(f"dhsc/cld/identity-{end}.csv", identity.with_columns(homes).filter(there))


def period_ends(first: int, last: int) -> list[date]:
    """The quarter ends for which there is a submission."""
    ends = [date(y, m, d) for y in range(first, last + 1) for m, d in ((3, 31), (6, 30), (9, 30), (12, 31))]
    return [e for e in ends if FIRST_PERIOD_END <= e <= date(last, 8, 31)]


def _submission(block: Block, history: pl.DataFrame, end: date) -> pl.Series:
    """Write a quarter's submission; returns the tokens of whom it names."""
    start = date(end.year - 1, end.month, end.day) + timedelta(days=1)
    release = "release_2" if end >= SECOND_RELEASE_FROM else "release_1"
    values = reference.table("cld_values")
    spelt = {
        f: dict(values.filter(pl.col("field") == f).select("meaning", release).iter_rows())
        for f in ("employment", "accommodation")
    }
    in_period = (pl.col("Event_Start_Date") <= end) & (
        pl.col("Event_End_Date").is_null() | (pl.col("Event_End_Date") >= start)
    )
    rows = history.filter(in_period & (pl.col("year") == end.year))
    period = {
        "Reporting_Period_Start_Date": start,
        "Reporting_Period_End_Date": end,
        "ImportDate": end + timedelta(days=31),
    }
    frame = rows.with_columns(
        *(pl.lit(day_).alias(name) for name, day_ in period.items()),
        *_constant(),
        *_by_event(),
        *_of_services(),
        Accommodation_Status=pl.col("accommodation").replace_strict(spelt["accommodation"]),
        Employment_Status=pl.col("employment").replace_strict(spelt["employment"]),
        Has_Unpaid_Carer=_said({"Yes": pl.col("accommodation") == "family"}, "No"),
    ).select(COLUMNS)
    block.files.csv(f"dhsc/cld/cld-r{release[-1]}-{end}.csv", frame)
    return frame["person_token"].unique()


def _said(choices: dict[str, pl.Expr], otherwise: str | None = None) -> pl.Expr:
    """The first text whose condition holds."""
    said = pl.lit(otherwise, pl.String)
    for text, condition in reversed(choices.items()):
        said = pl.when(condition).then(pl.lit(text)).otherwise(said)
    return said


def _constant() -> list[pl.Expr]:
    return [
        pl.lit(None, pl.Date).alias("Date_of_Death"),
        pl.lit("Service User").alias("Client_Type"),
        pl.lit("No").alias("Visual_Impairment"),
        pl.lit("No").alias("Hearing_Impairment"),
    ]


def _by_event() -> list[pl.Expr]:
    kind = pl.col("Event_Type")
    outcome = {"No Change in Package": kind == "Review", "Progress to Support Planning / Services": kind != "Service"}
    return [
        pl.format("SYN{}{}", kind.str.slice(0, 1), pl.col("person_token").str.slice(-6)).alias("Event_Reference"),
        _said(outcome).alias("Event_Outcome"),
        _said({"Transition": kind == "Request"}).alias("Request_Route_of_Access"),
        _said({"Long Term Assessment": kind == "Assessment"}).alias("Assessment_Type"),
    ]


def _of_services() -> list[pl.Expr]:
    """What only services have; the type and component follow from where the person lives."""
    service, home = pl.col("Event_Type") == "Service", pl.col("accommodation")
    types = {
        "Long Term Support: Nursing Care": service & (home == "nursing_home"),
        "Long Term Support: Residential Care": service & (home == "care_home"),
        "Long Term Support: Community": service,
    }
    components = {
        "Community Supported Living": service & (home == "supported"),
        "Shared Lives": service & (home == "shared_lives"),
        "Home Support": service & ~home.is_in(REGISTERED),
    }
    return [
        _said(types).alias("Service_Type"),
        _said(components).alias("Service_Component"),
        _said({"Fully Funded": service}).alias("Client_Funding_Status"),
        _said({"CASSR Managed Personal Budget": service}).alias("Delivery_Mechanism"),
        _said({"Weekly": service}).alias("Cost_Frequency_Unit_Type"),
        pl.when(service).then("Unit_Cost").alias("Unit_Cost"),
        pl.when(service).then("Planned_Units_Per_Week").alias("Planned_Units_Per_Week"),
    ]
