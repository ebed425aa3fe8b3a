"""The Dash app: its pages painted by the server first, its answers kept as bytes, its headers strict."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import dash
from dash import html
from flask import Flask, Response, jsonify, request

from dashboard import answers, downloads, security
from dashboard.components.shell import SERVICE, is_missing_here
from dashboard.first_paint import to_html
from dashboard.views import RELEASES
from pathways.errors import DatabaseError

HERE = Path(__file__).parent
DESCRIPTION = (
    "Whether young people with special educational needs and disabilities in England reach work, apprenticeships, "
    "supported internships and homes of their own, and which department is answerable."
)
ENTRY = '<div id="react-entry-point" data-waiting=""></div>'
INDEX = """<!DOCTYPE html>
<html lang="en" class="govuk-template">
<head>
{%metas%}
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body class="govuk-template__body">
{%app_entry%}
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>"""


class Pages(dash.Dash):  # type: ignore[misc]  # Dash is not typed
    """Dash, with the words of the page in the HTML it sends first."""

    def interpolate_index(self, **parts: str) -> str:
        """The page of this request as HTML, before the element where Dash will draw the same page."""
        page, variables = page_of(request.path)
        asked = {name: values[-1] for name, values in parse_qs(request.query_string.decode()).items()}
        painted = to_html(page["layout"](**variables, **asked))
        title = page["title"](**variables) if callable(page["title"]) else page["title"]
        entry = f'<div id="first-paint">{painted}</div>\n{ENTRY}'
        icon = f'<link rel="icon" href="{self.get_asset_url("favicon.svg")}" type="image/svg+xml">'
        parts |= {"title": title, "app_entry": entry, "favicon": icon}
        return super().interpolate_index(**parts)  # type: ignore[no-any-return]  # Dash is not typed


def page_of(path: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The registered page of a path and what its template takes from it; the page for addresses that are not there."""
    for page in dash.page_registry.values():
        template = page["path_template"] or page["path"]
        pattern = re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", template)
        if found := re.fullmatch(pattern, path.rstrip("/") or "/"):
            return page, found.groupdict()
    return not_found(), {}


def not_found() -> dict[str, Any]:
    """The page for addresses that are not there."""
    return next(page for name, page in dash.page_registry.items() if name.endswith("not_found_404"))


def create_app() -> dash.Dash:
    """The app with every route, ready to serve; its callbacks are registered before the first person comes."""
    app = Pages(
        __name__,
        server=Flask("dashboard"),
        use_pages=True,
        pages_folder=str(HERE / "pages"),
        assets_folder=str(HERE / "assets"),
        assets_ignore=r".*\.(br|gz|md|svg)",
        include_pages_meta=False,
        suppress_callback_exceptions=True,
        index_string=INDEX,
        title=SERVICE,
        update_title=None,
        meta_tags=[{"name": "description", "content": DESCRIPTION}, {"name": "theme-color", "content": "#12304a"}],
        enable_mcp=False,
        use_async=False,
    )
    app.layout = html.Div(dash.page_container)
    server: Flask = app.server
    server.add_url_rule("/health", view_func=_health)
    server.register_error_handler(DatabaseError, _database_away)
    downloads.add_to(server)
    security.add_to(server, app.csp_hashes)  # Flask runs these last to first: the headers come after all else
    answers.add_to(server, lambda: is_missing_here() or page_of(request.path)[0] is not_found())
    with server.test_client() as first:
        first.get("/_dash-dependencies")  # Dash registers the callbacks of its pages at the first request
    return app


def _database_away(_error: DatabaseError) -> Response:
    """For what is not in memory: an earlier release, or the rows behind a figure."""
    words = (
        "<h1>This part of the tracker cannot be read just now</h1><p>Its database is away. Try again in a minute.</p>"
    )
    page = (
        f'<!DOCTYPE html><html lang="en"><head><title>Try again - {SERVICE}</title></head><body>{words}</body></html>'
    )
    return Response(page, status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "60"})


def _health() -> Response:
    """For whoever watches: 200 while the page can show something or only waits for the first release."""
    latest = RELEASES.latest
    answer = jsonify(
        status="ok" if RELEASES.problem is None else "database away",
        release=latest.release_id if latest else None,
    )
    if RELEASES.problem and latest is None:
        answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return answer
