"""Commands of `publish/review/`: the three-yearly equality extract, and whether it can be made yet."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pathways.commands.output import AsJson, print_json, say

app = typer.Typer()


@app.command("ehrc-extract")
def ehrc_extract(
    *,
    to: Annotated[str, typer.Option(metavar="YEAR", help="The last of the three academic years, such as 2024/25.")],
    release_id: Annotated[str | None, typer.Option("--release", help="Unset: the release on the page.")] = None,
    out: Annotated[Path | None, typer.Option(help="A new folder; unset: one under PATHWAYS_HOME/reviews.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is still lacking; exits with 1 if any.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the equality review of three academic years: spreadsheets, open data, statement and manifest."""
    from pathways import database
    from pathways.equality.windows import window_to
    from publish.review import extract

    window = window_to(to)
    database.prepare()
    if check:
        lacking = extract.readiness(window)
        if as_json:
            print_json({"window": window.label, "lacking": lacking})
        for each in lacking:
            say(each)
        if lacking:
            raise typer.Exit(1)
        say(f"The review of {window.label} can be made.")
        return
    extracted = extract.extract(window, release_id, out)
    say(extracted.sentence)
    if as_json:
        print_json({**asdict(extracted), "window": window.label})
