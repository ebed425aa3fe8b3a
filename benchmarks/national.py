"""The synthetic national extracts as linkage meets them: made up, split at the door, and the answer sheet beside them.

Only the files that say who somebody is, or to what group a record's person belongs, are taken in; no table of the lake.
`python -m benchmarks.national FOLDER PEOPLE FIRST LAST`, with PATHWAYS_HOME set, leaves `truth.parquet` in the folder
and the persons in the identity zone.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import polars as pl

from ingest.formats.source import inspect
from ingest.records import zone
from ingest.records.pseudonyms import pseudonyms
from ingest.records.recognise import recognise_records
from ingest.records.store import written_records
from ingest.synthetic import reference
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise

SEED: Final = 7
FEEDS: Final = (
    "dfe/census/*.csv",
    "dfe/ks4/*.csv",
    "dfe/ilr/*/r14/learner.csv",
    "dfe/ilr/*/*.xml",
    "dfe/nccis/*/*.xml",
    "dfe/sen2/*/sen2-*-person.csv",
    "dwp/*/identity.csv",
    "dwp/uc/claims-*.csv",
    "dwp/pip/awards-*.csv",
    "dhsc/cld/*.csv",
    "mhclg/hclic/*.xml",
)
# How a source's own name of a record, on the answer sheet, becomes what the lake's pseudonym is made of.
_REFERENCE: Final = {
    "census": pl.format("pupil|{}", "record_id"),
    "nccis": pl.format("nccis|{}", pl.col("record_id").str.replace_all("/", "|")),
    "ilr": pl.format("ilr|{}", pl.col("record_id").str.replace("^[^/]*/", "").str.replace_all("/", "|")),
    "sen2": pl.format("sen2|{}", "record_id"),
    "leo": pl.format("leo|{}", "record_id"),
    **{feed: pl.format("dwp|{}", "record_id") for feed in ("uc", "pip", "atw")},
    "cld": pl.format("cld|{}", "record_id"),
    "hclic": pl.format("hclic|{}", pl.col("record_id").str.replace_all("/", "|")),
}


def make(people: int, first: int, last: int, folder: Path) -> None:
    """Synthesise the extracts of so many people and split them: their persons go to the identity zone."""
    made = folder / "made-up"
    synthesise(Plan(people, SEED, first, last, defects=False), made)
    for number, file in enumerate(file for feed in FEEDS for file in sorted(made.glob(feed))):
        records = recognise_records(inspect(file, file.name))
        if records is None:
            raise SystemExit(f"{file.name} is of no return.")
        with written_records(records, f"{number:04}-{file.stem}", None) as (_, (_, _, persons)):
            persons.place()
    truth(made).write_parquet(folder / "truth.parquet")


def persons_files() -> list[Path]:
    """The files of persons that `make` wrote, in the order in which they were received."""
    return sorted(zone.persons().glob("*/*.parquet"), key=lambda file: file.name)


def truth(folder: Path) -> pl.DataFrame:
    """`source_record_key`, `person` and true `ethnicity_5` of every record that can be linked."""
    people = pl.read_parquet(folder / "truth" / "people.parquet", columns=["person_id", "ethnicity"])
    return (
        records(folder)
        .select("source_record_key", "person_id")
        .unique()
        .join(with_ethnicity_5(people), on="person_id")
        .select("source_record_key", "ethnicity_5", person="person_id")
    )


def with_ethnicity_5(people: pl.DataFrame) -> pl.DataFrame:
    """People of the answer sheet with the broad group of their `ethnicity`."""
    table = reference.table("ethnicity").select("ethnicity_minor", "broad")
    white = pl.col("broad").is_in(["white_british", "other_white"])
    broad = table.select(
        ethnicity="ethnicity_minor", ethnicity_5=pl.when(white).then(pl.lit("white")).otherwise("broad")
    )
    return people.join(broad, on="ethnicity", how="left")


def records(folder: Path) -> pl.DataFrame:
    """`source_record_key`, `source` and `person_id` of every record that can be linked."""
    rows = pl.read_parquet(folder / "truth" / "records.parquet").filter(pl.col("source").is_in(list(_REFERENCE)))
    named = pl.coalesce(pl.when(pl.col("source") == source).then(how) for source, how in _REFERENCE.items())
    rows = rows.select("person_id", "source", named.alias("reference")).unique()
    return rows.select("person_id", "source", source_record_key=pseudonyms(rows["reference"]))


if __name__ == "__main__":
    make(*(int(number) for number in sys.argv[2:]), Path(sys.argv[1]))
