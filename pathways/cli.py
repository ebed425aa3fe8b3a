"""The `pathways` command: each subcommand calls one function of the room that does the work."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pathways.errors import PathwaysError

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Post-16 pathways tracker: run it, feed it, ask it."
)
console = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON for machines.")]


@app.callback()
def pathways() -> None:
    """Post-16 pathways tracker: run it, feed it, ask it."""


def print_json(value: object) -> None:
    """One JSON document on standard output; everything else goes to standard error."""
    typer.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


@app.command()
def up(
    extracts: Annotated[
        Path | None, typer.Option(help="Folder of extracts to start with; unset: what can be pulled, else samples.")
    ] = None,
) -> None:
    """Bring up PostgreSQL, Airflow and the dashboard, take in the first extracts, and stay until stopped."""
    from ingest import first_extracts, progress
    from pathways import up as whole

    whole.up(whole.Rooms(lambda: first_extracts.supply(extracts), progress.released), console)


@app.command()
def down() -> None:
    """Stop the `pathways up` of this PATHWAYS_HOME, and everything that it started."""
    from pathways import running

    stopped = running.stop()
    console.print(f"Stopped what ran at {stopped.dashboard}." if stopped else "Nothing was running.", highlight=False)


@app.command()
def prepare(
    administrator: Annotated[
        Path, typer.Option(help="File with the URL of one who may create roles and databases on the server.")
    ],
    login: Annotated[
        list[Path] | None, typer.Option(help="File with a URL whose user may then log in with its password.")
    ] = None,
) -> None:
    """Create roles, databases, logins and schemas on a PostgreSQL server, or bring them up to date."""
    from pathways import database

    urls = [path.read_text(encoding="utf-8").strip() for path in login or []]
    users = database.prepare_server(administrator.read_text(encoding="utf-8").strip(), urls)
    console.print(f"The server is prepared. Logins: {', '.join(users) or 'none asked for'}.", highlight=False)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def airflow(context: typer.Context) -> None:
    """Run Airflow's own command in this tracker's environment: `pathways airflow dags list`."""
    from pathways import airflow_environment

    airflow_environment.become(context.args)


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
            tell=lambda result: console.print(result.sentence, highlight=False, markup=False),
        )
    if as_json:
        print_json([asdict(result) for result in results])
    if any(result.outcome == "failed" or (result.outcome == "skipped" and feeds) for result in results):
        raise typer.Exit(1)


def main() -> None:
    """Run the command; a failure says what, why and how to fix it, and exits with 1."""
    try:
        app()
    except PathwaysError as error:
        console.print(f"[bold red]{error.what}[/]\n{error.why}\n[bold]{error.fix}[/]", highlight=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
