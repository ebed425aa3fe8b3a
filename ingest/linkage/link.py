"""From identity records to person links, whole or by what a new extract changes.

standardise → department persons → candidate pairs per two departments → mutual best → union-find → person ids carried
forward. The same function does both: pairs of persons who are as they were are kept from the run before, not scored
again, so that a new extract costs what it changes and gives what a whole run with the same model would give.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import duckdb
import polars as pl

from ingest.linkage import within
from ingest.linkage.anew import Candidates, all_candidates, fingerprints
from ingest.linkage.artefact import Model
from ingest.linkage.candidates import CANDIDATE, edges
from ingest.linkage.department_links import by_first_record, department_links
from ingest.linkage.department_persons import bring_together, department_persons, renewed
from ingest.linkage.person_ids import Carried, carry_forward
from ingest.linkage.person_links import Stamp, held_since, link_edges, person_links
from ingest.linkage.persons import resolve
from ingest.linkage.places import places
from ingest.linkage.quality import link_quality
from ingest.linkage.spine import Spine
from ingest.linkage.standardise import DEPARTMENTS, linkable
from ingest.linkage.state import Pair, State, code_version

PERSON: Final = ("person_key", "department", "sex", "ethnicity_5", "sen", "local_authority_code")
NO_LINKS: Final = {"source_record_key": pl.String, "person_id": pl.String}


@dataclass(frozen=True)
class Linked:
    """What a run gives: the tables of architecture.md section 4 and the state for the next run.

    Attributes:
        person_link: one row per record (see `person_links`).
        link_edge: one row per pair above 2 bits.
        link_quality: how well departments are linked (see `quality.link_quality`).
        department_person: each person as one department knows them (see `department_links`).
        person_event: who is new, merged or split (see `person_ids.carry_forward`), with `run_id` and `on`.
        carried: the ids, and the same events.
        persons: `person_key`, `department`, the groups for quality and `group`, one row per department person.
        matched_shares: for each pair of departments the share of the smaller found to have a counterpart.
        state: for the next run.
        pairs_scored: how many pairs were scored anew and came above the threshold.
    """

    person_link: pl.DataFrame
    link_edge: pl.DataFrame
    person_event: pl.DataFrame
    link_quality: pl.DataFrame
    department_person: pl.DataFrame
    carried: Carried
    persons: pl.DataFrame
    matched_shares: Mapping[Pair, float]
    state: State
    pairs_scored: int


@dataclass(frozen=True)
class Run:
    """What a run works with.

    Attributes:
        connection: from `engine.engine`.
        model: frozen.
        run_id: its name.
        on: its day, from which on new links hold.
        key: the identity zone's secret for person ids.
        spine: what a trusted linker says, where there is one.
    """

    connection: duckdb.DuckDBPyConnection
    model: Model
    run_id: str
    on: dt.date
    key: bytes
    spine: Spine | None = None


def link(run: Run, standardised: pl.DataFrame, previous: pl.LazyFrame | None = None) -> Linked:
    """Link all records anew.

    Args:
        run: what to work with.
        standardised: the records, as `standardise.standardise` gives them.
        previous: the `person_link` of the run before, to carry person ids forward from; read when it is needed.

    Returns:
        The links, events and state.
    """
    return _link(run, standardised, previous, before=None)


def link_extract(
    run: Run, state: State, new: pl.DataFrame, previous: pl.LazyFrame, superseded: pl.Series | None = None
) -> Linked:
    """Link a new extract to who is known already; only pairs of persons whom it changes are scored.

    Args:
        run: what to work with; with another model than before everything is scored again.
        state: of the run before.
        new: the extract's records, as `standardise.standardise` gives them. A key that is known already takes the place
            of its earlier record.
        previous: the `person_link` of the run before.
        superseded: keys of records that are no longer sent.

    Returns:
        The links of all records, events and state.
    """
    kept = state.standardised.join(new, on="source_record_key", how="anti")
    if superseded is not None:
        kept = kept.filter(~pl.col("source_record_key").is_in(superseded.implode()))
    before = state if state.model_version == run.model.version else None
    return _link(run, pl.concat([kept, new]), previous, before=before)


def _link(run: Run, standardised: pl.DataFrame, previous: pl.LazyFrame | None, *, before: State | None) -> Linked:
    found: dict[Pair, Candidates] = {}
    known = linkable(standardised)
    if run.spine:
        unknown = run.spine.unknown(standardised)
        known = known.join(unknown, on="source_record_key", how="anti")
    together = bring_together(known)
    # One department's persons at a time: a frame of all of them besides would be most of the memory that is used.
    alone, first = together, by_department(known, together)
    seen = {"within": fingerprints(first)}
    for department, people in first.items():
        sides = within.sides(people, department)
        pair = (department, department)
        found[pair] = all_candidates(run.connection, run.model, sides, (pair, "within"), before)
        together = within.join_sure(together, edges(run.model, found[pair].pairs, *sides)[0])
    persons = {department: renewed(first.pop(department), known, alone, together) for department in list(first)}
    del known, alone
    seen["between"] = fingerprints(persons)
    pairs, shares = _between(run, persons, found, before)
    everyone = pl.concat([people.select(PERSON) for people in persons.values()])
    del persons
    if run.spine:
        pairs = run.spine.without_own(pairs, together)
    groups = resolve(everyone, pairs.filter(pl.col("accepted")))
    group = groups["group"].gather(places(together["person_key"], groups["person_key"]))
    of_record = together.with_columns(group.alias("group"))
    persons_of = of_record.select("source_record_key", "group")
    if run.spine:
        persons_of = run.spine.groups(persons_of, unknown)
    told, link_edge = everyone.join(groups, on="person_key"), link_edges(pairs, groups, run.run_id)
    del everyone
    counted = run.spine.for_quality(told, link_edge, together) if run.spine else (told, link_edge)
    quality = link_quality(*counted, run.run_id, run.model.calibration.nameless_threshold)
    # Of a person's records in one department the first tells the person, unless a linker says so of each.
    records = run.spine.records(standardised, together, told, unknown) if run.spine else by_first_record(told)
    carried = carry_forward(persons_of, pl.DataFrame(schema=NO_LINKS) if previous is None else _ids(previous), run.key)
    stamp = Stamp(run.model.version, run.run_id, run.on)
    del persons_of, groups, together
    links = person_links(standardised, of_record, pairs, carried.ids, stamp)
    del of_record, pairs
    if run.spine:
        theirs = run.spine.links_of(carried.ids, unknown, stamp)
        links = pl.concat([links.join(theirs, on="source_record_key", how="anti"), theirs]).sort("source_record_key")
    return Linked(
        person_link=links if previous is None else held_since(links, previous),
        link_edge=link_edge,
        person_event=carried.events.with_columns(run_id=pl.lit(run.run_id), on=pl.lit(run.on)),
        link_quality=quality,
        department_person=department_links(links, records),
        carried=carried,
        persons=told,
        matched_shares=shares,
        state=State(
            standardised=standardised,
            fingerprints=seen,
            candidates={pair: each.pairs for pair, each in found.items()},
            least_bits={pair: each.least_bits for pair, each in found.items()},
            model_version=run.model.version,
            code_version=code_version(),
        ),
        pairs_scored=sum(each.scored for each in found.values()),
    )


def _between(
    run: Run, persons: Mapping[str, pl.DataFrame], found: dict[Pair, Candidates], before: State | None
) -> tuple[pl.DataFrame, dict[Pair, float]]:
    """The edges of each two departments, and the share of the smaller found in the other; candidates go to `found`."""
    tables, shares = [], {}
    for pair in combinations(persons, 2):
        left, right = persons[pair[0]], persons[pair[1]]
        found[pair] = all_candidates(run.connection, run.model, (left, right), (pair, "between"), before)
        table, shares[pair] = edges(run.model, found[pair].pairs, left, right)
        tables.append(table.with_columns(department_left=pl.lit(pair[0]), department_right=pl.lit(pair[1])))
    return pl.concat(tables) if tables else _no_edges(run.model, next(iter(persons.values()))), shares


def by_department(known: pl.DataFrame, together: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The department persons of each department that has records, in the order in which departments are paired."""
    here = set(together["department"].unique().to_list())
    told: dict[str, pl.DataFrame] = {}
    for department in DEPARTMENTS:
        if department in here or not here:
            told[department] = department_persons(known, together.filter(department=department))
    return told


def _no_edges(model: Model, persons: pl.DataFrame) -> pl.DataFrame:
    """The table of edges where there is one department only."""
    nobody = persons.head(0)
    none = edges(model, pl.DataFrame(schema=CANDIDATE), nobody, nobody)[0]
    return none.with_columns(department_left=pl.lit(None, pl.String), department_right=pl.lit(None, pl.String))


def _ids(previous: pl.LazyFrame) -> pl.DataFrame:
    return previous.filter(pl.col("person_id").is_not_null()).select("source_record_key", "person_id").collect()
