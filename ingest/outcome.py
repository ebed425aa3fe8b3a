"""What became of an arrival, told the same whether it was done now, before, or by another worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from psycopg2.extras import RealDictCursor

from ingest.datasets.returns import return_of
from pathways.database import Role, connect
from pathways.errors import PathwaysError

if TYPE_CHECKING:
    from psycopg2.extensions import connection

Status = Literal["accepted", "quarantined", "duplicate", "refused", "pending"]


@dataclass
class Outcome:
    """One file: `quarantined` when no row was good, `pending` when it waits; rows_received is the sum of the others.

    `extract_id` is, for a duplicate, the extract that the same bytes made first. `notes` are sentences on how the file
    was read and what of it was not, as kept on the extract. `members` are those of a container.
    """

    file: str
    status: Status
    dataset: str | None = None
    extract_id: str | None = None
    rows_received: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    rows_duplicate: int = 0
    problem: dict[str, str] | None = None
    notes: list[str] = field(default_factory=list)
    is_recognised: bool = True
    arrival_id: int | None = None
    members: list[Outcome] = field(default_factory=list)

    @property
    def is_failure(self) -> bool:
        """Whether somebody should look: refused, or could not be done now. A file no contract knows is no alarm."""
        return self.problem is not None and self.is_recognised and self.status in {"refused", "pending"}

    @property
    def is_record_level(self) -> bool:
        """Whether it is about persons, so that there is something to link."""
        return any(return_of(file.dataset or "") is not None for file in self.files())

    def files(self) -> Iterator[Outcome]:
        """The outcome itself, or those of a container's members in its place."""
        yield from self.members or [self]

    def as_json(self) -> dict[str, object]:
        """For machines: one file."""
        values = asdict(self)
        del values["members"]
        return values


def refused(file: str, error: PathwaysError) -> Outcome:
    """The outcome of what could not even be received."""
    return Outcome(file=file, status="refused", problem=error.as_dict())


def recorded(arrival_id: int) -> Outcome:
    """The outcome of an arrival as the ledger has it."""
    with connect(Role.INGEST) as ledger:
        arrivals = _rows(ledger, ARRIVAL, arrival_id)
        members = [_outcome(row) for row in _rows(ledger, MEMBERS, arrival_id)]
    outcome = _outcome(arrivals[0])
    return _summed(outcome, members) if members else outcome


ONE = """
select
    arrival.arrival_id, arrival.outcome, arrival.problem, extract.dataset, extract.extract_id, extract.rows_received,
    extract.rows_accepted, extract.rows_quarantined, extract.rows_duplicate, extract.notes,
    coalesce(container.file_name || '/', '') || arrival.file_name as file,
    (
        select reason from ledger.quarantine_reason as why
        where why.extract_id = extract.extract_id order by why.rows_quarantined desc, why.reason limit 1
    ) as reason
from ledger.arrival as arrival
left join ledger.arrival as container on arrival.container_arrival_id = container.arrival_id
left join ledger.extract as extract
    on arrival.arrival_id = extract.arrival_id or arrival.duplicate_of = extract.extract_id
"""
ARRIVAL = ONE + " where arrival.arrival_id = %s"
MEMBERS = ONE + " where arrival.container_arrival_id = %s order by arrival.arrival_id"


def _rows(ledger: connection, statement: str, arrival_id: int) -> list[Mapping[str, Any]]:
    with ledger.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(statement, (arrival_id,))
        return list(cursor.fetchall())


def _outcome(row: Mapping[str, Any]) -> Outcome:
    outcome = Outcome(file=row["file"], status="pending", arrival_id=row["arrival_id"], problem=row["problem"])
    match row["outcome"]:
        case None:
            pass
        case "refused" | "not_recognised":
            outcome.status = "refused"
            outcome.is_recognised = row["outcome"] == "refused"
        case "container":
            outcome.status = "accepted"
        case _:
            outcome.status = row["outcome"]
            outcome.dataset, outcome.extract_id = row["dataset"], row["extract_id"]
            outcome.rows_received = row["rows_received"]
            outcome.notes = row["notes"]
    if outcome.status in {"accepted", "quarantined"} and outcome.extract_id:
        outcome.rows_accepted = row["rows_accepted"]
        outcome.rows_quarantined = row["rows_quarantined"]
        outcome.rows_duplicate = row["rows_duplicate"]
    if outcome.status == "duplicate":
        outcome.rows_duplicate = row["rows_received"]
    if outcome.status == "quarantined":
        outcome.problem = _no_row_was_good(row)
    return outcome


def _no_row_was_good(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "what": f"None of the {row['rows_received']:,} rows of {row['file']} kept the contract of {row['dataset']}.",
        "why": f"Nothing was loaded. The most frequent reason: {row['reason']}",
        "fix": "Ask the sender for a correction; or, if the contract is at fault, put it right and run"
        f" `pathways replay {row['extract_id']}`.",
    }


def _summed(container: Outcome, members: list[Outcome]) -> Outcome:
    for status in ("accepted", "quarantined", "pending", "duplicate", "refused"):
        if any(member.status == status for member in members):
            container.status = status
            break
    for member in members:
        container.rows_received += member.rows_received
        container.rows_accepted += member.rows_accepted
        container.rows_quarantined += member.rows_quarantined
        container.rows_duplicate += member.rows_duplicate
    container.members = members
    return container
