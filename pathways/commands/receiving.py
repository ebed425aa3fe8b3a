"""Commands that take extracts in, and say what came of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from pathways.commands.output import AsJson, console, print_json, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ingest.outcome import Outcome

app = typer.Typer()


@app.command()
def pull(
    feeds: Annotated[list[str] | None, typer.Argument(help="Which feeds; none named: all of them.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Fetch even what has not changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the publishers' APIs for new files and put them into the inbox."""
    from dataclasses import asdict

    from ingest.connectors.client import Client
    from ingest.connectors.feeds import named
    from ingest.connectors.pull import pull_all
    from pathways import database
    from pathways.settings import settings

    chosen = named(feeds or ())
    database.prepare()
    with Client() as client:
        results = pull_all(
            chosen,
            settings().inbox,
            client,
            again=again,
            tell=lambda result: console.print(result.sentence, highlight=False, markup=False, soft_wrap=True),
        )
    if as_json:
        print_json([asdict(result) for result in results])
    if any(result.outcome == "failed" or (result.outcome == "skipped" and feeds) for result in results):
        raise typer.Exit(1)


@app.command()
def receive(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders with everything in them; they are copied.")],
    queue: Annotated[bool, typer.Option("--queue", help="Only record them, as a drop in the inbox does.")] = False,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The figures are made up.")] = False,
    as_json: AsJson = False,
) -> None:
    """Record files as arrivals and take them in at once; exits with 1 when one was refused or could not be done."""
    from ingest import pipeline
    from pathways import database

    database.prepare()
    _tell_outcomes(
        lambda on_rows: pipeline.receive_each(paths, synthetic=synthetic, queue_only=queue, on_rows=on_rows),
        as_json=as_json,
    )


@app.command()
def ingest(as_json: AsJson = False) -> None:
    """Take in what lies in the inbox and what is pending; exits with 1 when a file was refused or could not be done."""
    from ingest import pipeline
    from pathways import database

    database.prepare()
    _tell_outcomes(pipeline.ingest_pending, as_json=as_json)


@app.command()
def replay(
    extract_id: Annotated[str | None, typer.Argument(help="An extract, such as `pathways status` names.")] = None,
    dataset: Annotated[str | None, typer.Option(help="Every extract of a dataset with rows in quarantine.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check an extract's file again, after its contract or a code list was put right."""
    from ingest import replay as again
    from pathways import database

    if (extract_id is None) == (dataset is None):
        raise typer.BadParameter("name either an extract or a --dataset")
    database.prepare()
    chosen = [extract_id] if extract_id else again.replayable(dataset or "")

    def outcomes(on_rows: Callable[[str, int], None]) -> Iterator[Outcome]:
        for each in chosen:
            made = again.replay(each, on_rows)
            if made is not None:
                yield made
            else:
                console.print(f"{each}: nothing changed, so nothing was made.", highlight=False)

    _tell_outcomes(outcomes, as_json=as_json)


@app.command()
def withdraw(
    extract_id: Annotated[str, typer.Argument(help="An extract, such as `pathways status` names.")],
    because: Annotated[str, typer.Option(help="Why its sender took it back; kept in the ledger.")],
    as_json: AsJson = False,
) -> None:
    """Take an extract out of use from now on; what was known before can still be built as it was."""
    from dataclasses import asdict

    from ingest.withdrawal import withdraw
    from pathways import database

    database.prepare()
    withdrawn = withdraw(extract_id, because)
    say(withdrawn.sentence)
    if as_json:
        print_json(asdict(withdrawn))


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show each dataset's last file, its rows, and how late the next one is; and what is pending or was refused."""
    from dataclasses import asdict

    from ingest import status as standing
    from ingest import words
    from pathways import database

    database.prepare()
    now = standing.status()
    if as_json:
        print_json(asdict(now))
    else:
        stdout = Console()
        stdout.print(words.status_table(now))
        stdout.print(words.status_line(now), highlight=False, markup=False)


def _tell_outcomes(outcomes: Callable[[Callable[[str, int], None]], Iterator[Outcome]], *, as_json: bool) -> None:
    """Print each outcome as it comes, with progress on long work; exit with 1 when a file was not taken in."""
    from ingest import words

    told: list[Outcome] = []
    with console.status("Looking …") as progress:
        for outcome in outcomes(lambda file, rows: progress.update(f"{escape(file)}: {rows:,} rows checked")):
            told.append(outcome)
            console.print(words.sentences(outcome), highlight=False)
    console.print(words.summary(told), highlight=False)
    if as_json:
        print_json([outcome.as_json() for outcome in told])
    if any(outcome.is_failure for outcome in told):
        raise typer.Exit(1)
