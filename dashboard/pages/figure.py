"""Where one figure comes from, down to the row of the file."""

from typing import Any

import dash
from dash import html

from dashboard.components.content import Table, heading, paragraph, table
from dashboard.components.indicators import facts
from dashboard.components.shell import SERVICE, Page, page
from dashboard.queries import lineage
from dashboard.views import View
from dashboard.words import numbers

dash.register_page(__name__, path="/figures", title=f"Where a figure comes from - {SERVICE}")

ROLES = {"value": "The figure itself", "numerator": "Counted", "denominator": "Out of"}
REVISIONS = {
    "provisional": "Provisional [p]",
    "revised": "Revised [r]",
    "not marked": "Not marked as provisional or revised",
}
MOST_CELLS = 200


@page("/figures")
def layout(view: View, asked_id: str = "", **_: str) -> Page:
    """The figure, its definition and owner, and every cell behind it."""
    row = lineage.statistic(view.snapshot, asked_id)
    if row is None:
        return Page(
            "Figure not found",
            [paragraph("This release has no figure of that name. It may be in another release.")],
            is_missing=True,
        )
    indicator = view.snapshot.indicators[row["indicator_id"]]
    cells = lineage.cells(view.release.release_id, asked_id)
    shown = numbers.figure(row["value"], row["value_status"], indicator.unit, indicator.decimals)
    group = None if row["breakdown"] == "total" else f"{row['topic_label']}: {row['breakdown_label']}"
    counts = None
    if row["numerator"] is not None and row["denominator"]:
        counts = f"{numbers.number(row['numerator'])} of {numbers.number(row['denominator'])}"
    link = html.A(indicator.title, href=view.href(f"/indicators/{indicator.indicator_id}"), className="govuk-link")
    return Page(
        "Where this figure comes from",
        [
            facts(
                [
                    ("Figure", html.Strong(shown)),
                    ("Counts", counts),
                    ("Indicator", link),
                    ("Place", view.snapshot.area_names.get(row["area_code"], row["area_code"])),
                    ("Period", row["period_label"]),
                    ("Group", group),
                    ("State", REVISIONS.get(row["revision"] or "")),
                    ("Made up", "Yes: from a sample file" if row["is_synthetic"] else None),
                    ("Definition", f"{indicator.definition} (version {indicator.definition_version})"),
                    ("Owner", numbers.DEPARTMENTS[indicator.owner_department]),
                    ("Release", view.release.release_id),
                    ("Name of the figure", html.Span(asked_id, className="app-hash")),
                ]
            ),
            *_files(view, cells),
            *_cells(cells),
        ],
        [("Overview", "/")],
    )


def _files(view: View, cells: list[lineage.Cell]) -> list[Any]:
    parts: list[Any] = [heading("Files")]
    for extract_id in dict.fromkeys(cell.extract_id for cell in cells):
        extract = lineage.extract(view.snapshot, extract_id)
        source = lineage.source(view.snapshot, extract["dataset"]) if extract else None
        if extract is None or source is None:
            continue
        parts.append(
            facts(
                [
                    ("Publication", source["title"]),
                    ("Publisher", source["publisher"]),
                    ("File", extract["file_name"]),
                    ("Received", numbers.moment(extract["received_at"])),
                    ("SHA-256", html.Span(extract["sha256"], className="app-hash")),
                    ("Extract", html.Span(extract_id, className="app-hash")),
                    ("Licence", source["licence"]),
                    ("Published at", source["publication"]),
                ]
            )
        )
    return parts


def _cells(cells: list[lineage.Cell]) -> list[Any]:
    rows = [
        [ROLES.get(cell.role, cell.role), cell.extract_id, cell.source_column, numbers.number(cell.source_row)]
        for cell in cells[:MOST_CELLS]
    ]
    more = f" The first {MOST_CELLS} of {len(cells)} are listed." if len(cells) > MOST_CELLS else ""
    return [
        heading("Cells"),
        paragraph(f"Rows are numbered as a spreadsheet shows them: the header is row 1.{more}"),
        table(
            Table(
                "Cells that this figure was read or worked out from",
                ["Part", "Extract", "Column", "Row"],
                rows,
                numeric=1,
            ),
            hide_caption=True,
        ),
    ]
