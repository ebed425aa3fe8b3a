"""Commands of `publish/`: release what was built, sign off or withdraw, explain a figure, prove a copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pathways.commands.output import AsJson, print_json, say

if TYPE_CHECKING:
    from publish.release import Published
    from publish.store import Release

app = typer.Typer()
release = typer.Typer(no_args_is_help=True, help="List, show, explain, approve or withdraw releases.")
app.add_typer(release, name="release")

ReleaseId = Annotated[str, typer.Argument(metavar="ID", help="A release, such as 2025-11-23.1.")]


@app.command()
def rotate_secrets(
    because: Annotated[str, typer.Option(help="Why; every manifest from now on tells it.")],
    as_json: AsJson = False,
) -> None:
    """Make new secrets for the noise that protects figures of people: a rare decision (docs/disclosure-control.md)."""
    from pathways import database
    from pathways.disclosure_secrets import rotate

    database.prepare()
    left = rotate(because)
    say(f"Laid aside: {', '.join(left)}. The next build makes new ones." if left else "No release used a secret yet.")
    if as_json:
        print_json({"laid_aside": left})


@app.command()
def publish(
    engine: Annotated[str | None, typer.Option(help="postgres or duckdb; unset: PATHWAYS_ENGINE.")] = None,
    as_json: AsJson = False,
) -> None:
    """Release what the last build made, or say why not; exits with 1 when a gate stops it."""
    from pathways import database
    from publish import release as releases

    database.prepare()
    published = releases.publish(engine)
    _tell(published, as_json=as_json)
    if published.state == "candidate":
        raise typer.Exit(1)


@release.command("list")
def list_releases(as_json: AsJson = False) -> None:
    """Every release there is or was, the newest first."""
    from pathways import database
    from publish.release import list_releases as known

    database.prepare()
    releases = known()
    if as_json:
        print_json([_summary(each) for each in releases])
        return
    table = Table("Release", "State", "As known on", "Figures", "Extracts", "Why not released", box=None)
    for each in releases:
        summary = _summary(each)
        table.add_row(
            each.release_id,
            each.state,
            f"{each.as_known_on:%-d %B %Y %H:%M}",
            f"{summary['figures']:,}",
            str(summary["extracts"]),
            " ".join(each.reasons),
        )
    Console().print(table)


@release.command()
def show(release_id: ReleaseId, as_json: AsJson = False) -> None:
    """What a release is made of: its files, extracts, gates and the code that made it."""
    from pathways import database
    from publish.folders import release_folder
    from publish.release import find
    from publish.release import list_releases as known

    database.prepare()
    found = find(known(), release_id)
    if as_json:
        print_json({**_summary(found), "folder": release_folder(release_id), "manifest": found.manifest})
        return
    manifest = found.manifest
    commit = manifest["code"]["commit"] or "not known"
    changes = " with uncommitted changes" if manifest["code"]["has_uncommitted_changes"] else ""
    stdout = Console()
    stdout.print(
        f"Release {release_id}: {found.state} since {found.state_changed_at:%-d %B %Y %H:%M}",
        f"As known on {found.as_known_on:%-d %B %Y %H:%M}" + (", from made-up extracts" * manifest["is_synthetic"]),
        f"Code {manifest['code']['version']}, commit {commit}{changes}",
        f"Files in {release_folder(release_id)}",
        sep="\n",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    table = Table("File", "Rows", "Bytes", "sha256", box=None)
    for file in manifest["files"]:
        table.add_row(file["path"], f"{file['rows']:,}", f"{file['size_bytes']:,}", file["sha256"][:12])
    stdout.print(table)
    table = Table("Gate", "Result", "Reasons", box=None)
    for gate in manifest["gates"]:
        result = "passed" if gate["passed"] else "stopped it" if gate["stops"] else "warns"
        table.add_row(gate["gate"], result, " ".join(gate["reasons"]))
    stdout.print(table)


@release.command("explain")
def explain_release(release_id: ReleaseId, as_json: AsJson = False) -> None:
    """What a release changed, beside the one before it, and what its gates said."""
    from pathways import database
    from publish.compare import changes_of

    database.prepare()
    changes = changes_of(release_id)
    if as_json:
        print_json(changes.as_dict())
        return
    stdout = Console()
    since = f"since {changes.before}" if changes.before else "it is the first"
    stdout.print(f"Release {release_id} ({changes.state}); {since}.", highlight=False)
    for what, items in (
        ("Stopped by", changes.reasons),
        ("Let out all the same", changes.let_out_because),
        ("Warned of", changes.warnings),
        ("New extract", changes.extracts_added),
        ("No longer used", changes.extracts_dropped),
        ("New definition", changes.definitions_changed),
        ("Changed file", changes.files_changed),
    ):
        for item in items:
            stdout.print(f"{what}: {item}", highlight=False, markup=False, soft_wrap=True)
    table = Table("Indicator", "Figures added", "Changed", "Removed", box=None)
    for row in changes.figures:
        table.add_row(row["indicator_id"], *(f"{row[name]:,}" for name in ("added", "changed", "removed")))
    stdout.print(table if changes.figures else "No figure changed.")


@release.command()
def approve(
    release_id: ReleaseId,
    anyway: Annotated[
        str | None,
        typer.Option(
            metavar="REASON", help="Why figures on the page may go; kept in the manifest. No other gate yields."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Sign off a held release, or bring back a withdrawn one: the page shows it."""
    from pathways import database
    from publish import release as releases

    database.prepare()
    _tell(releases.approve(release_id, anyway), as_json=as_json)


@release.command()
def withdraw(release_id: ReleaseId, as_json: AsJson = False) -> None:
    """Take a release off the page; its files and its place in the ledger stay."""
    from pathways import database
    from publish import release as releases

    database.prepare()
    _tell(releases.withdraw(release_id), as_json=as_json)


@app.command()
def explain(  # noqa: PLR0913  # the parts of a figure's name, each an option
    indicator: Annotated[str, typer.Argument(help="Id or number, such as supported_internships or 6.")],
    *,
    area: Annotated[str, typer.Option(help="Code or name, such as E92000001 or Leeds.")],
    period: Annotated[str, typer.Option(help="Such as 2024/25.")],
    breakdown: Annotated[str | None, typer.Option(help="topic/value, or the value; unset: the headline.")] = None,
    release_id: Annotated[str | None, typer.Option("--release", help="Unset: the release on the page.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a released figure is: its definition, whose it is, and the rows of the files it rests on."""
    from pathways import database
    from publish.explain import explain as explained
    from publish.words import in_sentences

    database.prepare()
    explanation = explained(indicator, area, period, breakdown, release_id)
    if as_json:
        print_json(explanation.as_dict())
    else:
        Console().print(in_sentences(explanation), highlight=False, markup=False, soft_wrap=True)


@app.command()
def verify(
    manifest: Annotated[Path, typer.Argument(help="A release's manifest.json, or the folder that holds it.")],
    as_json: AsJson = False,
) -> None:
    """Prove a copy of a release: each file beside its manifest must have the released bytes; exits with 1 if not."""
    from publish import files

    checks = files.verify(manifest)
    different = [check for check in checks if not check.is_same]
    release_id = files.read_manifest(manifest)["release_id"]
    if as_json:
        listed = [{"path": check.path, "is_same": check.is_same, "problem": check.problem} for check in checks]
        print_json({"release_id": release_id, "is_same": not different, "files": listed})
    elif different:
        for check in different:
            say(f"{check.path}: {check.problem}")
        say(f"This is not a true copy of release {release_id}: {len(different)} of {len(checks)} files differ.")
    else:
        say(f"A true copy of release {release_id}: all {len(checks)} files have the released bytes.")
    if different:
        raise typer.Exit(1)


def _tell(published: Published, *, as_json: bool) -> None:
    for warning in published.warnings:
        say(f"Warning: {warning}")
    say(published.sentence)
    for reason in published.reasons:
        say(f"- {reason}")
    if as_json:
        from dataclasses import asdict

        print_json(asdict(published))


def _summary(each: Release) -> dict[str, Any]:
    rows = {file["table"]: file["rows"] for file in each.manifest["files"]}
    return {
        "release_id": each.release_id,
        "state": each.state,
        "created_at": each.created_at,
        "state_changed_at": each.state_changed_at,
        "as_known_on": each.as_known_on,
        "is_synthetic": each.manifest["is_synthetic"],
        "figures": rows["official_statistic"],
        "extracts": len(each.manifest["extracts"]),
        "reasons": each.reasons,
    }
