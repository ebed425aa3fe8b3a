"""Which return a file is of: by its root element and namespace (XML), or by its columns (CSV)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.contract import Described, normalised
from ingest.datasets.returns import RETURNS
from ingest.formats.refusal import refusal
from ingest.formats.source import Source
from ingest.records import xml
from ingest.records.contract import About, RecordTable, Return
from ingest.records.readings import CsvHead, TextBatch, asked_of, csv_heads, csv_name, read_csv, read_xml
from pathways.errors import RefusedFileError

_MOST = 0.6  # of a table's columns that a CSV file must have to be of it


@dataclass(frozen=True)
class RecognisedRecords:
    """A record-level file whose return is known.

    Attributes:
        to: the contract, with the tables that the file holds.
        dataset: the name under which its extract stands: the return's, and for a CSV file its table's.
        about: what the file is about.
        notes: what a person should know.
        batches: reads it, from its first row, each time it is called.
    """

    to: Return
    dataset: str
    about: About
    notes: tuple[str, ...]
    batches: Callable[[], Iterator[TextBatch]]

    @property
    def described(self) -> Described:
        """For the ledger."""
        return Described(
            self.dataset, self.to.publisher, self.to.contract_version, self.about.period, self.about.published_on
        )


class RefusedRecordsError(RefusedFileError):
    """A file of a return cannot be taken in."""


def recognise_records(source: Source) -> RecognisedRecords | None:
    """Find the return that a file is of; None where it is no record-level file.

    Raises:
        RefusedRecordsError: it is of a return, but cannot be read or does not say what period it is about.
    """
    try:
        if source.kind == "xml":
            return _in_xml(source)
        return _in_csv(source) if source.kind == "text" else None
    except RefusedFileError as error:
        raise RefusedRecordsError(error.what, why=error.why, fix=error.fix) from error


def _in_xml(source: Source) -> RecognisedRecords | None:
    named = xml.root_of(source.path)
    if named is None:
        return None
    namespace, root = named
    for to in RETURNS.values():
        if to.xml and to.xml.root == root and re.fullmatch(to.xml.namespace, namespace):
            records = list(dict.fromkeys(table.record for table in to.tables))
            envelope = xml.read_envelope(source, records)
            about = _about(to, source, envelope.said)
            return RecognisedRecords(to, to.name, about, source.notes, read_xml(to, source, envelope))
    return None


def _in_csv(source: Source) -> RecognisedRecords | None:
    best: tuple[int, Return, RecordTable, CsvHead] | None = None
    for head in csv_heads(source):
        present = set(head.names)
        for to in RETURNS.values():
            for table in to.tables:
                asked = dict.fromkeys(table.sent.values())
                found = {column for sent in asked if (column := csv_name(sent, present))}
                has_needed = all(csv_name(sent, present) for sent in table.required)
                if has_needed and len(found) >= _MOST * len(asked) and (best is None or len(found) > best[0]):
                    best = len(found), to, table, head
        if best is not None:
            break
    if best is None:
        return None
    _, to, table, head = best
    known = {csv_name(sent, head.names) for sent in asked_of(to, table).values()}
    _refuse_repeated_columns(source, [sent for sent in head.repeated if normalised(sent) in known])
    about = _about(to, source, head.first_row)
    extra = tuple(sent for name, sent in head.sent.items() if name not in known)
    absent = tuple(sent for sent in dict.fromkeys(table.sent.values()) if not csv_name(sent, head.names))
    notes = (
        *source.notes,
        *((f"{len(extra)} columns stayed behind: {', '.join(extra[:12])}.",) if extra else ()),
        *((f"{len(absent)} columns are not in the file: {', '.join(absent[:12])}.",) if absent else ()),
    )
    one = replace(to, tables=(table,))
    return RecognisedRecords(one, f"{to.name}__{table.name}", about, notes, read_csv(one, source, head))


def _refuse_repeated_columns(source: Source, repeated: list[str]) -> None:
    if repeated:
        raise refusal(
            f"{source.name} has more than one column called {', '.join(f'`{sent}`' for sent in repeated)}.",
            fix="It cannot be known which of them is meant: ask the sender for a file in which each name comes once.",
        )


def _about(to: Return, source: Source, said: Mapping[str, str]) -> About:
    about = to.about(source.name, said)
    if about is None:
        raise refusal(
            f"{source.name} is of {to.title}, but nothing in it or in its name says of what period.",
            fix="Send it under a name that says its year or month, as in sen2-2025-person.csv or leo-2025-08.csv.",
        )
    return about
