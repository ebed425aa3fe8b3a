"""What a build reads of the lake and the ledger, whichever engine it is registered in as tables of schema `raw`.

The tables of the ledger are snapshots, so that one build sees one state of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from psycopg2 import sql

from pathways.database import Role, connect
from pathways.disclosure_secrets import person_key
from warehouse.lake import PERSON_LINK, InLake, files_by_table, known_in_lake
from warehouse.person_keys import PERSON_KEY, table_of_keys
from warehouse.relinked import NOBODY
from warehouse.sources import RECORDS, raw_tables
from warehouse.unload import copied_out

if TYPE_CHECKING:
    from psycopg2.extensions import cursor

# The ledger as the warehouse needs it; every engine is filled from this. `record_table` is the raw table that rows of
# an extract are in: of a return in XML every table of the return.
LEDGER = {
    "ledger_extract": """
        select extract.extract_id, extract.dataset, extract.variant, arrival.file_name, extract.sha256,
               extract.received_at, extract.known_at, extract.supersedes, extract.is_synthetic, extract.outcome,
               extract.withdrawn_at,
               extract.rows_received, extract.rows_accepted, extract.rows_quarantined, extract.rows_duplicate,
               extract.notes::text as notes
        from ledger.extract join ledger.arrival using (arrival_id)""",
    "ledger_coverage": """
        select extract_id, coverage, revision, published_on, rows_accepted from ledger.extract_coverage""",
    "ledger_quarantine": """
        select extract_id, rule, reason, rows_quarantined from ledger.quarantine_reason""",
    "build": "select %(as_known_on)s::timestamptz as as_known_on",
    "record_extract": """
        select record_table, extract.extract_id, coverage, revision, published_on, received_at, known_at, is_synthetic
        from ledger.extract
        join ledger.extract_coverage using (extract_id)
        join unnest(%(record_tables)s::text[]) as record_table
          on record_table = dataset or starts_with(record_table, dataset || '__')
        where known_at <= %(as_known_on)s and (withdrawn_at is null or withdrawn_at > %(as_known_on)s)""",
    "linkage_run": """
        select run_id, model_version, finished_at, known_until, records, persons,
               finished_at = max(finished_at) over () as holds
        from ledger.linkage_run where finished_at <= %(as_known_on)s""",
}


@dataclass(frozen=True)
class Registered:
    """What was made readable.

    Attributes:
        extracts: how many are there.
        extracts_loaded: how many had to be loaded for it: none where the lake is read in place.
        rows_loaded: their rows.
        records: changes when the record-level extracts or the links that the build may read do.
        linkage_run: the run of linkage whose links it reads.
        published: changes when the published extracts that the build may read do.
        person_key: the fingerprint of the secret that the keys of persons are from; none where nobody was linked.
    """

    extracts: int
    extracts_loaded: int
    rows_loaded: int
    records: str
    linkage_run: str | None
    published: str
    person_key: str | None = None


@dataclass(frozen=True)
class Known:
    """What a build may read, for an engine that reads the lake in place.

    Attributes:
        ledger: the rows of each table of the ledger, in its declared types.
        files: the Parquet files of each raw table; none where nothing has arrived.
        registered: the same in numbers; without the keys of persons, which follow from the files (`keys_of_persons`).
    """

    ledger: dict[str, pa.Table]
    files: dict[str, list[Path]]
    registered: Registered


def read_known(as_known_on: datetime) -> Known:
    """Read what the ledger knows at an instant.

    Raises:
        BuildError: an accepted extract is not in the lake.
    """
    ledger: dict[str, pa.Table] = {}
    with connect(Role.BUILD) as build, build.cursor() as cursor:
        await_extracts(cursor)
        for name, query in LEDGER.items():
            asked = sql.SQL(cursor.mogrify(query, told(as_known_on)).decode())
            ledger[name] = copied_out(cursor, asked, raw_tables()[name].schema)
        known = known_in_lake(cursor, as_known_on)
        records = fingerprint_of_records(cursor, as_known_on)
        published = fingerprint_of_published(cursor, as_known_on)
    files = files_by_table(known)
    return Known(
        ledger,
        {name: files.get(name, []) for name, table in raw_tables().items() if table.is_dataset},
        Registered(len(known), 0, 0, records, run_that_holds(known), published),
    )


@dataclass(frozen=True)
class Keys:
    """The keys of the persons of the run of linkage that holds, and the fingerprint of the secret they are from."""

    rows: pa.Table
    person_key: str | None


def keys_of_persons(files: Mapping[str, list[Path]], relinked: pa.Table = NOBODY) -> Keys:
    """The keys of all persons; where nobody was linked, none, and no secret is needed.

    Args:
        files: of each raw table, as `files_by_table` gives them.
        relinked: persons who may be there no more, but were counted in the last build and are taken out again.

    Raises:
        SecretError: the secret that releases used is gone or another.
    """
    links = files.get(PERSON_LINK, [])
    if not links:
        return Keys(pa.Table.from_batches([], raw_tables()[PERSON_KEY].schema), None)
    secret = person_key()
    return Keys(table_of_keys(links, secret.content, relinked["person_id"]), secret.fingerprint)


def fingerprint_of_published(cursor: cursor, as_known_on: datetime) -> str:
    """Changes when the published extracts that a build may read do."""
    datasets = [table.name for table in raw_tables().values() if table.source != RECORDS and table.is_dataset]
    cursor.execute(
        "select md5(string_agg(extract_id || outcome, ' ' order by extract_id)) from ledger.extract"
        " where dataset = any(%s) and known_at <= %s and (withdrawn_at is null or withdrawn_at > %s)",
        (datasets, as_known_on, as_known_on),
    )
    (fingerprint,) = cursor.fetchone() or (None,)
    return str(fingerprint)


def run_that_holds(known: Iterable[InLake]) -> str | None:
    """The run of linkage whose links are among what is in the lake."""
    return next((extract.extract_id for extract in known if extract.dataset == PERSON_LINK), None)


def told(as_known_on: datetime) -> dict[str, object]:
    """The parameters of the queries of `LEDGER`."""
    tables = [table.name for table in raw_tables().values() if table.source == RECORDS and table.is_dataset]
    return {"as_known_on": as_known_on, "record_tables": tables}


def fingerprint_of_records(cursor: cursor, as_known_on: datetime) -> str:
    """Changes when the record-level extracts or the links that a build may read do."""
    query = (
        "select md5(string_agg(told, ' ' order by told)) from ("  # noqa: S608  # queries of our own
        f"select distinct extract_id as told from ({LEDGER['record_extract']}) as extract"
        f" union all select run_id from ({LEDGER['linkage_run']}) as run"
        " union all select 'and nothing else') as told"
    )
    cursor.execute(query, told(as_known_on))
    (fingerprint,) = cursor.fetchone() or ("",)
    return str(fingerprint)


def await_extracts(cursor: cursor) -> None:
    """Wait for extracts that are being recorded, so that none can appear later with an earlier `known_at`."""
    cursor.execute("select pg_advisory_xact_lock(hashtext('extracts'))")
