"""Outcomes and status in words, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.markup import escape
from rich.table import Table

from ingest.outcome import Outcome
from ingest.status import DatasetStatus, Status


def sentences(outcome: Outcome) -> str:
    """What became of one file and, below it, what to know of how it was read, in rich's markup."""
    notes = outcome.notes if outcome.status in {"accepted", "quarantined"} else []
    return "\n".join([_sentence(outcome), *(f"  [dim]{escape(note)}[/]" for note in notes)])


def _sentence(outcome: Outcome) -> str:
    file = f"[bold]{escape(outcome.file)}[/]"
    match outcome.status:
        case "accepted":
            doubtful = f", [yellow]{outcome.rows_quarantined:,} quarantined[/]" if outcome.rows_quarantined else ""
            repeated = f", {outcome.rows_duplicate:,} repeated" if outcome.rows_duplicate else ""
            return (
                f"{file}: [green]accepted[/] as {outcome.dataset}, {outcome.rows_accepted:,} of"
                f" {outcome.rows_received:,} rows{doubtful}{repeated}."
            )
        case "duplicate":
            return f"{file}: received before, as {outcome.extract_id}; nothing changed."
        case "pending" if outcome.problem is None:
            return f"{file}: waits to be taken in."
        case "refused" if not outcome.is_recognised:
            return f"{file}: kept, not recognised. {escape((outcome.problem or {}).get('what', ''))}"
        case status:
            colour = "yellow" if status == "quarantined" else "red"
            label = "not done yet" if status == "pending" else status
            problem = outcome.problem or {}
            return (
                f"{file}: [{colour}]{label}[/]. {escape(problem.get('what', ''))} {escape(problem.get('why', ''))}"
                f" [bold]{escape(problem.get('fix', ''))}[/]"
            )


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many files became what, in one line."""
    if not outcomes:
        return "Nothing to take in."
    counts = Counter(outcome.status if outcome.is_recognised else "not recognised" for outcome in outcomes)
    parts = [f"{files:,} {status}" for status, files in counts.most_common()]
    rows = sum(outcome.rows_accepted for outcome in outcomes)
    return f"{len(outcomes):,} file{'s' if len(outcomes) > 1 else ''}: {', '.join(parts)}; {rows:,} rows taken in."


def status_table(status: Status) -> Table:
    """A table of datasets, one entry of two lines each: below, who answers for it, the last file, the latest period."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Dataset", no_wrap=True, max_width=36)  # the names of datasets fit, long file names are cut
    table.add_column("Received,\nlatest period", no_wrap=True)
    for heading in ("Rows", "Quarantined", "Behind by"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in status.datasets:
        file = escape(each.file_name or "no file yet") + (" (synthetic)" if each.is_synthetic else "")
        table.add_row(
            f"{each.dataset}\n[dim]{each.department}, {file}[/]",
            f"{each.received_at:%d %b %Y}\n[dim]{each.latest_period or ''}[/]" if each.received_at else "",
            f"{each.rows_accepted:,}" if each.rows_accepted is not None else "",
            f"{each.rows_quarantined:,}" if each.rows_quarantined is not None else "",
            _behind(each),
        )
    return table


def _behind(each: DatasetStatus) -> str:
    """How late it is by what it holds; by its last receipt where that is not known."""
    days = each.late_by_days if each.behind_by_days is None else each.behind_by_days
    return f"{days:,} days" if days else ""


def status_line(status: Status) -> str:
    """What is not part of a dataset, in a sentence or two."""
    line = f"{status.pending:,} pending, {status.refused:,} refused, {status.not_recognised:,} kept but not recognised."
    waiting = "".join(f"\n{file} waits in the inbox: {reason}." for file, reason in status.waiting_in_inbox.items())
    return line + waiting
