"""Linkage as a step of the work: who is known goes in, links come out, whole or not at all.

It reads what identifies people from the identity zone and writes three tables to the lake, in which nobody can be
found: `person_link`, `person_event` and `link_quality`. Pairs and models stay in the zone. A run that fails leaves the
links of the run before in place.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from ingest.durable import full_disk_in_words, place
from ingest.linkage import artefact
from ingest.linkage.department_persons import bring_together
from ingest.linkage.engine import Bounds, engine
from ingest.linkage.link import Linked, Run, by_department, link
from ingest.linkage.newest import newest_records
from ingest.linkage.quality import link_quality
from ingest.linkage.standardise import linkable, standardise
from ingest.linkage.teach import teach
from ingest.records import zone
from pathways.database import Role, connect
from pathways.errors import LinkageError
from pathways.kept_secrets import secret
from pathways.settings import settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg2.extensions import connection

    from ingest.linkage.artefact import Model

TABLES: Final = ("person_link", "person_event", "link_quality")
TAUGHT_BY: Final = ("DfE", "DWP")
Told = Callable[[str], None]


@dataclass(frozen=True)
class RunResult:
    """A finished run: how many records became how many persons, and what changed since the run before."""

    run_id: str
    model_version: str
    is_new_model: bool
    records: int
    persons: int
    events: dict[str, int]


def link_known(*, retrain: bool = False, told: Told = lambda _: None) -> RunResult | None:
    """Link every record that is known, with the model in use; the first run trains one.

    Args:
        retrain: train a model on what is known now and use it from now on.
        told: hears what is being done.

    Returns:
        The run; None where no record-level extract has come yet.

    Raises:
        LinkageError: too few people to train a model on.
        StorageError: the disk is full.
    """
    with connect(Role.IDENTITY) as identity, full_disk_in_words(settings().identity):
        _one_at_a_time(identity)
        started = datetime.now(UTC)
        known_until, files = _persons_known()
        if not files:
            return None
        told(f"reading who is known from {len(files)} extracts")
        records = newest_records(files)
        version = None if retrain else _model_in_use(identity)
        with engine(Bounds()) as duckdb:
            told("training a model" if version is None else f"linking with model {version}")
            model = artefact.load(_models() / version) if version else _taught(duckdb, records)
            run_id = _next_run(identity, started)
            told(f"linking {records.height:,} records")
            run = Run(duckdb, model, run_id, started.date(), secret("person-id-key-v1").encode())
            linked = link(run, records, _previous(identity))
        with _written(linked, run_id) as keep:
            keep()
            _record(identity, model, run_id, (started, known_until), linked)
    events = dict(linked.person_event.group_by("event").len().iter_rows())
    persons = linked.person_link["person_id"].n_unique()
    return RunResult(run_id, model.version, version is None, records.height, persons, events)


def is_due() -> bool:
    """Whether record-level extracts came that no finished run has seen."""
    with connect(Role.IDENTITY) as identity:
        linked_until = _text(identity, "select max(known_until)::text from identity.linkage_run")
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute(
            "select dataset, extract_id from ledger.extract"
            " where outcome = 'accepted' and known_at > coalesce(%s::timestamptz, '-infinity')",
            (linked_until,),
        )
        return any(_persons_of(dataset, extract_id).exists() for dataset, extract_id in cursor.fetchall())


def current_tables() -> dict[str, Path] | None:
    """The lake's tables of the run that holds; None before the first."""
    with connect(Role.IDENTITY) as identity:
        run_id = _current_run(identity)
    return {table: _in_lake(table, run_id) for table in TABLES} if run_id else None


def _taught(duckdb: DuckDBPyConnection, records: pl.DataFrame) -> Model:
    known = linkable(standardise(records.filter(pl.col("department").is_in(TAUGHT_BY))))
    persons = by_department(known, bring_together(known))
    if any(department not in persons for department in TAUGHT_BY):
        raise LinkageError(
            "There are not yet records of both DfE and DWP.",
            why="A model is trained on people whom both know, so nothing was linked.",
            fix="Receive extracts of both, then run `pathways link` again.",
        )
    left, right = (persons[department] for department in TAUGHT_BY)
    model = teach(duckdb, left, right)
    model.save(_models())
    return model


def _persons_known() -> tuple[datetime, list[Path]]:
    """Until when, and the files of persons of every extract in place, the earliest received first."""
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('extracts'))")  # those at work are waited for
        cursor.execute("select clock_timestamp()")
        (known_until,) = cursor.fetchone() or (datetime.now(UTC),)
        cursor.execute(
            "select dataset, extract_id from ledger.extract where outcome = 'accepted' order by received_at, known_at"
        )
        files = [_persons_of(dataset, extract_id) for dataset, extract_id in cursor.fetchall()]
    return known_until, [file for file in files if file.exists()]


def _persons_of(dataset: str, extract_id: str) -> Path:
    return zone.persons() / dataset / f"{extract_id}.parquet"


def _previous(identity: connection) -> pl.DataFrame | None:
    run_id = _current_run(identity)
    return pl.read_parquet(_in_lake("person_link", run_id)) if run_id else None


@contextmanager
def _written(linked: Linked, run_id: str) -> Iterator[Callable[[], None]]:
    """Write beside; what is yielded moves everything into place. Without its row in the database no run holds."""
    quality = link_quality(linked.persons, linked.link_edge, run_id)
    tables = zip(TABLES, (linked.person_link, linked.person_event, quality), strict=True)
    frames = {_in_lake(table, run_id): frame for table, frame in tables}
    frames[settings().identity / "edges" / run_id / "part-0.parquet"] = linked.link_edge
    beside = settings().identity / f".linking-{uuid.uuid4().hex[:8]}"
    beside.mkdir(parents=True)
    try:
        drafts = {beside / f"{number}.parquet": final for number, final in enumerate(frames)}
        for draft, frame in zip(drafts, frames.values(), strict=True):
            frame.write_parquet(draft, compression="zstd")

        def keep() -> None:
            for draft, final in drafts.items():
                place(draft, final)

        yield keep
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _record(identity: connection, model: Model, run_id: str, times: tuple[datetime, datetime], linked: Linked) -> None:
    with identity.cursor() as cursor:
        cursor.execute(
            "insert into identity.linkage_model (model_version) values (%s)"
            " on conflict (model_version) do update set in_use_since = case when identity.linkage_model.model_version ="
            " (select model_version from identity.linkage_model order by in_use_since desc limit 1)"
            " then identity.linkage_model.in_use_since else clock_timestamp() end",
            (model.version,),
        )
        cursor.execute(
            "insert into identity.linkage_run (run_id, model_version, started_at, known_until, records, persons)"
            " values (%s, %s, %s, %s, %s, %s)",
            (run_id, model.version, *times, linked.person_link.height, linked.person_link["person_id"].n_unique()),
        )


def _one_at_a_time(identity: connection) -> None:
    with identity.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('linkage'))")


def _model_in_use(identity: connection) -> str | None:
    return _text(identity, "select model_version from identity.linkage_model order by in_use_since desc limit 1")


def _current_run(identity: connection) -> str | None:
    return _text(identity, "select run_id from identity.linkage_run order by finished_at desc limit 1")


def _text(identity: connection, query: str) -> str | None:
    with identity.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchone()
    return str(found[0]) if found and found[0] is not None else None


def _next_run(identity: connection, started: datetime) -> str:
    with identity.cursor() as cursor:
        cursor.execute("select count(*) from identity.linkage_run where run_id like %s", (f"{started:%Y-%m-%d}.%",))
        (before,) = cursor.fetchone() or (0,)
    return f"{started:%Y-%m-%d}.{before + 1}"


def _models() -> Path:
    return settings().identity / "models"


def _in_lake(table: str, run_id: str) -> Path:
    return settings().lake / f"linkage__{table}" / run_id / "part-0.parquet"
