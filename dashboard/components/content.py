"""Tables, charts and filters: each is usable without its picture, by keyboard and on a narrow screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html

from dashboard.figures.look import Figure
from dashboard.snapshot import Indicator
from dashboard.views import View
from dashboard.words import numbers

Row = Mapping[str, Any]
NARROW_COLUMNS = 4  # more do not fit a narrow screen: there each row becomes a card


@dataclass(frozen=True)
class Table:
    """A table: the first cell of each row is its header; the last `numeric` columns hold figures.

    A table of more than four columns, or one `as_cards`, becomes a list of cards on a narrow screen. `more` holds what
    stands under each row, across all columns.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    numeric: int = 0
    chosen_row: int | None = None
    is_tall: bool = False
    as_cards: bool = False
    more: Sequence[Any] = ()

    @property
    def is_wide(self) -> bool:
        """Whether it does not fit a narrow screen."""
        return self.as_cards or len(self.columns) > NARROW_COLUMNS


def table(content: Table, *, hide_caption: bool = False) -> html.Div:
    """A table in a region of its own that scrolls sideways, and by keyboard, where it is wider than the screen.

    Shown as cards its elements are no longer laid out as a table, and browsers then forget that it is one; so a wide
    table says by role what each of its elements is, and each cell holds the name of its column for the card.
    """
    first_numeric = len(content.columns) - content.numeric

    def role(name: str) -> dict[str, str]:
        return {"role": name} if content.is_wide else {}

    heads = [
        html.Th(
            name,
            scope="col",
            className="govuk-table__header" + _numeric(place, first_numeric, "header"),
            **role("columnheader"),
        )
        for place, name in enumerate(content.columns)
    ]
    body = []
    for number, row in enumerate(content.rows):
        cells = [
            html.Td(
                html.Div(cell) if content.is_wide else cell,
                className="govuk-table__cell" + _numeric(place, first_numeric, "cell"),
                **role("cell"),
                **({"data-label": content.columns[place]} if content.is_wide else {}),
            )
            for place, cell in enumerate(row[1:], start=1)
        ]
        chosen = " app-row--chosen" if number == content.chosen_row else ""
        header = html.Th(row[0], scope="row", className="govuk-table__header", **role("rowheader"))
        body.append(html.Tr([header, *cells], className=f"govuk-table__row{chosen}", **role("row")))
        if content.more:
            across = html.Td(content.more[number], colSpan=str(len(content.columns)), **role("cell"))
            body.append(html.Tr(across, className="govuk-table__row app-row--more", **role("row")))
    hidden = " govuk-visually-hidden" if hide_caption else ""
    return html.Div(
        html.Table(
            [
                html.Caption(content.caption, className="govuk-table__caption govuk-table__caption--s" + hidden),
                html.Thead(
                    html.Tr(heads, className="govuk-table__row", **role("row")),
                    className="govuk-table__head",
                    **role("rowgroup"),
                ),
                html.Tbody(body, className="govuk-table__body", **role("rowgroup")),
            ],
            className="govuk-table app-table" + (" app-table--wide" if content.is_wide else ""),
            **role("table"),
        ),
        className="app-scroll" + (" app-scroll--tall" if content.is_tall else ""),
        role="region",
        tabIndex="0",
        **{"aria-label": f"Table: {content.caption}"},
    )


def _numeric(place: int, first: int, part: str) -> str:
    return f" govuk-table__{part}--numeric" if place >= first and place > 0 else ""


def details(summary: Any, *children: Any) -> html.Details:
    """Something to open."""
    return html.Details(
        [
            html.Summary(
                html.Span(summary, className="govuk-details__summary-text"), className="govuk-details__summary"
            ),
            html.Div(list(children), className="govuk-details__text"),
        ],
        className="govuk-details",
    )


def chart(  # noqa: PLR0913 - every part of a chart is named where it is made
    figure: Figure,
    *,
    key: str,
    height: int,
    caption: str,
    says: str,
    content: Table | html.Div,
    download: str,
    notes: Sequence[str] = (),
    beside: Any = None,
    key_above: Sequence[tuple[str, str]] = (),
    legend: Any = None,
) -> html.Figure:
    """A chart with its caption, a sentence of what it shows, its table and its data as CSV.

    Args:
        figure: what to draw.
        key: names the chart among those of the page.
        height: pixels kept for it before it is drawn, so that nothing moves.
        caption: what is drawn.
        says: what it shows, in a sentence; with the caption it is what a screen reader is given for the picture.
        content: the same figures as a table, or one that is made already.
        download: address of the same figures as CSV.
        notes: what a reader must know to read it rightly.
        beside: such as the key of a map.
        key_above: what each mark of the chart stands for, as (`bar` or `diamond`, words).
        legend: which colour is what, in words, where there are many.
    """
    drawing = html.Div(
        dcc.Graph(
            id=f"chart-{key}",
            figure=figure,
            config={"displayModeBar": False, "responsive": True, "doubleClick": False, "showTips": False},
            style={"height": f"{height}px"},
        ),
        className="app-chart__box",
        role="img",
        style={"height": f"{height}px"},
        **{"aria-label": f"Chart. {caption}. {says}"},
    )
    return html.Figure(
        [
            html.Figcaption(
                [html.H3(caption, className="app-chart__caption"), html.P(says, className="app-chart__says")]
            ),
            html.P(
                [html.Span([html.Span(className=f"app-key__{sign}"), words]) for sign, words in key_above],
                className="app-key",
            )
            if key_above
            else None,
            legend,
            html.Div([drawing, beside], className="app-map") if beside is not None else drawing,
            html.Ul([html.Li(note) for note in notes], className="app-chart__notes") if notes else None,
            details("Show this chart as a table", table(content) if isinstance(content, Table) else content),
            html.P(csv_link("Download these figures (CSV)", download), className="app-chart__links"),
        ],
        className="app-chart",
    )


def csv_link(words: str, href: str) -> html.A:
    """A link that saves a file."""
    return html.A(words, href=href, className="govuk-link", download="")


@dataclass(frozen=True)
class Select:
    """A choice: its name in the address, its label, the options by value, and the one in force."""

    name: str
    label: str
    options: Mapping[str, str]
    chosen: str


def filters(view: View, selects: Sequence[Select], action: str | None = None) -> html.Form:
    """Native selects whose state is the address. The button carries the release, where an earlier one is shown.

    Browsers bring back what was chosen when someone goes back; the address, not that, says what the page shows, so they
    are asked not to, and assets/page.js puts the choice in force back where they do.
    """
    groups = [
        html.Div(
            [
                html.Label(select.label, htmlFor=f"filter-{select.name}", className="govuk-label"),
                html.Select(
                    [
                        html.Option(text, value=value, selected="selected" if value == select.chosen else None)
                        for value, text in select.options.items()
                    ],
                    id=f"filter-{select.name}",
                    name=select.name,
                    className="govuk-select",
                    autoComplete="off",
                    **{"data-chosen": select.chosen},
                ),
            ],
            className="govuk-form-group",
        )
        for select in selects
    ]
    carried = {} if view.is_latest else {"name": "release", "value": view.release.release_id}
    return html.Form(
        [*groups, html.Button("Show", type="submit", className="govuk-button", **carried)],
        method="get",
        action=action or view.path,
        className="app-filters",
        role="search",
        autoComplete="off",
        **{"aria-label": "Choose what to show"},
    )


def status(words: str) -> html.P:
    """What the filters gave: said, and given the keyboard, after they are applied (assets/page.js)."""
    return html.P(words, role="status", tabIndex="-1", className="app-status", **{"data-say-on-arrival": "true"})


def figure_link(view: View, row: Row | None, indicator: Indicator) -> Any:
    """A figure, or why there is none, one click from where it comes from; a dash where nothing was ever published."""
    if row is None:
        return html.Span("no figure", className="app-muted")
    words = numbers.figure(row["value"], row["value_status"], indicator.unit, indicator.decimals)
    is_number = row["value"] is not None
    mark = " [p]" if row["revision"] == "provisional" and row["value"] is not None else ""
    return html.A(
        words + mark,
        href=view.figure_href(row["statistic_id"]),
        className="govuk-link govuk-link--no-visited-state" + (" app-nowrap" if is_number else ""),
    )


def heading(words: str, key: str | None = None) -> html.H2:
    """A part of the page."""
    return html.H2(words, className="govuk-heading-l", **({"id": key} if key else {}))


def contents(parts: Mapping[str, str]) -> html.Nav:
    """The parts of a long page, by the key of their heading, to go to."""
    links = [
        html.A(words, href=f"#{key}", className="govuk-link govuk-link--no-visited-state")
        for key, words in parts.items()
    ]
    return html.Nav(
        html.Ul([html.Li(link) for link in links], className="govuk-list"), **{"aria-label": "Parts of this page"}
    )


def paragraph(*children: Any) -> html.P:
    """Running text at a readable width."""
    return html.P(list(children), className="govuk-body app-measure")


def made_up() -> html.Div:
    """What stands above figures of made-up records."""
    return html.Div(
        html.P(
            [
                html.Strong("Made-up data. "),
                (
                    "The records behind these figures are synthetic, to show how the tracker works. They say nothing "
                    "about real people, places or departments."
                ),
            ]
        ),
        className="app-banner app-banner--made-up govuk-!-margin-bottom-6",
    )
