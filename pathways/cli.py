"""The `pathways` command: each subcommand calls one function of the room that does the work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from pathways.commands import publishing, receiving, reviewing
from pathways.commands.output import AsJson, console, print_json
from pathways.errors import PathwaysError

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Post-16 pathways tracker: run it, feed it, ask it."
)
app.add_typer(receiving.app)
app.add_typer(publishing.app)
app.add_typer(reviewing.app)


@app.callback()
def pathways() -> None:
    """Post-16 pathways tracker: run it, feed it, ask it."""


@app.command()
def up(
    extracts: Annotated[
        Path | None, typer.Option(help="Folder of extracts to start with; unset: what can be pulled, else samples.")
    ] = None,
) -> None:
    """Bring up PostgreSQL, Airflow and the dashboard, take in the first extracts, and stay until stopped."""
    from ingest import first_extracts, progress
    from pathways import up as whole

    whole.up(whole.Rooms(lambda: first_extracts.supply(extracts).words, progress.standing), console)


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
def link(
    retrain: Annotated[
        bool, typer.Option("--retrain", help="Train a new model and use it from now on: person ids may change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the records of one young person together, whichever department sent them."""
    from dataclasses import asdict

    from ingest.linkage import runs
    from pathways import database

    database.prepare()
    with console.status("linking") as shown:
        result = runs.link_known(retrain=retrain, told=shown.update)
    if as_json:
        print_json(asdict(result) if result else None)
    elif result is None:
        console.print("There are no record-level extracts yet, so there was nothing to link.")
    else:
        model = f"model {result.model_version}{', trained now' if result.is_new_model else ''}"
        changed = ", ".join(f"{count:,} {event}" for event, count in sorted(result.events.items())) or "no change"
        linked = (
            f"Everyone was linked anew: {result.anew_because.rstrip('.')}."
            if result.anew_because
            else f"{result.records_read:,} records were sent since the run before and joined to the rest."
        )
        console.print(
            f"Run {result.run_id}: {result.records:,} records are {result.persons:,} persons ({model}); {changed}. "
            + linked,
            highlight=False,
        )


@app.command()
def synthesise(  # noqa: PLR0913, PLR0917 - what the command line may say
    out: Annotated[Path, typer.Option(help="A new or empty folder.")],
    people: Annotated[int, typer.Option(min=1, help="How many made-up people.")] = 100_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same bytes.")] = 20191023,
    years: Annotated[str, typer.Option(help="First and last calendar year.")] = "2013-2025",
    defects: Annotated[bool, typer.Option(help="Put in the known defects of real feeds.")] = True,
    as_json: AsJson = False,
) -> None:
    """Write what the departments would send about people who do not exist, with the answers beside it."""
    from rich.progress import Progress

    from ingest.synthetic import calibration, run
    from ingest.synthetic.plan import Plan, read_years

    plan = Plan(people, seed, *read_years(years), defects=defects)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(f"Making {people:,} people up", total=plan.blocks)
        made = run.synthesise(plan, out, lambda done, _all: progress.update(task, completed=done))
    if as_json:
        print_json({"files": len(made.files), "folder": str(out), "targets": made.targets.to_dicts()})
    else:
        Console().print(calibration.as_rich(made.targets))
    console.print(
        f"{len(made.files):,} synthetic files about {people:,} made-up people are in {out}. "
        "Receive its department folders; truth/ is the answer sheet.",
        highlight=False,
    )


@app.command()
def build(
    engine: Annotated[str | None, typer.Option(help="postgres, duckdb or spark; unset: PATHWAYS_ENGINE.")] = None,
    as_known_on: Annotated[
        str | None, typer.Option(help="Build as it was known then: a date means the end of that day, UTC.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Build the warehouse from everything taken in so far, and test it."""
    from dataclasses import asdict

    from pathways import database
    from warehouse import build as warehouse

    if engine not in (None, "postgres", "duckdb", "spark"):
        raise typer.BadParameter("the engine is postgres, duckdb or spark")
    database.prepare()
    with console.status("Building …") as progress:
        built = warehouse.build(
            engine,
            warehouse.read_as_known_on(as_known_on) if as_known_on else None,
            lambda done: progress.update(escape(done)),
        )
    console.print(warehouse.sentence(built), highlight=False)
    if as_json:
        print_json(asdict(built))


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="Port to listen on; unset: PATHWAYS_DASHBOARD_PORT.")] = None,
) -> None:
    """Serve the dashboard: the latest release, and earlier ones by name."""
    from pathways import database
    from pathways.settings import settings

    if settings().database_url is None:
        database.prepare()  # starts the embedded PostgreSQL; a given server is prepared by whoever may change it
    from dashboard.server import serve as serve_dashboard

    serve_dashboard(port or settings().dashboard_port)


def main() -> None:
    """Run the command; a failure says what, why and how to fix it, and exits with 1."""
    try:
        app()
    except PathwaysError as error:
        console.print(f"[bold red]{error.what}[/]\n{error.why}\n[bold]{error.fix}[/]", highlight=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
