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


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def airflow(context: typer.Context) -> None:
    """Run Airflow's own command in this tracker's environment: `pathways airflow dags list`."""
    from pathways import airflow_environment

    airflow_environment.become(context.args)


def main() -> None:
    """Run the command; a failure says what, why and how to fix it, and exits with 1."""
    try:
        app()
    except PathwaysError as error:
        console.print(f"[bold red]{error.what}[/]\n{error.why}\n[bold]{error.fix}[/]", highlight=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
