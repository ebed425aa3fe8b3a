"""Whether each row keeps its contract: good rows go on typed, bad rows are set aside with the rule and the reason.

The work is done in batches, so that a file of any size is checked in bounded memory. Only the keys of the whole file
are looked at together, by hash; rows that share a hash are then compared in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from ingest import labels
from ingest.contract import Dataset
from ingest.formats import Batch
from ingest.large import LargeFile, Learnt, ReadAgainError, Repeated, ahead, is_large, key_hashes, twice
from ingest.problems import Prepared, without
from ingest.recognise import Recognised
from ingest.rows import Reader
from ingest.rules import by_schema
from ingest.scan import refuse_identifiers

NOT_MARKED: Final = "not marked"  # the publisher says neither provisional nor revised
COVERAGES_SCHEMA: Final = pl.Schema({"coverage": pl.String, "revision": pl.String, "rows": pl.Int64})


@dataclass(frozen=True)
class Checked:
    """One batch of a file, checked.

    Attributes:
        accepted: the lake's columns, without `extract_id`.
        quarantined: `source_row`, `rule`, `reason` and `row_as_sent` (a JSON object of the row's text); one row for
            each source row and rule.
        rows_received: rows in the batch; the sum of the accepted, the quarantined and the duplicate.
        rows_quarantined: rows set aside.
        rows_duplicate: rows that say again what an earlier row said.
        unknown_labels: labels of accepted rows that no list knows: `label` in words and `rows`.
        notes: what a person should know of how rows were read, in this batch or those before.
        coverages: what the accepted rows cover: `coverage`, `revision` ('provisional', 'revised' or 'not marked') and
            `rows`.
    """

    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    rows_received: int
    rows_quarantined: int
    rows_duplicate: int
    coverages: pl.DataFrame
    unknown_labels: pl.DataFrame
    notes: tuple[str, ...] = ()


def check(file: Path, recognised: Recognised, learnt: Learnt = Learnt()) -> Iterator[Checked]:  # noqa: B008 - frozen
    """Check a file against its contract, in batches.

    Args:
        file: the bytes as sent.
        recognised: what `recognise` said of them.
        learnt: what an earlier reading of a large file found out.

    Yields:
        One `Checked` for each batch, in the order of the file.

    Raises:
        ReadAgainError: every batch so far is void: check again with what this reading `learnt`. At most twice for a
            file.
        RefusedFileError: words of an accepted row look like an identifier of a person.
    """
    reader = Reader(recognised.dataset, recognised.source_at(file), recognised.breakdowns)
    if is_large(reader.source):
        yield from _check_large(reader, learnt)
        return
    prepared = [reader.prepare(batch) for batch in reader.batches()]
    repeated = _repeated(recognised.dataset, [batch.good for batch in prepared])
    notes = tuple(reader.notes)
    yield from (_checked(recognised.dataset, batch, repeated, notes) for batch in prepared)


def _check_large(reader: Reader, learnt: Learnt) -> Iterator[Checked]:
    dataset = reader.dataset
    file = LargeFile(reader, learnt)
    repeated = learnt.repeated or _repeated(dataset, [])
    hashes: list[pl.Series] = []

    def work(batch: Batch) -> Checked:
        prepared = reader.prepare(batch)
        hashes.append(key_hashes(prepared.good, dataset.key))
        return _checked(dataset, prepared, repeated, tuple(reader.notes))

    yield from ahead(work(batch) for batch in file.batches())
    if learnt.repeated is not None or not hashes:
        return
    suspects = twice(hashes)
    if suspects.len():
        repeated = _repeated(dataset, list(_rows_of(suspects, file, reader)))
        raise ReadAgainError(replace(file.learnt, repeated=repeated))


def _rows_of(suspects: pl.Series, file: LargeFile, reader: Reader) -> Iterator[pl.DataFrame]:
    for batch in file.batches():
        good = reader.prepare(batch).good
        yield good.filter(key_hashes(good, reader.dataset.key).is_in(suspects.implode()))


def _checked(dataset: Dataset, prepared: Prepared, repeated: Repeated, notes: tuple[str, ...]) -> Checked:
    good = without(prepared.good, repeated.duplicate)
    duplicates = prepared.good.height - good.height
    unique = without(good, repeated.conflicting)
    conflicts = good.join(unique.select("row_id"), on="row_id", how="anti") if unique.height < good.height else None
    accepted, broken_rules = by_schema(dataset, unique)
    problems = [prepared.problems, broken_rules]
    if conflicts is not None:
        problems.append(_conflicts(dataset, conflicts))
    accepted = accepted.drop("row_id")
    refuse_identifiers(accepted.select(dataset.unlisted), dataset.name)
    return Checked(
        accepted=accepted,
        quarantined=prepared.with_row_as_sent(pl.concat(problems)),
        rows_received=prepared.rows_received,
        rows_quarantined=prepared.rows_received - accepted.height - duplicates,
        rows_duplicate=duplicates,
        coverages=_coverages(accepted),
        unknown_labels=labels.unknown(dataset.labels, accepted)
        if dataset.labels
        else pl.DataFrame(schema=labels.UNKNOWN_SCHEMA),
        notes=notes,
    )


def _conflicts(dataset: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    key = pl.concat_str([pl.col(column) for column in dataset.key], separator=", ")
    return rows.select(
        "row_id",
        rule=pl.lit("duplicate_key"),
        reason=pl.format("another row of the file says something else about the same thing: {}", key),
    )


def _coverages(good: pl.DataFrame) -> pl.DataFrame:
    unmarked = pl.lit(NOT_MARKED)
    revision = pl.col("revision").fill_null(unmarked) if "revision" in good.columns else unmarked
    return (
        good.lazy()
        .group_by("coverage", revision.alias("revision"))
        .agg(rows=pl.len().cast(pl.Int64))
        .sort("coverage", "revision")
        .collect()
        .cast(COVERAGES_SCHEMA)
    )


def _repeated(dataset: Dataset, frames: list[pl.DataFrame]) -> Repeated:
    """Compare rows in full: of rows with one key, equal ones are duplicates of the first, others contradict it."""
    key = list(dataset.key)
    rows = pl.concat(frames) if frames else pl.DataFrame()
    if rows.is_empty():
        return Repeated(pl.Series(dtype=pl.Int64), pl.Series(dtype=pl.Int64))
    suspects = rows.filter(pl.struct(key).is_duplicated())
    said = pl.struct(pl.exclude("row_id", "source_row"))
    judged = suspects.select("row_id", is_again=~said.is_first_distinct(), contradicts=said.n_unique().over(key) > 1)
    return Repeated(
        duplicate=judged.filter(~pl.col("contradicts") & pl.col("is_again"))["row_id"],
        conflicting=judged.filter("contradicts")["row_id"],
    )
