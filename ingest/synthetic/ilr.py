"""DfE: the individualised learner record as files: the flat extract of most providers, the XML that some send."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from ingest.synthetic import ilr_aims, ilr_records, providers
from ingest.synthetic.ilr_aims import DELIVERY
from ingest.synthetic.ilr_records import KEYS, LEARNER
from ingest.synthetic.plan import academic_year
from ingest.synthetic.xml import element, escaped, gathered, head, record

if TYPE_CHECKING:
    from ingest.synthetic.block import Block

CHILDREN: Final = {
    "learner": LEARNER,
    "learner_fam": ("LearnFAMType", "LearnFAMCode"),
    "lldd_and_health_problem": ("LLDDCat", "PrimaryLLDD"),
    "learner_employment_status": ("EmpStat", "DateEmpStatApp", "ESMType", "ESMCode"),
    "learning_delivery": DELIVERY,
    "learning_delivery_fam": ("AimSeqNumber", "LearnDelFAMType", "LearnDelFAMCode"),
    "destination_and_progression": ("ULN", "OutType", "OutCode", "OutStartDate", "OutEndDate", "OutCollDate"),
}
TAIL: Final = "</Message>\n"


def write(block: Block) -> None:
    """Write the block's learners of every academic year."""
    rng = block.rng("ilr tables")
    rows = ilr_records.learners(block)
    aims = ilr_aims.deliveries(rows, rng, block.plan.last)
    tables = {
        "learner": rows,
        "learner_fam": ilr_records.fam(rows, rng),
        "lldd_and_health_problem": ilr_records.lldd(rows, rng),
        "learner_employment_status": ilr_records.employment_status(rows, rng),
        "learning_delivery": aims,
        "learning_delivery_fam": ilr_aims.delivery_fam(aims),
        "destination_and_progression": ilr_aims.destinations(block, rows, rng),
    }
    who = rows.select("row", "year", "ukprn", "ref")
    block.answers.records(
        "ilr",
        pl.Series(block.people.id[who["row"].to_numpy()]),
        who.select(pl.format("{}/{}/{}", pl.col("year").replace_strict(_labels(block)), "ukprn", "ref")).to_series(),
    )
    _answer(block, rows, aims)
    flat, xml = {}, {}
    for name, table in tables.items():
        own = pl.Series(providers.sends_xml(table["ukprn"].to_numpy()))
        flat[name], xml[name] = table.filter(~own), table.filter(own)
    _flat(block, flat)
    _early_return(block, flat)
    _xml(block, xml)
    _count(block, rows)


def _answer(block: Block, rows: pl.DataFrame, aims: pl.DataFrame) -> None:
    """Whose apprenticeship is told of in each academic year, when it began, and whether it was achieved in the year."""
    of = aims.filter(pl.col("AimType") == 1).join(rows.select("row", *KEYS), on=KEYS, maintain_order="left")
    block.answers.add(
        "apprenticeships",
        of.select(
            pl.Series("person_id", block.people.id[of["row"].to_numpy()]),
            "year",
            pl.col("LearnStartDate").cast(pl.Date).alias("start"),
            pl.col("restart").alias("is_restart"),
            ((pl.col("Outcome") == 1) & (pl.col("CompStatus") == 2)).fill_null(value=False).alias("is_achieved"),
        ),
    )


def _labels(block: Block) -> dict[int, str]:
    return {year: academic_year(year) for year in block.plan.academic_years}


def _flat(block: Block, tables: dict[str, pl.DataFrame], returned: str = "R14") -> None:
    for name, table in tables.items():
        wanted = table.select(
            "year", pl.col("ukprn").alias("UKPRN"), pl.col("ref").alias("LearnRefNumber"), *CHILDREN[name]
        )
        for (year,), part in wanted.partition_by("year", as_dict=True, include_key=False, maintain_order=True).items():
            code = f"{year % 100:02d}{(year + 1) % 100:02d}"
            block.files.csv(
                f"dfe/ilr/{academic_year(year)}/{returned.lower()}/{name}.csv",
                part.select(pl.lit(code).alias("Year"), pl.lit(returned).alias("Return"), pl.all()),
            )


def _early_return(block: Block, tables: dict[str, pl.DataFrame]) -> None:
    """Return R04 of the last year: what was known at the beginning of December, before anything had ended."""
    last = block.plan.last - 1
    aims = tables["learning_delivery"].filter((pl.col("year") == last) & (pl.col("LearnStartDate") < date(last, 11, 1)))
    known = aims.select(*KEYS).unique(maintain_order=True)
    unended = aims.with_columns(
        CompStatus=pl.lit(1),
        LearnActEndDate=pl.lit(None, pl.Date),
        WithdrawReason=pl.lit(None, pl.Int64),
        Outcome=pl.lit(None, pl.Int64),
    )
    early = {
        name: unended if name == "learning_delivery" else table.join(known, on=KEYS, how="semi", maintain_order="left")
        for name, table in tables.items()
        if name != "destination_and_progression"
    }
    _flat(block, early, "R04")


def _xml(block: Block, tables: dict[str, pl.DataFrame]) -> None:
    if tables["learner"].is_empty():
        return
    learners, destinations = learner_elements(tables), destination_elements(tables)
    for (year, number), part in learners.partition_by("year", "ukprn", as_dict=True, maintain_order=True).items():
        name = _xml_name(int(year), int(number))
        block.files.lines(name, part["xml"], _head(int(year), int(number)), TAIL)
    for (year, number), part in destinations.partition_by("year", "ukprn", as_dict=True, maintain_order=True).items():
        block.files.later(_xml_name(int(year), int(number)), part["xml"])


def _xml_name(year: int, number: int) -> str:
    return f"dfe/ilr/{academic_year(year)}/ilr-r14-{number}.xml"


def _head(year: int, number: int) -> str:
    collected = date(year + 1, 10, 16)
    header = (
        f"<Header><CollectionDetails><Collection>ILR</Collection><Year>{year % 100:02d}{(year + 1) % 100:02d}</Year>"
        f"<FilePreparationDate>{collected}</FilePreparationDate></CollectionDetails><Source>"
        f"<ProtectiveMarking>OFFICIAL-SENSITIVE-Personal</ProtectiveMarking><UKPRN>{number}</UKPRN>"
        "<SoftwareSupplier>SYNTHETIC</SoftwareSupplier><SoftwarePackage>pathways synthesise</SoftwarePackage>"
        f"<Release>1</Release><SerialNo>01</SerialNo><DateTime>{collected}T09:00:00</DateTime></Source></Header>\n"
        f"<LearningProvider><UKPRN>{number}</UKPRN></LearningProvider>"
    )
    return head("Message", f"ESFA/ILR/{academic_year(year)}", header)


def learner_elements(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """One `Learner` element per row of the learner table, with everything that hangs on it."""
    key = ["year", "ukprn", "ref"]
    monitoring = gathered(
        tables["learning_delivery_fam"],
        [*key, "AimSeqNumber"],
        record("LearningDeliveryFAM", ["LearnDelFAMType", "LearnDelFAMCode"]),
        "fams",
    )
    aims = (
        tables["learning_delivery"]
        .join(monitoring, on=[*key, "AimSeqNumber"], how="left", maintain_order="left")
        .sort(*key, "AimSeqNumber", maintain_order=True)
    )
    statuses = record(
        "LearnerEmploymentStatus",
        ["EmpStat", "DateEmpStatApp", record("EmploymentStatusMonitoring", ["ESMType", "ESMCode"])],
    )
    parts = (
        gathered(tables["learner_fam"], key, record("LearnerFAM", CHILDREN["learner_fam"]), "fam"),
        gathered(
            tables["lldd_and_health_problem"],
            key,
            record("LLDDandHealthProblem", CHILDREN["lldd_and_health_problem"]),
            "lldd",
        ),
        gathered(tables["learner_employment_status"], key, statuses, "status"),
        gathered(aims, key, record("LearningDelivery", [*DELIVERY, pl.col("fams")]), "aims"),
    )
    rows = tables["learner"].with_columns(escaped("FamilyName"), escaped("GivenNames"), LearnRefNumber="ref")
    for part in parts:
        rows = rows.join(part, on=key, how="left", maintain_order="left")
    hanging = [pl.col(c) for c in ("fam", "lldd", "status", "aims")]
    return rows.select("year", "ukprn", record("Learner", ["LearnRefNumber", *LEARNER, *hanging]).alias("xml"))


def destination_elements(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """One `LearnerDestinationandProgression` element per learner with a known destination."""
    outcome = record("DPOutcome", ["OutType", "OutCode", "OutStartDate", "OutEndDate", "OutCollDate"])
    rows = tables["destination_and_progression"]
    if rows.is_empty():
        return rows.select("year", "ukprn", pl.lit(None, pl.String).alias("xml"))
    return rows.select(
        "year",
        "ukprn",
        record("LearnerDestinationandProgression", [element("LearnRefNumber", "ref"), "ULN", outcome]).alias("xml"),
    )


def _count(block: Block, rows: pl.DataFrame) -> None:
    apprentices = rows.filter((pl.col("state") == 4) & (pl.col("year") == block.plan.last - 1))
    block.tally.add("apprentices_dyslexia", len(apprentices.filter(pl.col("difficulty") == 12)), len(apprentices))
    block.tally.add("lldd_unknown", len(rows.filter(pl.col("LLDDHealthProb") == 9)), len(rows))
