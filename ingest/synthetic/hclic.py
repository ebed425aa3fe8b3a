"""MHCLG: homelessness cases (H-CLIC) of young applicants, as XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.columns import named, numbered, only
from ingest.synthetic.draws import scatter
from ingest.synthetic.housing import LEARNING_NEEDS, adult_years, districts
from ingest.synthetic.population import day
from ingest.synthetic.xml import element, escaped, gathered, head, record

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]

DUTIES: Final = 0.0114  # of people aged 18 to 25 are owed a homelessness duty in a year
FIRST_QUARTER: Final = 20182
SALT: Final = 91
TAIL: Final = "</HCLIC>\n"
# By state: benefit, none, not captured, education, apprenticeship, work.
EMPLOYMENT: Final = [
    "Registered unemployed",
    "Not registered unemployed but seeking work",
    "Not working because of long term sickness or disability",
    "Student or training",
    "Full-time work",
    "Full-time work",
]
CASE: Final = ("CaseReference", "LACode", "AssessmentDate", "DutyOwed", "AccommodationAtApplication", "ReasonForLoss")
PERSON: Final = (
    ("FamilyName", "surname"),
    ("GivenName", "forename"),
    ("DateOfBirth", "birth_date"),
    ("Sex", "sex"),
    ("Ethnicity", "ethnicity"),
    ("EmploymentStatus", "work"),
    ("NINO", "nino"),
)


def write(block: Block) -> None:
    """Write the cases of every quarter."""
    rng = block.rng("hclic")
    rows = adult_years(block, rng, DUTIES)
    year = rows["year"].to_numpy()
    assessed = day(year, 9, 1) + rng.integers(0, 365, len(rows)).astype("timedelta64[D]")
    month = assessed.astype("datetime64[M]").astype(np.int64)
    quarter = (month // 12 + 1970) * 10 + month % 12 // 3 + 1
    kept = (quarter >= FIRST_QUARTER) & (quarter <= block.plan.last * 10 + 2)
    rows = rows.filter(pl.Series(kept)).with_columns(
        assessed=pl.Series(assessed[kept]), quarter=pl.Series(quarter[kept])
    )
    if rows.is_empty():
        return
    person = block.people.id[rows["row"].to_numpy()]
    reference_ = numbered("SYN", scatter(person * 20 + (rows["year"].to_numpy() - block.plan.first), SALT), 11)
    cases = _cases(block, rng, rows.with_columns(CaseReference=reference_))
    needs = _needs(block, rng, rows["row"].to_numpy(), reference_)
    lines = _elements(cases.join(needs, on="CaseReference", how="left", maintain_order="left"))
    block.answers.records("hclic", pl.Series(person), cases["LACode"] + "/" + reference_ + "/1")
    for (at,), part in lines.partition_by("quarter", as_dict=True, maintain_order=True).items():
        calendar, q = divmod(int(at), 10)
        header = (
            f"<Header><Collection>H-CLIC</Collection><Quarter>{calendar}-Q{q}</Quarter>"
            "<Software>SYNTHETIC pathways synthesise</Software></Header>"
        )
        opening = head("HCLIC", "MHCLG/HCLIC/1", header)
        block.files.lines(f"mhclg/hclic/hclic-{calendar}-q{q}.xml", part["xml"], opening, TAIL)


def _cases(block: Block, rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    row, n = rows["row"].to_numpy(), len(rows)
    assessed = rows["assessed"].to_numpy()
    duty = reference.draw(rng, "hclic_duty", n)
    ended = assessed + rng.integers(20, 150, n).astype("timedelta64[D]")
    over = (ended <= np.datetime64(block.plan.cut)) & (duty != "None")
    reason = reference.draw(rng, "hclic_duty_end", n)
    secured = over & np.char.startswith(reason, "Secured")
    who = block.recorded("hclic")[row]
    return who.select(escaped("surname"), escaped("forename"), "birth_date", "nino").with_columns(
        CaseReference=rows["CaseReference"],
        LACode=pl.Series(districts(block.people.la[row], rng)),
        AssessmentDate=rows["assessed"],
        DutyOwed=pl.Series(duty),
        AccommodationAtApplication=pl.Series(reference.draw(rng, "hclic_accommodation", n)),
        ReasonForLoss=pl.Series(reference.draw(rng, "hclic_reason", n)),
        sex=pl.Series(np.where(block.people.female[row], "F", "M")),
        ethnicity=pl.Series(block.coded("hclic", "core", row)),
        work=pl.Series(named(rows["state"].to_numpy().astype(np.int64), EMPLOYMENT).astype(str)),
        DutyEndDate=pl.Series(np.where(over, ended, np.datetime64("NaT"))),
        DutyEndReason=only(over, reason),
        AccommodationSecured=only(secured, reference.draw(rng, "hclic_secured", n)),
        quarter=rows["quarter"],
    )


def _needs(block: Block, rng: np.random.Generator, row: Ints, case: pl.Series) -> pl.DataFrame:
    """The support needs of each case as elements."""
    need = np.array([*reference.table("needs")["need"], ""])[block.people.need[row]]
    learning = block.people.has_plan[row] & np.isin(need, LEARNING_NEEDS)
    n = len(row)
    chances = {
        "Learning disability": np.where(learning, 0.75, 0.02),
        "Physical ill health or disability": np.full(n, 0.1),
        "History of mental health problems": np.where(need == "SEMH", 0.6, 0.25),
        "Young person aged 18 to 25 needing support to manage independently": np.full(n, 0.28),
        "Care leaver aged 18 to 20": np.full(n, 0.08),
    }
    has = rng.random((n, len(chances))) < np.stack(list(chances.values()), axis=1)
    at, which = np.nonzero(has)
    codes = np.array([reference.code("hclic_support_need", meaning) for meaning in chances])
    rows = pl.DataFrame({"CaseReference": case.gather(at), "code": codes[which]})
    return gathered(rows, "CaseReference", element("SupportNeed", "code"), "needs")


def _elements(cases: pl.DataFrame) -> pl.DataFrame:
    first = pl.lit("<PersonNumber>1</PersonNumber><MainApplicant>1</MainApplicant>")
    person = record("Person", [first, *(element(name, column) for name, column in PERSON)])
    inner = [record("People", [person]), record("SupportNeeds", [pl.col("needs")])]
    return cases.select(
        "quarter",
        record("Case", [*CASE, *inner, "DutyEndDate", "DutyEndReason", "AccommodationSecured"]).alias("xml"),
    )
