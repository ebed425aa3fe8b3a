"""Every release that can be shown."""

import dash
from dash import html

from dashboard.components.content import Table, paragraph, table
from dashboard.components.shell import SERVICE, Page, page
from dashboard.views import RELEASES, View
from dashboard.words import numbers

dash.register_page(__name__, path="/releases", title=f"Releases - {SERVICE}")


@page("/releases")
def layout(view: View, **_: str) -> Page:
    """The latest first; each leads to the overview as it stood."""
    known = RELEASES.known
    rows = [
        [
            html.A(
                release.release_id,
                href="/" if release == view.latest else f"/?release={release.release_id}",
                className="govuk-link",
            ),
            numbers.moment(release.released_at),
            numbers.moment(release.as_known_on),
            "Shown now" if release == view.release else ("Latest" if release == view.latest else "Earlier"),
        ]
        for release in known
    ]
    return Page(
        "Releases",
        [
            paragraph(
                "A release never changes: an address that names one shows the same figures for as long as it stands. "
                "Corrections make a new release."
            ),
            table(Table("Releases", ["Release", "Released", "Figures as known on", "State"], rows), hide_caption=True),
        ],
    )
