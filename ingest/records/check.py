"""Whether each row of a return keeps its contract, and what of it may go where.

A batch holds whole records, so a row always comes with its parent: a learner's aims are quarantined with the learner.
Keys are compared over the whole file by hash, as in `ingest.check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from ingest.large import Repeated, ahead, each_ahead, key_hashes, twice
from ingest.problems import PROBLEMS_SCHEMA, without
from ingest.records.code_lists import meanings
from ingest.records.contract import About, RecordTable, Return, said
from ingest.records.readings import TextBatch
from ingest.records.tables import Typed, typed
from ingest.rules import by_schema
from ingest.scan import refuse_identifiers

IDENTITY: Final = "identity_"
PERSON_SCHEMA: Final = pl.Schema(
    {
        "source_record_key": pl.String,
        "dataset": pl.String,
        "department": pl.String,
        "forename": pl.String,
        "surname": pl.String,
        "date_of_birth": pl.Date,
        "sex": pl.String,
        "postcode": pl.String,
        "uln": pl.String,
        "upn": pl.String,
        "national_insurance_number": pl.String,
        "nhs_number": pl.String,
        "ethnicity_5": pl.String,
        "sen": pl.String,
        "local_authority_code": pl.String,
    }
)
QUARANTINED_SCHEMA: Final = pl.Schema(
    {"table": pl.String, "source_row": pl.Int64, "rule": pl.String, "reason": pl.String, "row_as_sent": pl.String}
)


@dataclass(frozen=True)
class CheckedRecords:
    """One batch of a return, checked.

    Attributes:
        accepted: by table, the lake's columns: nobody can be found in them.
        persons: who the accepted rows are about, with what identifies them; for the identity zone alone.
        quarantined: the rows set aside, as sent; for the identity zone alone. One row for each row and rule.
        rows_received, rows_quarantined, rows_duplicate: over all tables.
    """

    accepted: Mapping[str, pl.DataFrame]
    persons: pl.DataFrame
    quarantined: pl.DataFrame
    rows_received: int
    rows_quarantined: int
    rows_duplicate: int


class ReadAgainError(Exception):
    """Rows of one key were found after they were given: drop them, and check again knowing which they are."""

    def __init__(self, repeated: Mapping[str, Repeated]) -> None:
        super().__init__("the file has to be read again")
        self.repeated = repeated


def check_records(
    to: Return, about: About, read: Callable[[], Iterator[TextBatch]], repeated: Mapping[str, Repeated] | None = None
) -> Iterator[CheckedRecords]:
    """Check a return's rows in batches.

    Args:
        to: the contract.
        about: what the file is about.
        read: gives the batches: by table, `source_row` and the columns of `RecordTable.sent` as text.
        repeated: rows whose key is not theirs alone, from an earlier reading; None: not looked for yet.

    Raises:
        ReadAgainError: every batch so far is void: check again with what was `repeated`.
        RefusedFileError: what looks like an identifier would have reached the lake.
    """
    hashes: dict[str, list[pl.Series]] = {table.name: [] for table in to.tables}

    def work(batch: _Batch) -> CheckedRecords:
        read = batch.typed()
        for name, rows in read.items():
            hashes[name].append(_hashes(to.table(name), rows.rows))
        return batch.checked(read, repeated or {})

    yield from each_ahead(work, _numbered(to, about, ahead(read())))
    if repeated is not None:
        return
    suspects = {table: twice(parts) for table, parts in hashes.items() if parts}
    if any(found.len() for found in suspects.values()):
        raise ReadAgainError(_compared(to, suspects, _numbered(to, about, ahead(read()))))


def _numbered(to: Return, about: About, batches: Iterator[TextBatch]) -> Iterator[_Batch]:
    """Give each row of a table the number by which it is known in every reading of the file."""
    first_row = {table.name: 1 for table in to.tables}
    for batch in batches:
        texts = {}
        for name, rows in batch.tables.items():
            texts[name] = rows.with_row_index("row_id", first_row[name]).cast({"row_id": pl.Int64})
            first_row[name] += rows.height
        yield _Batch(to, about, texts, batch.broken)


def _compared(to: Return, suspects: Mapping[str, pl.Series], batches: Iterator[_Batch]) -> dict[str, Repeated]:
    """Compare rows in full: of rows with one key, equal ones are duplicates of the first, others contradict it."""

    def found_in(batch: _Batch) -> dict[str, pl.DataFrame]:
        return {
            name: read.rows.filter(_hashes(to.table(name), read.rows).is_in(suspects[name].implode()))
            for name, read in batch.typed().items()
        }

    rows: dict[str, list[pl.DataFrame]] = {name: [] for name in suspects}
    for found in each_ahead(found_in, batches):
        for name, part in found.items():
            rows[name].append(part)
    return {name: _repeated(to.table(name), pl.concat(parts)) for name, parts in rows.items()}


def _repeated(table: RecordTable, rows: pl.DataFrame) -> Repeated:
    key = _key(table)
    shared = rows.filter(pl.struct(key).is_duplicated())
    says = pl.struct(pl.exclude("row_id", "source_row"))
    judged = shared.select("row_id", is_again=~says.is_first_distinct(), contradicts=says.n_unique().over(key) > 1)
    return Repeated(
        duplicate=judged.filter(~pl.col("contradicts") & pl.col("is_again"))["row_id"],
        conflicting=judged.filter("contradicts")["row_id"],
    )


def _hashes(table: RecordTable, rows: pl.DataFrame) -> pl.Series:
    return key_hashes(rows, _key(table))


def _key(table: RecordTable) -> list[str]:
    """Without a key of its own only a row that says everything again repeats another."""
    if table.key is not None:
        return ["record_key", *table.key]
    return [name for name in table.columns if name != "source_row"]


@dataclass(frozen=True)
class _Batch:
    """Whole records as text, each row with its `row_id`; and the rows that could not be taken apart."""

    to: Return
    about: About
    texts: Mapping[str, pl.DataFrame]
    broken: pl.DataFrame

    def typed(self) -> dict[str, Typed]:
        """Every table, the parents before their children."""
        return {
            table.name: typed(self.to, table, self.texts[table.name], self.about)
            for table in self.to.tables
            if table.name in self.texts
        }

    def checked(self, read: Mapping[str, Typed], repeated: Mapping[str, Repeated]) -> CheckedRecords:
        """Which rows are good, and why the others are not."""
        good: dict[str, pl.DataFrame] = {}
        fallen: dict[str, pl.DataFrame] = {}
        quarantined: list[pl.DataFrame] = []
        duplicates = 0
        for name in read:
            table = self.to.table(name)
            rows = read[name].rows
            problems = [read[name].problems]
            if name in repeated:
                before = rows.height
                rows = without(rows, repeated[name].duplicate)
                duplicates += before - rows.height
                problems.append(_conflicts(repeated[name].conflicting))
            problems.append(by_schema(table, _whole(rows, problems))[1])
            if table.parent in fallen:
                problems.append(_orphans(rows, fallen[table.parent], table))
            good[name] = _whole(rows, problems)
            fallen[name] = rows.join(good[name].select("row_id"), on="row_id", how="anti")
            found = pl.concat(problems)
            if found.height:
                quarantined.append(self._as_sent(table, found.join(rows.select("row_id"), on="row_id", how="semi")))
        if self.broken.height:
            quarantined.append(_broken_as_sent(self.to.tables[0], self.broken))
        received = self.broken.height + sum(text.height for text in self.texts.values())
        accepted = {name: rows.select(list(self.to.table(name).columns)) for name, rows in good.items()}
        for name, rows in accepted.items():
            refuse_identifiers(rows.select(self.to.table(name).unlisted), f"{self.to.name}, {name}")
        return CheckedRecords(
            accepted=accepted,
            persons=self._persons(good),
            quarantined=pl.concat(quarantined) if quarantined else pl.DataFrame(schema=QUARANTINED_SCHEMA),
            rows_received=received,
            rows_quarantined=received - duplicates - sum(rows.height for rows in accepted.values()),
            rows_duplicate=duplicates,
        )

    def _as_sent(self, table: RecordTable, problems: pl.DataFrame) -> pl.DataFrame:
        text = self.texts[table.name]
        fields = [pl.col(name).alias(sent) for name, sent in _distinct_names(table).items()]
        as_sent = text.select("row_id", "source_row", row_as_sent=pl.struct(fields).struct.json_encode())
        return problems.join(as_sent, on="row_id").select(
            pl.lit(table.name).alias("table"), "source_row", "rule", "reason", "row_as_sent"
        )

    def _persons(self, good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        persons = []
        for table in self.to.tables:
            if table.identity and table.name in good:
                held = {name: pl.col(f"{IDENTITY}{name}") for name in table.identity}
                blank = {name: pl.lit(None, dtype) for name, dtype in PERSON_SCHEMA.items()}
                says = {
                    "source_record_key": pl.col("record_key"),
                    "dataset": pl.lit(f"{self.to.name}__{table.name}"),
                    "department": pl.lit(self.to.department),
                }
                groups = {name: _group(table, column) for name, column in table.groups.items()}
                sex = {"sex": _group(table, "sex")} if "sex" in table.read else {}
                found = good[table.name].select(**(blank | held | says | groups | sex))
                # With one row a person there is nothing to say twice.
                persons.append(found if table.key == () else found.unique(maintain_order=True))
        return pl.concat(persons) if persons else pl.DataFrame(schema=PERSON_SCHEMA)


def _broken_as_sent(table: RecordTable, broken: pl.DataFrame) -> pl.DataFrame:
    return broken.select(
        pl.lit(table.name).alias("table"),
        "source_row",
        "rule",
        "reason",
        row_as_sent=pl.struct("line").struct.json_encode(),
    )


def _group(table: RecordTable, column: str) -> pl.Expr:
    """What a column says, in our words."""
    if column not in table.read:
        return pl.lit(column)
    code_list = said(table.read[column], "codes")
    return pl.col(column).replace_strict(dict(meanings(code_list)), default=None, return_dtype=pl.String)


def _whole(rows: pl.DataFrame, problems: list[pl.DataFrame]) -> pl.DataFrame:
    return without(rows, pl.concat(problems)["row_id"])


def _orphans(rows: pl.DataFrame, fallen: pl.DataFrame, table: RecordTable) -> pl.DataFrame:
    return (
        rows.join(fallen.select(table.link).unique(), on=table.link, how="semi")
        .select(
            "row_id",
            rule=pl.lit("without_its_parent"),
            reason=pl.lit(f"its {(table.parent or '').replace('_', ' ')} was quarantined"),
        )
        .cast(PROBLEMS_SCHEMA)
    )


def _conflicts(row_ids: pl.Series) -> pl.DataFrame:
    return (
        row_ids.to_frame("row_id")
        .select(
            "row_id",
            rule=pl.lit("duplicate_key"),
            reason=pl.lit("another row of the file says something else under the same reference"),
        )
        .cast(PROBLEMS_SCHEMA)
    )


def _distinct_names(table: RecordTable) -> dict[str, str]:
    """Column of the text to what the sender calls it, each name once."""
    named: dict[str, str] = {}
    for column, sent in table.sent.items():
        if sent not in named.values():
            named[column] = sent
    return named
