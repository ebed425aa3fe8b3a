"""The ledger of extracts: what each arrival that a contract knows became, and which earlier extract it supersedes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol

from psycopg2.extras import Json, execute_values

from ingest.contract import Described
from ingest.ledger import Arrival, fetch_one

if TYPE_CHECKING:
    from psycopg2.extensions import connection

_LEAST_FINAL_FIRST = ("provisional", "not marked", "revised")  # what is not marked counts as final as what is revised
MOST_REASONS = 500  # kept in the ledger for one extract; the quarantine file has every one
OTHER_REASONS = "other reasons: see the quarantine file"


@dataclass(frozen=True)
class Extract:
    """A recorded extract; rows_received = rows_accepted + rows_quarantined + rows_duplicate."""

    extract_id: str
    arrival_id: int
    dataset: str
    sha256: str
    outcome: str
    rows_received: int
    rows_accepted: int
    rows_quarantined: int
    rows_duplicate: int


class Writer(Protocol):
    """Where rows of an extract go; nothing is there before `place`."""

    def same_as(self, dataset: str, extract_id: str) -> bool:
        """Whether what was written holds the same rows as an extract that is in place."""

    def place(self) -> None:
        """Move what was written into place."""


@dataclass
class Tally:
    """Counts of one extract, added up over its batches."""

    rows_received: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    rows_duplicate: int = 0
    coverages: dict[str, tuple[str, int]] = field(default_factory=dict)  # coverage: revision, rows accepted
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)  # rule, reason: rows
    unknown_labels: Counter[str] = field(default_factory=Counter)  # label in words: rows
    notes: tuple[str, ...] = ()  # such as extra columns, in words

    def add_coverage(self, coverage: str, revision: str, rows: int) -> None:
        """Count rows of a coverage; what is said of it holds for all its rows, but part of it may be provisional."""
        known, before = self.coverages.get(coverage, (revision, 0))
        self.coverages[coverage] = (min(known, revision, key=_LEAST_FINAL_FIRST.index), before + rows)

    def add_reason(self, rule: str, reason: str, rows: int) -> None:
        """Count rows of a reason; in a file with a different reason on every row only the first are kept apart."""
        known = (rule, reason) in self.reasons or len(self.reasons) < MOST_REASONS
        self.reasons[rule, reason if known else OTHER_REASONS] += rows

    @property
    def outcome(self) -> Literal["accepted", "quarantined"]:
        """`quarantined` when no row was good."""
        return "accepted" if self.rows_accepted else "quarantined"


def extract_of(ledger: connection, sha256: str) -> Extract | None:
    """The extract that these bytes made first, an accepted one before one without a good row."""
    return _extract(
        fetch_one(
            ledger,
            "select * from ledger.extract where sha256 = %s order by rows_accepted = 0, known_at limit 1",
            (sha256,),
        )
    )


def find_extract(ledger: connection, extract_id: str) -> Extract | None:
    """The extract of that id."""
    return _extract(fetch_one(ledger, "select * from ledger.extract where extract_id = %s", (extract_id,)))


def latest_of(ledger: connection, extract: Extract) -> Extract:
    """The extract that the same bytes made last, under the latest contract: the extract itself unless replayed."""
    latest = fetch_one(
        ledger,
        "select * from ledger.extract where sha256 = %s order by known_at desc limit 1",
        (extract.sha256,),
    )
    return _extract(latest) or extract


def outranked(ledger: connection, extract: Extract, tally: Tally) -> set[str]:
    """The coverages of a new checking for which other bytes are the better source than those of `extract`.

    A replay brings no new figures, so it must not displace a correction that came after its bytes did.
    """
    with ledger.cursor() as cursor:
        cursor.execute(
            OUTRANKED,
            {
                "dataset": extract.dataset,
                "sha256": extract.sha256,
                "coverages": list(tally.coverages),
                "revised": [revision != "provisional" for revision, _rows in tally.coverages.values()],
            },
        )
        return {coverage for (coverage,) in cursor.fetchall()}


OUTRANKED = """
with sent as (
    select min(extract.received_at) as received_at, max(extract_coverage.published_on) as published_on
    from ledger.extract
    left join ledger.extract_coverage using (extract_id)
    where extract.sha256 = %(sha256)s
)
select distinct mine.coverage
from unnest(%(coverages)s::text[], %(revised)s::boolean[]) as mine (coverage, revised)
cross join sent
inner join ledger.extract_coverage as theirs on mine.coverage = theirs.coverage
inner join ledger.extract as other on theirs.extract_id = other.extract_id
where
    other.dataset = %(dataset)s
    and other.sha256 <> %(sha256)s
    and (theirs.revision <> 'provisional', coalesce(theirs.published_on, '-infinity'), other.received_at)
    > (mine.revised, coalesce(sent.published_on, '-infinity'), sent.received_at)
"""


def with_quarantined_rows(ledger: connection, dataset: str) -> list[str]:
    """Ids of the extracts of a dataset whose latest checking left rows in quarantine, the earliest first."""
    with ledger.cursor() as cursor:
        cursor.execute(
            "select extract_id from ("
            " select distinct on (sha256) extract_id, received_at, rows_quarantined from ledger.extract"
            " where dataset = %s order by sha256, known_at desc"
            ") as latest where rows_quarantined > 0 order by received_at",
            (dataset,),
        )
        return [extract_id for (extract_id,) in cursor.fetchall()]


def next_extract_id(ledger: connection, dataset: str, sha256: str) -> str:
    """`<dataset>-<first 12 of sha256>`; with `-r<n>` when these bytes made an extract of the dataset before."""
    row = fetch_one(
        ledger,
        "select count(*) as made from ledger.extract where dataset = %s and sha256 = %s",
        (dataset, sha256),
    )
    return f"{dataset}-{sha256[:12]}" + (f"-r{row['made']}" if row["made"] else "")


def record_extract(ledger: connection, arrival: Arrival, extract_id: str, described: Described, tally: Tally) -> None:
    """Insert the extract with its coverage and reasons, and tell who waits for one; the caller commits.

    It supersedes the best earlier extract of the dataset that speaks of a period it speaks of too, if that one is not
    more final. The database refuses it when its rows do not add up.
    """
    # One extract of a dataset at a time, so that each sees what it supersedes; and a build that has chosen its instant
    # waits for those at work, so that no `known_at` before it appears after it.
    fetch_one(ledger, "select pg_advisory_xact_lock(hashtextextended(%s, 28))", (described.dataset,))
    fetch_one(ledger, "select pg_advisory_xact_lock_shared(hashtext('extracts'))", ())
    said = arrival.manifest.get("published_on")
    published_on = date.fromisoformat(said) if said else described.published_on
    with ledger.cursor() as cursor:
        cursor.execute(
            "insert into ledger.extract (extract_id, arrival_id, dataset, publisher, contract_version, variant,"
            " sha256, received_at, is_synthetic, outcome, rows_received, rows_accepted, rows_quarantined,"
            " rows_duplicate, notes)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                *(extract_id, arrival.arrival_id, described.dataset, described.publisher, described.contract_version),
                *(described.variant, arrival.sha256, arrival.received_at, bool(arrival.manifest.get("synthetic"))),
                *(tally.outcome, tally.rows_received, tally.rows_accepted, tally.rows_quarantined),
                *(tally.rows_duplicate, Json(tally.notes)),
            ),
        )
        execute_values(
            cursor,
            "insert into ledger.extract_coverage (extract_id, coverage, revision, published_on, rows_accepted)"
            " values %s",
            [(extract_id, name, revision, published_on, rows) for name, (revision, rows) in tally.coverages.items()],
        )
        execute_values(
            cursor,
            "insert into ledger.quarantine_reason (extract_id, rule, reason, rows_quarantined) values %s",
            [(extract_id, rule, reason, rows) for (rule, reason), rows in tally.reasons.items()],
        )
        cursor.execute(SUPERSEDE, {"extract_id": extract_id})
        cursor.execute("select pg_notify('extracts', %s)", (extract_id,))


SUPERSEDE = """
update ledger.extract as new set supersedes = (
    select before.extract_id
    from ledger.extract_coverage as mine
    inner join ledger.extract_coverage as theirs on mine.coverage = theirs.coverage
    inner join ledger.extract as before on theirs.extract_id = before.extract_id
    where
        mine.extract_id = new.extract_id
        and before.extract_id <> new.extract_id
        and before.dataset = new.dataset
        and (theirs.revision <> 'provisional', coalesce(theirs.published_on, '-infinity'), before.received_at)
        <= (mine.revision <> 'provisional', coalesce(mine.published_on, '-infinity'), new.received_at)
    order by theirs.revision <> 'provisional' desc, theirs.published_on desc nulls last, before.received_at desc
    limit 1
)
where new.extract_id = %(extract_id)s
"""


def _extract(row: Mapping[str, Any]) -> Extract | None:
    return Extract(**{each.name: row[each.name] for each in fields(Extract)}) if row else None
