"""Every file of every release that can be shown, and how to prove a copy of it."""

from typing import Any

import dash
from dash import html

from dashboard.components.content import Table, csv_link, details, heading, paragraph, table
from dashboard.components.shell import SERVICE, Page, page
from dashboard.queries import files, linked
from dashboard.queries.files import File
from dashboard.releases import Release
from dashboard.views import RELEASES, View
from dashboard.words import numbers

dash.register_page(__name__, path="/downloads", title=f"Downloads - {SERVICE}")


@page("/downloads")
def layout(view: View, **_: str) -> Page:
    """The files of the release being shown are open; those of others are one click away, the latest first."""
    known = RELEASES.known
    found: dict[str, list[File]] = {}
    for file in files.files([release.release_id for release in known]):
        found.setdefault(file.release_id, []).append(file)
    return Page(
        "Downloads",
        [
            html.P(
                "Every table behind this page, as the file that was released, for each release that was not withdrawn.",
                className="govuk-body-l app-lead",
            ),
            heading("Files by release"),
            *(_release(view, release, found.get(release.release_id, [])) for release in known),
            *_small_areas(view),
            heading("Prove a copy", "prove"),
            paragraph(
                "A file is sent only where it has the very bytes that were released. To prove a copy yourself, work "
                "out its SHA-256 with any tool and compare it with the one here. To prove a whole folder of files "
                "beside its manifest, without a database:"
            ),
            _command("pathways verify path/to/manifest.json"),
            paragraph(
                "It says of each file whether it is the one that was released, and names every file that is missing, "
                "changed or not part of the release."
            ),
            heading("The equality review", "review"),
            paragraph(
                "The three-yearly review of who takes part in apprenticeships and supported internships is written as "
                "spreadsheets, open data and a statement by a command, from one release. This page holds none of those "
                "files: whoever publishes writes them, and finds them in the folder reviews of the tracker's home. The "
                "same figures are on the page ",
                html.A("Equality", href=view.href("/equality"), className="govuk-link"),
                ".",
            ),
            _command("pathways ehrc-extract --to 2024/25"),
            _command("pathways verify path/to/the/review"),
        ],
    )


def _release(view: View, release: Release, found: list[File]) -> Any:
    state = "latest" if release == view.latest else "earlier"
    caption = f"Release {release.release_id} ({state})"
    total = sum(file.size_bytes for file in found)
    about = [
        paragraph(
            f"Released {numbers.moment(release.released_at)}, figures as known on "
            f"{numbers.moment(release.as_known_on)}. {numbers.plural(len(found), 'file')}, {numbers.size(total)} "
            "together, all comma-separated text (CSV, UTF-8)."
        ),
        *(
            [paragraph("Files named so hold figures of made-up extracts.")]
            if any(f.is_synthetic for f in found)
            else []
        ),
    ]
    columns = ["Table", "Rows", "Size", "Format", "File"]
    content = Table(
        caption,
        columns,
        [[_name(file), numbers.number(file.rows), numbers.size(file.size_bytes), "CSV", _file(file)] for file in found],
        more=[
            html.Span(["SHA-256: ", html.Span(file.sha256, className="app-hash")], className="app-muted")
            for file in found
        ],
    )
    shown = [*about, table(content, hide_caption=True)]
    if release == view.release:
        return html.Section([html.H3(caption, className="govuk-heading-m"), *shown])
    return details(caption, *shown)


def _small_areas(view: View) -> list[Any]:
    """Under which code and name the files of linked records have the councils that they do not count alone."""
    found = linked.small_areas(view.snapshot)
    if not found:
        return []
    rows = [[area.alone, area.name, area.code] for area in found]
    return [
        heading("Councils that are counted together", "small-areas"),
        paragraph(
            "Figures made from linked records count the smallest councils with a neighbour, under its code, so that "
            "nobody who lives there can be recognised: in the files indicator_figure.csv and link_rate.csv. Regions "
            "and England hold everyone either way. Official statistics are as published, each council alone."
        ),
        table(
            Table("Councils that are counted together", ["Council", "Counted as", "Code in the files"], rows),
            hide_caption=True,
        ),
    ]


def _command(words: str) -> html.P:
    return html.P(html.Code(words, className="app-hash"), className="govuk-body")


def _name(file: File) -> str:
    return file.table.replace("_", " ").capitalize() + " (made-up data)" * file.is_synthetic


def _file(file: File) -> Any:
    if file.is_served:
        return csv_link(f"Download {file.path}", f"/files/{file.release_id}/{file.path}")
    return f"Ask the publisher: {file.path} is in the folder of release {file.release_id}"
