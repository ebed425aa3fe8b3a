"""MHCLG: new social lettings (CORE) and homelessness cases (H-CLIC) of young lead tenants and applicants."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.columns import named, numbered, only
from ingest.synthetic.draws import scatter, scatter_9
from ingest.synthetic.pathways import APPRENTICESHIP, EDUCATION, NONE, WORK
from ingest.synthetic.population import day
from ingest.synthetic.xml import element, escaped, gathered, head, record

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]

LETTINGS: Final = 0.0095  # of people aged 18 to 25 begin a social letting in a year
DUTIES: Final = 0.0114  # of them are owed a homelessness duty in a year
H_CLIC_SINCE: Final = (2018, 2)
TAIL: Final = "</HCLIC>\n"
SUPPORT_NEEDS: Final = ("Learning disability", "Physical ill health or disability", "History of mental health problems", "Young person aged 18 to 25 needing support to manage independently", "Care leaver aged 18 to 20")


def write(block: Block) -> None:
    """Write lettings and cases."""
    _lettings(block)
    _cases(block)


def _adult_years(block: Block, rng: np.random.Generator, rate: float) -> pl.DataFrame:
    """Person-years from 18 on in which the event happens; likelier for people with a plan, the idle and the poor."""
    years = block.years.filter(pl.col("k") >= 3)  # noqa: PLR2004
    row, state = years["row"].to_numpy(), years["state"].to_numpy()
    weight = np.where(block.people.has_plan[row], 1.8, 1.0) * np.where(state <= NONE, 2.2, 1.0) * (0.4 + 1.2 * block.people.idaci[row])
    chance = rate * weight / max(weight.mean(), 1e-9) if len(row) else weight
    return years.filter(pl.Series(rng.random(len(row)) < chance))


def _lettings(block: Block) -> None:
    rng = block.rng("core")
    rows = _adult_years(block, rng, LETTINGS)
    row, year, state = (rows[c].to_numpy() for c in ("row", "year", "state"))
    people, n = block.people, len(rows)
    start = day(year, 9, 1) + rng.integers(0, 365, n).astype("timedelta64[D]")
    collection = (start.astype("datetime64[M]").astype(np.int64) - 3) // 12 + 1970
    need = np.array([*reference.table("needs")["need"], ""])[people.need[row]]
    plan = people.has_plan[row]
    supported = rng.random(n) < np.where(plan, 0.45, 0.18)  # noqa: PLR2004
    learning = plan & np.isin(need, ["SLD", "PMLD", "MLD", "DS", "ASD"])
    ill = plan | (rng.random(n) < 0.2)  # noqa: PLR2004
    said = np.where(rng.random(n) < 0.12, 3, np.where(ill, 1, 2))  # noqa: PLR2004
    kind = np.array([*reference.table("needs")["illness_type"], 7])[people.need[row]]
    types = {f"illness_type_{i}": only(said == 1, ((kind == i) | ((i == 7) & (rng.random(n) < 0.3))).astype(int)) for i in range(1, 11)}  # noqa: PLR2004
    economic = np.select([state == WORK, state == APPRENTICESHIP, state == EDUCATION, learning & (rng.random(n) < 0.6)], [rng.choice([1, 2], n, p=[0.6, 0.4]), 3, 7, 8], rng.choice([4, 6, 10], n))  # noqa: PLR2004
    couple = (rng.random(n) < 0.25) & ~supported  # noqa: PLR2004
    refused = rng.random(n) < 0.06  # noqa: PLR2004
    district = _districts(people.la[row], rng)
    ethnic = block.coded("core", "core", row)
    group = block.coded("core", "core_group", row)
    ethnic = np.where((year < 2024) & (ethnic == "20"), "18", ethnic)  # noqa: PLR2004
    sex = np.where(people.female[row], "F", "M")
    age = (start - people.birth[row].astype("datetime64[D]")).astype(np.int64) // 365
    ident = numbered("SYN", scatter_9(people.id[row] * 20 + (year - block.plan.first), 90), 9)
    client = np.where(learning, "D", np.where(need == "SEMH", "E", np.where(rng.random(n) < 0.3, "P", "Q")))  # noqa: PLR2004
    frame = pl.DataFrame(
        {
            "id": ident, "status": np.full(n, "completed"), "collection_start_year": collection,
            "owning_organisation_name": numbered("SYNTHETIC landlord ", people.la[row], 3),
            "needstype": np.where(supported, 2, 1), "renewal": (rng.random(n) < 0.1).astype(int), "startdate": start,  # noqa: PLR2004
            "la_label": _labels(district), "la": district, "unittype_gn": only(~supported, rng.choice([1, 7], n)),
            "beds": only(~supported, np.where(couple, 2, 1)), "joint": np.where(couple, 1, 2), "tenancy": rng.choice([2, 4, 5], n),
            "hhmemb": np.where(couple, 2, 1), "age1": age, "sex1": sex, "ethnic_group": group.astype(str), "ethnic": ethnic.astype(str),
            "nationality_all": np.full(n, 826), "ecstat1": np.where(refused, 10, economic),
            "relat2": only(couple, "P"), "age2": only(couple, age + rng.integers(-2, 5, n)), "sex2": only(couple, rng.choice(["F", "M"], n)),
            "ecstat2": only(couple, rng.choice([1, 2, 4, 6], n)), "housingneeds_type": np.where(need == "PD", 0, 3),
            "illness": said, **types,
            "layear": np.where(collection >= 2024, rng.choice([1, 11, 12, 7], n), rng.choice([1, 5, 7], n)),  # noqa: PLR2004
            "reason": np.where(supported & (rng.random(n) < 0.4), 18, rng.choice([9, 19, 55, 47], n)),  # noqa: PLR2004
            "prevten": np.where(collection >= 2025, rng.choice([6, 38, 39], n), rng.choice([6, 34, 36], n)),  # noqa: PLR2004
            "homeless": np.where(rng.random(n) < 0.25, 11, 1), "reasonpref": rng.choice([1, 2, 3], n),  # noqa: PLR2004
            "referral": only(supported, np.where(learning, rng.choice([9, 24], n), rng.choice([17, 24], n))),
            "SCHTYPE": only(supported, np.full(n, "6")), "scheme_primary_client_group": only(supported, client),
            "scheme_support_type": only(supported, rng.choice([2, 3, 4], n)), "scheme_intended_stay": only(supported, rng.choice(["V", "S", "M", "P"], n)),
            "location_units": only(supported, rng.integers(2, 30, n)),
        }
    )  # fmt: skip
    ages = pl.Series((age >= 16) & (age <= 25) & (start <= np.datetime64(block.plan.cut)))  # noqa: PLR2004
    who = pl.DataFrame({"p": people.id[row], "id": ident}).filter(ages)
    block.answers.records("core", who["p"], who["id"])
    questions = _questions()
    for (at,), part in frame.filter(ages).sort("collection_start_year", maintain_order=True).partition_by("collection_start_year", as_dict=True, maintain_order=True).items():
        block.files.csv(f"mhclg/core/lettings-{at}.csv", part, questions)


def _questions() -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(reference.table("core_columns")["question"])
    return out.getvalue()


def _districts(la: Ints, rng: np.random.Generator) -> NDArray[np.str_]:
    districts = reference.places().districts
    width = np.array([len(d) for d in districts])
    table = np.array([list(d) + [""] * (int(width.max()) - len(d)) for d in districts])
    return np.asarray(table[la, (rng.random(len(la)) * width[la]).astype(int)])


def _labels(district: NDArray[np.str_]) -> pl.Series:
    names = reference.area_names()
    return pl.Series(district).replace_strict(names, default=None, return_dtype=pl.String)


def _cases(block: Block) -> None:
    rng = block.rng("hclic")
    rows = _adult_years(block, rng, DUTIES)
    row, year, state = (rows[c].to_numpy() for c in ("row", "year", "state"))
    people, n = block.people, len(rows)
    assessed = day(year, 9, 1) + rng.integers(0, 365, n).astype("timedelta64[D]")
    month = assessed.astype("datetime64[M]").astype(np.int64)
    quarter = (month // 12 + 1970) * 10 + month % 12 // 3 + 1
    first = H_CLIC_SINCE[0] * 10 + H_CLIC_SINCE[1]
    kept = (quarter >= first) & (quarter <= block.plan.last * 10 + 2) & (assessed <= np.datetime64(block.plan.cut))
    row, state, assessed, quarter, n = row[kept], state[kept], assessed[kept], quarter[kept], int(kept.sum())
    year = year[kept]
    who = block.recorded("hclic")[row]
    need = np.array([*reference.table("needs")["need"], ""])[people.need[row]]
    learning = people.has_plan[row] & np.isin(need, ["SLD", "PMLD", "MLD", "DS", "ASD", "SLCN"])
    duty = rng.choice(["Prevention", "Relief", "None"], n, p=[0.42, 0.5, 0.08])
    ended = assessed + rng.integers(20, 150, n).astype("timedelta64[D]")
    reference_ = numbered("SYN", scatter(people.id[row] * 20 + (year - block.plan.first), 91), 11)
    frame = who.select(escaped("surname"), escaped("forename"), "birth_date", "nino").with_columns(
        CaseReference=reference_, LACode=pl.Series(_districts(people.la[row], rng)), AssessmentDate=pl.Series(assessed), DutyOwed=pl.Series(duty),
        AccommodationAtApplication=pl.Series(rng.choice(["Living with family", "Living with friends", "Private rented sector", "Social rented sector", "Looked after children placement", "Rough sleeping"], n, p=[0.45, 0.2, 0.15, 0.1, 0.05, 0.05])),
        ReasonForLoss=pl.Series(rng.choice(["Family no longer willing to accommodate", "Friends no longer willing to accommodate", "End of private rented tenancy", "Left institution with no accommodation available", "Domestic abuse"], n, p=[0.45, 0.2, 0.15, 0.1, 0.1])),
        sex=pl.Series(np.where(people.female[row], "F", "M")), ethnicity=pl.Series(block.coded("hclic", "core", row).astype(str)),
        work=pl.Series(named(np.clip(state, 0, 5).astype(int), ["Registered unemployed", "Not registered unemployed but seeking work", "Not working because of long term sickness or disability", "Student or training", "Full-time work", "Full-time work"]).astype(str)),
        DutyEndDate=pl.Series(np.where((ended <= np.datetime64(block.plan.cut)) & (duty != "None"), ended, np.datetime64("NaT"))),
        quarter=pl.Series(quarter),
    ).with_columns(
        DutyEndReason=pl.when(pl.col("DutyEndDate").is_not_null()).then(pl.Series(rng.choice(["Secured accommodation for 6 months or more", "56 days elapsed", "Contact lost"], n, p=[0.5, 0.35, 0.15]))),
    ).with_columns(
        AccommodationSecured=pl.when(pl.col("DutyEndReason").str.starts_with("Secured")).then(pl.Series(rng.choice(["Social rented sector", "Private rented sector", "Supported housing or hostel", "Living with family"], n, p=[0.35, 0.25, 0.25, 0.15]))),
    )  # fmt: skip
    chances = np.stack([np.where(learning, 0.75, 0.02), np.full(n, 0.1), np.where(need == "SEMH", 0.6, 0.25), np.full(n, 0.28), np.full(n, 0.08)], axis=1)
    has = rng.random((n, len(SUPPORT_NEEDS))) < chances
    at, which = np.nonzero(has)
    codes = np.array([reference.code("hclic_support_need", m) for m in SUPPORT_NEEDS])
    needs = gathered(
        pl.DataFrame({"CaseReference": reference_.gather(at), "code": codes[which]}), "CaseReference", element("SupportNeed", "code"), "needs"
    )
    frame = frame.join(needs, on="CaseReference", how="left", maintain_order="left")
    person = record(
        "Person",
        [
            pl.lit("<PersonNumber>1</PersonNumber><MainApplicant>1</MainApplicant>"), element("FamilyName", "surname"), element("GivenName", "forename"),
            element("DateOfBirth", "birth_date"), element("Sex", "sex"), element("Ethnicity", "ethnicity"), element("EmploymentStatus", "work"), element("NINO", "nino"),
        ],
    )  # fmt: skip
    lines = frame.select(
        "quarter",
        record("Case", ["CaseReference", "LACode", "AssessmentDate", "DutyOwed", "AccommodationAtApplication", "ReasonForLoss", record("People", [person]), record("SupportNeeds", [pl.col("needs")]), "DutyEndDate", "DutyEndReason", "AccommodationSecured"]).alias("xml"),
    )  # fmt: skip
    block.answers.records("hclic", pl.Series(people.id[row]), reference_)
    for (at_,), part in lines.partition_by("quarter", as_dict=True, maintain_order=True).items():
        y, q = divmod(int(at_), 10)
        header = f"<Header><Collection>H-CLIC</Collection><Quarter>{y}-Q{q}</Quarter><Software>SYNTHETIC pathways synthesise</Software></Header>"
        block.files.lines(f"mhclg/hclic/hclic-{y}-q{q}.xml", part["xml"], head("HCLIC", "MHCLG/HCLIC/1", header), TAIL)


