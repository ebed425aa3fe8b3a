"""What stands around every page: header, navigation, the release shown, footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from dash import html
from flask import g, has_request_context

from dashboard.views import KEPT_PAGES, Kept, View, asked_of, open_view
from dashboard.words.numbers import day, moment

SERVICE = "Post-16 pathways tracker"
NAVIGATION = (
    ("Overview", "/"),
    ("Local areas", "/local-areas"),
    ("Outcomes", "/outcomes"),
    ("Pathways", "/pathways"),
    ("Equality", "/equality"),
    ("Sources and quality", "/sources"),
    ("Downloads", "/downloads"),
)

_kept = Kept(KEPT_PAGES)


@dataclass(frozen=True)
class Page:
    """A page's own part.

    Attributes:
        title: its one h1.
        children: what follows.
        above: the pages above it as (name, path).
        notices: what of the address could not be followed, and what is shown in its place.
        is_missing: whether the address asks for what this release does not have; it is answered with status 404.
    """

    title: str
    children: Sequence[Any]
    above: Sequence[tuple[str, str]] = ()
    notices: Sequence[str] = ()
    is_missing: bool = False


def page(path: str) -> Callable[[Callable[..., Page]], Callable[..., html.Div]]:
    """Make a page's layout of a function from a view and what the address asked to its own part."""

    def decorate(content: Callable[..., Page]) -> Callable[..., html.Div]:
        @wraps(content)
        def layout(**parameters: Any) -> html.Div:
            asked = asked_of(parameters)
            key = (content.__module__, tuple(sorted(asked.items())))
            whole, is_missing = _kept.get(key, lambda: _whole(path, content, asked))
            if is_missing and has_request_context():
                g.is_missing = True
            return whole

        return layout

    return decorate


def is_missing_here() -> bool:
    """Whether the page of this request asks for what its release does not have."""
    return bool(g.get("is_missing"))


def _whole(path: str, content: Callable[..., Page], asked: dict[str, str]) -> tuple[html.Div, bool]:
    view = open_view(path, dict(asked))
    if view is None:
        return _shell(path, None, [html.H1("No release yet", className="govuk-heading-xl"), *_waiting()]), False
    shown = content(view, **{f"asked_{name}": value for name, value in view.asked.items() if name.isidentifier()})
    heading = html.H1(shown.title, className="govuk-heading-xl")
    above = [*map(_banner, shown.notices), _breadcrumbs(view, shown)]
    return _shell(path, view, [heading, *shown.children], above), shown.is_missing


def _shell(path: str, view: View | None, children: Sequence[Any], above: Sequence[Any] = ()) -> html.Div:
    return html.Div(
        [
            html.A("Skip to main content", href="#main", className="govuk-skip-link"),
            html.Header([_header(view), _navigation(path, view)]),
            html.Div(
                [
                    _phase(),
                    *(_release(view) if view else []),
                    *above,
                    html.Main(list(children), id="main", className="app-main", tabIndex="-1"),
                ],
                className="govuk-width-container",
            ),
            _footer(view),
        ]
    )


def _link(view: View | None, path: str) -> str:
    return view.href(path) if view else path


def _header(view: View | None) -> html.Div:
    home = html.A(SERVICE, href=_link(view, "/"), className="govuk-generic-header__homepage-link")
    return html.Div(
        html.Div(
            html.Div(home, className="govuk-generic-header__logo"),
            className="govuk-generic-header__container govuk-width-container",
        ),
        className="govuk-generic-header",
    )


def _navigation(path: str, view: View | None) -> html.Div:
    items = []
    for name, address in NAVIGATION:
        current = address == path
        link = html.A(
            html.Strong(name, className="govuk-service-navigation__active-fallback") if current else name,
            href=_link(view, address),
            className="govuk-service-navigation__link",
            **({"aria-current": "page"} if current else {}),
        )
        active = " govuk-service-navigation__item--active" if current else ""
        items.append(html.Li(link, className=f"govuk-service-navigation__item{active}"))
    listed = html.Ul(items, className="govuk-service-navigation__list", id="navigation")
    nav = html.Nav(listed, className="govuk-service-navigation__wrapper", **{"aria-label": "Pages"})
    return html.Div(
        html.Div(html.Div(nav, className="govuk-service-navigation__container"), className="govuk-width-container"),
        className="govuk-service-navigation app-navigation",
    )


def _phase() -> html.Div:
    return html.Div(
        html.P(
            [
                html.Strong("In development", className="govuk-tag govuk-phase-banner__content__tag"),
                html.Span(
                    "Management information drawn from published statistics; not itself official statistics.",
                    className="govuk-phase-banner__text",
                ),
            ],
            className="govuk-phase-banner__content",
        ),
        className="govuk-phase-banner",
    )


def _release(view: View) -> list[Any]:
    release = view.release
    line = html.Div(
        [
            html.P(
                [
                    "Release ",
                    html.Strong(release.release_id),
                    f", {day(release.released_at)}. Figures as known on {moment(release.as_known_on)}.",
                ]
            ),
            html.P(
                html.A(
                    "Other releases", href=view.href("/releases"), className="govuk-link govuk-link--no-visited-state"
                )
            ),
        ],
        className="app-release",
    )
    notices: list[Any] = []
    if view.unknown_release:
        notices.append(_banner(f"There is no release called {view.unknown_release}, so the latest is shown."))
    elif not view.is_latest:
        notices.append(
            _banner(
                "You are looking at an earlier release. Figures may have been corrected since. ",
                f"The latest is {view.latest.release_id}. ",
                html.A(
                    "See this page in the latest release", href=view.in_release(view.latest), className="govuk-link"
                ),
            )
        )
    if release.is_synthetic or view.snapshot.has_made_up_figures:
        notices.append(
            _banner(
                html.Strong("Made-up figures. "),
                "This release holds samples in the layouts of the publishers, to show how the tracker works. ",
                "They say nothing about real people or places.",
                kind=" app-banner--made-up",
            )
        )
    return [line, *notices]


def _banner(*children: Any, kind: str = "") -> html.Div:
    return html.Div(html.P(list(children)), className=f"app-banner{kind}")


def _breadcrumbs(view: View, shown: Page) -> Any:
    if not shown.above:
        return None
    items = [
        html.Li(
            html.A(name, href=view.href(path), className="govuk-breadcrumbs__link"),
            className="govuk-breadcrumbs__list-item",
        )
        for name, path in shown.above
    ]
    here = html.Li(shown.title, className="govuk-breadcrumbs__list-item", **{"aria-current": "page"})
    return html.Nav(
        html.Ol([*items, here], className="govuk-breadcrumbs__list"),
        className="govuk-breadcrumbs govuk-breadcrumbs--collapse-on-mobile",
        **{"aria-label": "Breadcrumb"},
    )


def _footer(view: View | None) -> html.Footer:
    links = (
        ("Accessibility statement", "/accessibility"),
        ("Releases", "/releases"),
        ("Sources and quality", "/sources"),
    )
    return html.Footer(
        html.Div(
            [
                html.H2("About this page", className="govuk-visually-hidden"),
                html.Ul([html.Li(html.A(name, href=_link(view, path))) for name, path in links]),
                html.P(
                    "Contains public sector information licensed under the Open Government Licence v3.0, published by "
                    "the Department for Education, the Department for Work and Pensions, the Department of Health and "
                    "Social Care, NHS England, the Ministry of Housing, Communities and Local Government and the "
                    "Office for National Statistics."
                ),
                html.P(
                    "How people are protected: official figures are shown as the departments published them, with "
                    "their own rounding and their own withheld values. Counts from linked records have a small random "
                    "change and are rounded to 5. This page holds no record of any person."
                ),
            ],
            className="govuk-width-container",
        ),
        className="app-footer",
    )


def _waiting() -> list[Any]:
    return [
        html.P(
            "Nothing has been released yet. This page shows the first release as soon as there is one.",
            className="govuk-body-l",
        ),
        html.P(
            "To make one, run pathways receive with the first files, then pathways build and pathways publish.",
            className="govuk-body",
        ),
    ]
