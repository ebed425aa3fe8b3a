"""The `pathways` command: each subcommand calls one function of the room that does the work."""

from __future__ import annotations

import json
import sys
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


def main() -> None:
    """Run the command; a failure says what, why and how to fix it, and exits with 1."""
    try:
        app()
    except PathwaysError as error:
        console.print(f"[bold red]{error.what}[/]\n{error.why}\n[bold]{error.fix}[/]", highlight=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
