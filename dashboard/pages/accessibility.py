"""The accessibility statement."""

import dash
from dash import html

from dashboard.components.content import heading, paragraph
from dashboard.components.shell import SERVICE, Page, page
from dashboard.views import View

dash.register_page(__name__, path="/accessibility", title=f"Accessibility statement - {SERVICE}")

DONE = (
    "Every page can be used with a keyboard alone, and shows where the keyboard is.",
    "Every chart and map has a sentence that says what it shows, and the same figures as a table and as a file.",
    "Colour is never the only sign of a meaning.",
    "Every page can be read at 400% zoom and on a narrow screen, where each row of a wide table becomes a card.",
    "Every page can be read before, and without, any script.",
    "Movement is left out for people who ask their device for less of it.",
)


@page("/accessibility")
def layout(_view: View, **_: str) -> Page:
    """What is done, what is not, and how it is known."""
    return Page(
        "Accessibility statement",
        [
            paragraph(
                "This statement covers the Post-16 pathways tracker. It aims at level AA of the Web Content "
                "Accessibility Guidelines, version 2.2."
            ),
            heading("What has been done"),
            html.Ul([html.Li(words) for words in DONE], className="govuk-list govuk-list--bullet"),
            heading("What is not yet done"),
            html.Ul(
                [
                    html.Li("No easy-read summary is offered yet."),
                    html.Li("The page has not yet been audited by people who use assistive technology every day."),
                ],
                className="govuk-list govuk-list--bullet",
            ),
            heading("How it is tested"),
            paragraph(
                "Each change is tested in Chromium with axe-core at a wide and a narrow width, with everything closed "
                "and with everything open, and by walking every page with the Tab key."
            ),
            heading("Tell us"),
            paragraph(
                "If you cannot read something here, tell whoever gave you this address: they run this copy of the "
                "tracker and can send you the figures in another form."
            ),
        ],
    )
