"""Whether each row of a return keeps its contract, and what of it may go where.

A batch holds whole records, so a row always comes with its parent: a learner's aims are quarantined with the learner.
Keys are compared over the whole file by hash, as in `ingest.check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from ingest.formats.refusal import refusal
from ingest.large import Repeated, ahead, key_hashes, twice
from ingest.problems import PROBLEMS_SCHEMA, without
from ingest.records.code_lists import meanings
from ingest.records.contract import About, RecordTable, Return, said
from ingest.records.readings import TextBatch
from ingest.records.scan import identifiers_in
from ingest.records.tables import typed
from ingest.rules import by_schema

IDENTITY: Final = "identity_"
PERSON_SCHEMA: Final = pl.Schema(
    {
        "source_record_key": pl.String,
        "dataset": pl.String,
        "department": pl.String,
        "forename": pl.String,
        "surname": pl.String,
        "date_of_birth": pl.Date,
        "birth_month": pl.Date,
        "sex": pl.String,
        "postcode": pl.String,
        "uln": pl.String,
        "upn": pl.String,
        "national_insurance_number": pl.String,
        "nhs_number": pl.String,
        "ethnicity_5": pl.String,
        "sen": pl.String,
        "local_authority_code": pl.String,
        "says_who": pl.Boolean,
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
        persons: who the accepted rows are about, with what identifies them; for the identity zone alone. A row of a
            table that says to what group the person of a record belongs, but not who it is, has `says_who` false.
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
        for table in batch.tables:
            hashes[table.name].append(_hashes(table, batch.read[table.name].rows))
        return batch.result(repeated or {})

    yield from ahead(work(batch) for batch in _typed(to, about, ahead(read())))
    if repeated is not None:
        return
    suspects = {table: twice(pl.concat(parts)) for table, parts in hashes.items() if parts}
    if any(found.len() for found in suspects.values()):
        raise ReadAgainError(_compared(to, suspects, _typed(to, about, read())))


def _typed(to: Return, about: About, batches: Iterator[TextBatch]) -> Iterator[_Batch]:
    first_row = {table.name: 1 for table in to.tables}
    for batch in batches:
        texts = {}
        for table in to.tables:
            if table.name in batch:
                rows = batch[table.name]
                texts[table.name] = rows.with_row_index("row_id", first_row[table.name]).cast({"row_id": pl.Int64})
                first_row[table.name] += rows.height
        yield _Batch(to, about, texts)


def _compared(to: Return, suspects: Mapping[str, pl.Series], batches: Iterator[_Batch]) -> dict[str, Repeated]:
    """Compare rows in full: of rows with one key, equal ones are duplicates of the first, others contradict it."""
    rows: dict[str, list[pl.DataFrame]] = {name: [] for name in suspects}
    for batch in batches:
        for table in batch.tables:
            found = batch.read[table.name].rows
            rows[table.name].append(found.filter(_hashes(table, found).is_in(suspects[table.name].implode())))
    return {table.name: _repeated(table, pl.concat(rows[table.name])) for table in to.tables if rows.get(table.name)}


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


class _Batch:
    """Whole records, every table of them typed."""

    def __init__(self, to: Return, about: About, texts: Mapping[str, pl.DataFrame]) -> None:
        self._to = to
        self._texts = texts
        self.tables = [table for table in to.tables if table.name in texts]
        self.read = {table.name: typed(to, table, texts[table.name], about) for table in self.tables}

    def result(self, repeated: Mapping[str, Repeated]) -> CheckedRecords:
        good: dict[str, pl.DataFrame] = {}
        fallen: dict[str, pl.DataFrame] = {}
        quarantined: list[pl.DataFrame] = []
        duplicates = 0
        for table in self.tables:
            rows = self.read[table.name].rows
            problems = [self.read[table.name].problems]
            if table.name in repeated:
                before = rows.height
                rows = without(rows, repeated[table.name].duplicate)
                duplicates += before - rows.height
                problems.append(_conflicts(repeated[table.name].conflicting))
            problems.append(by_schema(table, _whole(rows, problems))[1])
            if table.parent in fallen:
                problems.append(_orphans(rows, fallen[table.parent], table))
            good[table.name] = _whole(rows, problems)
            fallen[table.name] = rows.join(good[table.name].select("row_id"), on="row_id", how="anti")
            found = pl.concat(problems)
            if found.height:
                quarantined.append(self._as_sent(table, found.join(rows.select("row_id"), on="row_id", how="semi")))
        received = sum(text.height for text in self._texts.values())
        accepted = {table.name: good[table.name].select(list(table.columns)) for table in self.tables}
        self._refuse_identifiers(accepted)
        return CheckedRecords(
            accepted=accepted,
            persons=self._persons(good),
            quarantined=pl.concat(quarantined) if quarantined else pl.DataFrame(schema=QUARANTINED_SCHEMA),
            rows_received=received,
            rows_quarantined=received - duplicates - sum(rows.height for rows in accepted.values()),
            rows_duplicate=duplicates,
        )

    def _as_sent(self, table: RecordTable, problems: pl.DataFrame) -> pl.DataFrame:
        text = self._texts[table.name]
        fields = [pl.col(name).alias(sent) for name, sent in _distinct_names(table).items()]
        as_sent = text.select("row_id", "source_row", row_as_sent=pl.struct(fields).struct.json_encode())
        return problems.join(as_sent, on="row_id").select(
            pl.lit(table.name).alias("table"), "source_row", "rule", "reason", "row_as_sent"
        )

    def _persons(self, good: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        persons = []
        for table in self.tables:
            if table.identity or table.groups:
                held = {name: pl.col(f"{IDENTITY}{name}") for name in table.identity}
                blank = {name: pl.lit(None, dtype) for name, dtype in PERSON_SCHEMA.items()}
                says = {
                    "source_record_key": pl.col("record_key"),
                    "dataset": pl.lit(f"{self._to.name}__{table.name}"),
                    "department": pl.lit(self._to.department),
                    "says_who": pl.lit(bool(table.identity)),
                }
                groups = {name: _group(table, column) for name, column in table.groups.items()}
                sex = {"sex": _group(table, "sex")} if "sex" in table.read else {}
                found = good[table.name].select(**(blank | held | says | groups | sex))
                persons.append(found.unique(maintain_order=True))
        return pl.concat(persons) if persons else pl.DataFrame(schema=PERSON_SCHEMA)

    def _refuse_identifiers(self, accepted: Mapping[str, pl.DataFrame]) -> None:
        for table in self.tables:
            for column, kind, count in identifiers_in(accepted[table.name].select(table.unlisted)):
                raise refusal(
                    f"{self._to.name}: {count:,} values of {table.name}.{column} look like {kind}.",
                    why="Nothing that identifies a person may reach the lake, so the whole extract was kept in the "
                    "identity zone and not loaded.",
                    fix="If the sender put identifiers into the wrong column, ask for the file again; if the contract "
                    "lets them through, name them under `identity` in ingest/datasets/.",
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
