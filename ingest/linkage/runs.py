"""Linkage as a step of the work: who is known goes in, links come out, whole or not at all.

It reads what identifies people from the identity zone and writes four tables to the lake, in which nobody can be found:
`person_link`, `person_event`, `link_quality` and `department_person`. Pairs, models and the state for the next run stay
in the zone.
A run that fails leaves the links of the run before in place.

The first run links everyone. A later one takes up the state of the run before and links what changed since, which gives
the same persons; where that cannot be, it links everyone anew and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import psycopg2

from ingest.durable import full_disk_in_words
from ingest.linkage import artefact, files, known
from ingest.linkage.department_persons import bring_together
from ingest.linkage.engine import Bounds, engine
from ingest.linkage.link import Linked, Run, by_department, link, link_extract
from ingest.linkage.standardise import linkable, standardise
from ingest.linkage.state import code_version, load_state
from ingest.linkage.teach import teach
from pathways.database import Role, connect
from pathways.errors import DatabaseError, LinkageError
from pathways.kept_secrets import secret
from pathways.settings import settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg2.extensions import connection

    from ingest.linkage.artefact import Model
    from ingest.linkage.known import Changes, Known
    from ingest.linkage.state import State

TAUGHT_BY: Final = ("DfE", "DWP")
Told = Callable[[str], None]


@dataclass(frozen=True)
class RunResult:
    """A finished run: how many records became how many persons, and what changed since the run before.

    Attributes:
        run_id: its name.
        model_version: of the model it linked with.
        is_new_model: whether it trained that model.
        records: how many have a link now.
        records_read: of how many an extract said anything since the run before.
        persons: how many the records are of.
        events: how many persons are new, merged or split.
        anew_because: why everyone was linked anew; None where only what changed was.
    """

    run_id: str
    model_version: str
    is_new_model: bool
    records: int
    records_read: int
    persons: int
    events: dict[str, int]
    anew_because: str | None


@dataclass(frozen=True)
class _Work:
    """What a run does: join the records that are new, standardised, to `state`, or link them as everyone.

    What was read of them is no longer held: it would be half of the memory that linking takes.
    """

    records: pl.DataFrame
    superseded: pl.Series
    set_aside: pl.DataFrame
    state: State | None
    anew_because: str | None

    @classmethod
    def of(cls, changes: Changes, state: State | None, because: str | None) -> _Work:
        """The work that changes make."""
        return cls(standardise(changes.records), changes.superseded, changes.set_aside, state, because)


def link_known(*, retrain: bool = False, told: Told = lambda _: None) -> RunResult | None:
    """Link what came since the run before, with the model in use; the first run trains one and links everyone.

    Args:
        retrain: train a model on what is known now and use it from now on; everyone is linked anew.
        told: hears what is being done.

    Returns:
        The run; None where no record-level extract has come yet.

    Raises:
        LinkageError: too few people to train a model on, or what is needed of the run before cannot be read.
        StorageError: the disk is full.
        DatabaseError: the server went away.
    """
    with _a_lost_server_in_words(), connect(Role.IDENTITY) as identity:
        _one_at_a_time(identity)
        with full_disk_in_words(settings().identity, then="pathways link"), files.workplace() as place:
            return _run(identity, place, told, retrain=retrain)


def is_due() -> bool:
    """Whether record-level extracts came, or were withdrawn, that no finished run has seen."""
    with connect(Role.IDENTITY) as identity:
        linked_until = _text(identity, "select max(known_until)::text from identity.linkage_run")
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute(
            "select dataset, extract_id from ledger.extract"
            " where outcome = 'accepted' and greatest(known_at, withdrawn_at) > coalesce(%s::timestamptz, '-infinity')",
            (linked_until,),
        )
        return any(known.names_people(dataset, extract_id) for dataset, extract_id in cursor.fetchall())


def current_tables() -> dict[str, Path] | None:
    """The lake's tables of the run that holds; None before the first."""
    with connect(Role.IDENTITY) as identity:
        run_id = _current_run(identity)
    return {table: files.in_lake(table, run_id) for table in files.TABLES} if run_id else None


def _run(identity: connection, place: files.Workplace, told: Told, *, retrain: bool) -> RunResult | None:
    started = datetime.now(UTC)
    told("reading who is known")
    all_known = known.known()
    before = _current_run(identity)
    version = None if retrain else _model_in_use(identity)
    run_id = _next_run(identity, started)
    identity.commit()  # linking may take minutes, and the lock outlives the transaction; none stays open meanwhile
    work = _work(all_known, before, version)
    if work.state is None and work.records.is_empty():
        return None
    previous = files.links_of(before) if before else None
    with engine(Bounds(), place.zone) as duckdb:
        told("training a model" if version is None else f"linking with model {version}")
        model = artefact.load(files.models() / version) if version else _taught(duckdb, work.records)
        key = secret("person-id-key-v1").encode()
        run = Run(duckdb, model, run_id, started.date(), key, known.spine(all_known))
        told(f"linking {work.records.height:,} records" + (" to the others" if work.state else ""))
        linked = _linked(run, work, previous)
    told("writing")
    state = replace(linked.state, sources=all_known.sources, set_aside=work.set_aside)
    tables = {table: getattr(linked, table) for table in files.TABLES}
    place.write(tables, linked.link_edge, state)
    persons = linked.person_link["person_id"].n_unique()
    # The row first, so that a server that went away is noticed before any file moves; it counts when it is committed.
    _record(identity, model, (run_id, started, all_known.until), (linked.person_link.height, persons))
    place.place(run_id)
    identity.commit()
    files.keep_only_state(run_id)
    events = dict(linked.person_event.group_by("event").len().iter_rows())
    counts = linked.person_link.height, work.records.height, persons
    return RunResult(run_id, model.version, version is None, *counts, events, work.anew_because)


def _work(all_known: Known, before: str | None, version: str | None) -> _Work:
    """What there is to link: what changed since the run before, or everyone and why."""
    if before is None:
        because = "nothing was linked before"
    elif version is None:
        because = "a new model is trained"
    else:
        try:
            state = load_state(files.state_folder(before))
        except LinkageError as error:
            because = error.what
        else:
            if state.model_version != version:
                because = f"run {before} used another model"
            elif state.code_version != code_version():
                because = f"records are compared otherwise than by run {before}"
            elif (found := known.changed(all_known, state)) is None:
                because = f"the ledger is not the one that run {before} read"
            else:
                return _Work.of(found[1], found[0], None)
    return _Work.of(known.everyone(all_known), None, because)


def _linked(run: Run, work: _Work, previous: pl.LazyFrame | None) -> Linked:
    if work.state is None or previous is None:
        return link(run, work.records, previous)
    return link_extract(run, work.state, work.records, previous, work.superseded)


def _taught(duckdb: DuckDBPyConnection, standardised: pl.DataFrame) -> Model:
    known = linkable(standardised)
    persons = by_department(known, bring_together(known).filter(pl.col("department").is_in(TAUGHT_BY)))
    if any(department not in persons for department in TAUGHT_BY):
        raise LinkageError(
            "There are not yet records of both DfE and DWP.",
            why="A model is trained on people whom both know, so nothing was linked.",
            fix="Receive extracts of both, then run `pathways link` again.",
        )
    left, right = (persons[department] for department in TAUGHT_BY)
    model = teach(duckdb, left, right)
    model.save(files.models())
    return model


def _record(identity: connection, model: Model, run: tuple[str, datetime, datetime], counts: tuple[int, int]) -> None:
    with identity.cursor() as cursor:
        cursor.execute(
            "insert into identity.linkage_model (model_version) values (%s)"
            " on conflict (model_version) do update set in_use_since = case when identity.linkage_model.model_version ="
            " (select model_version from identity.linkage_model order by in_use_since desc limit 1)"
            " then identity.linkage_model.in_use_since else clock_timestamp() end",
            (model.version,),
        )
        run_id, started_at, known_until = run
        cursor.execute(
            "insert into identity.linkage_run (run_id, model_version, started_at, known_until, records, persons)"
            " values (%s, %s, %s, %s, %s, %s)",
            (run_id, model.version, started_at, known_until, *counts),
        )


@contextmanager
def _a_lost_server_in_words() -> Iterator[None]:
    try:
        yield
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        raise DatabaseError(
            f"The connection to PostgreSQL was lost while linking: {str(error).strip()}.",
            why="No run was recorded, so the links before stay in place.",
            fix="See that the server runs, then run `pathways link` again.",
        ) from error


def _one_at_a_time(identity: connection) -> None:
    """Wait for another run to end; the lock is held until the connection closes or is cut."""
    with identity.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('linkage'))")
    identity.commit()


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
    """`2026-11-27.run3`; the letters keep a day's tenth run from looking like a learner's number of ten digits."""
    with identity.cursor() as cursor:
        cursor.execute("select count(*) from identity.linkage_run where run_id like %s", (f"{started:%Y-%m-%d}.%",))
        (before,) = cursor.fetchone() or (0,)
    return f"{started:%Y-%m-%d}.run{before + 1}"
