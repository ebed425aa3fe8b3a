"""An extract that its sender took back: known until then, and used by nothing that is built as known later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pathways.database import Role, connect
from pathways.errors import WithdrawalError


@dataclass(frozen=True)
class Withdrawn:
    """An extract and when it was withdrawn."""

    extract_id: str
    dataset: str
    rows: int
    withdrawn_at: datetime

    @property
    def sentence(self) -> str:
        """What was done, for a person."""
        return (
            f"{self.extract_id} is withdrawn: its {self.rows:,} rows count in nothing built from now on. What was "
            "known before can still be built as it was. Run `pathways link` if it was about people, then `pathways "
            "build`."
        )


def withdraw(extract_id: str, because: str) -> Withdrawn:
    """Take an accepted extract out of use from now on. Its file, rows and place in the ledger stay.

    The best extract of the same coverage that is left takes its place: a correction that is withdrawn gives way to what
    it corrected.

    Args:
        extract_id: such as `pathways status` names.
        because: the sender's reason, kept in the ledger.

    Raises:
        WithdrawalError: there is no such accepted extract, it is withdrawn already, or no reason is given.
    """
    if not because.strip():
        raise WithdrawalError(
            "No reason was given.",
            why="Whoever asks later why the figures changed could not be told, so nothing was withdrawn.",
            fix="Say why: `--because 'sent by mistake'`.",
        )
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('extracts'))")  # no build may see half of it
        cursor.execute(
            "update ledger.extract set withdrawn_at = clock_timestamp(), withdrawn_because = %s"
            " where extract_id = %s and outcome = 'accepted' and withdrawn_at is null"
            " returning dataset, rows_accepted, withdrawn_at",
            (because.strip(), extract_id),
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute("select outcome, withdrawn_at from ledger.extract where extract_id = %s", (extract_id,))
            raise _refusal(extract_id, cursor.fetchone())
    return Withdrawn(extract_id, *row)


def _refusal(extract_id: str, known: tuple[str, datetime | None] | None) -> WithdrawalError:
    if known is None:
        what, fix = f"There is no extract called {extract_id}.", "`pathways status --json` names every extract."
    elif known[1] is not None:
        what, fix = f"{extract_id} was withdrawn on {known[1]:%-d %B %Y} already.", "Nothing more needs to be done."
    else:
        what, fix = f"{extract_id} has no accepted rows.", "Nothing of it is in use."
    return WithdrawalError(what, why="Nothing was changed.", fix=fix)
