"""An address that is not there."""

import dash
from dash import html

from dashboard.components.content import paragraph
from dashboard.components.shell import SERVICE, Page, page
from dashboard.views import View

dash.register_page(__name__, path="/page-not-found", title=f"Page not found - {SERVICE}")


@page("")
def layout(view: View, **_: str) -> Page:
    """Say so, and lead back."""
    return Page(
        "Page not found",
        [
            paragraph(
                "There is nothing at this address. Go to the ",
                html.A("overview", href=view.href("/"), className="govuk-link"),
                ".",
            )
        ],
    )
