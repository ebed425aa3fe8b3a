"""How every command speaks: its result on standard output, all else on standard error."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console

console = Console(stderr=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON for machines.")]


def print_json(value: object) -> None:
    """One JSON document on standard output; everything else goes to standard error."""
    typer.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def say(text: str) -> None:
    """A sentence or two for the person at the terminal, as written: brackets are brackets."""
    console.print(text, highlight=False, markup=False, soft_wrap=True)
