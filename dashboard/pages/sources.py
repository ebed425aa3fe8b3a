"""Every source and extract, what symbols mean, what was set aside, what to beware of."""

import json
from typing import Any

import dash
from dash import html

from dashboard.components.content import Table, csv_link, details, heading, paragraph, table
from dashboard.components.shell import SERVICE, Page, page
from dashboard.queries import sources
from dashboard.views import View
from dashboard.words import numbers

dash.register_page(__name__, path="/sources", title=f"Sources and quality - {SERVICE}")


@page("/sources")
def layout(view: View, **_: str) -> Page:
    """From what arrived to what to beware of."""
    found = sources.sources(view.snapshot)
    extracts = sources.extracts(view.snapshot)
    return Page(
        "Sources and quality",
        [
            html.P(_summary(found, extracts), className="govuk-body-l app-lead"),
            *_sources(found),
            *_symbols(found),
            *_quarantine(view),
            *_extracts(view, extracts),
            *_caveats(view),
        ],
    )


def _summary(found: list[dict[str, Any]], extracts: list[dict[str, Any]]) -> str:
    received = sum(extract["rows_received"] for extract in extracts)
    aside = sum(extract["rows_quarantined"] for extract in extracts)
    late = sum(bool(source["is_late"]) for source in found)
    came = (
        numbers.plural(len(extracts), "file"),
        numbers.plural(len(found), "source"),
        numbers.plural(received, "row"),
    )
    words = "{} from {} hold {}. ".format(*came)
    words += (
        "None was set aside."
        if not aside
        else f"{numbers.plural(aside, 'row')} broke a rule and {'was' if aside == 1 else 'were'} set aside."
    )
    return words + (
        f" {numbers.plural(late, 'source')} {'is' if late == 1 else 'are'} late." if late else " No source is late."
    )


def _sources(found: list[dict[str, Any]]) -> list[Any]:
    rows = [
        [
            source["title"],
            source["department"],
            html.Span(numbers.day(source["last_received_at"]), className="app-nowrap")
            if source["last_received_at"]
            else "never",
            _timeliness(source),
            f"{source['expected_every_days']} days" if source["expected_every_days"] else "no set time",
            *(
                numbers.number(source[name] or 0)
                for name in ("files", "rows_received", "rows_quarantined", "rows_duplicate")
            ),
        ]
        for source in found
    ]
    columns = [
        "Source",
        "Department",
        "Last received",
        "Timeliness",
        "Due every",
        "Files",
        "Rows received",
        "Set aside",
        "Repeated",
    ]
    parts = []
    for source in found:
        said = [
            ("Publisher", source["publisher"]),
            ("Licence", source["licence"]),
            ("Published at", source["publication"]),
            ("Beware", source["caveat"]),
        ]
        parts += [html.Dt(source["title"], className="govuk-!-font-weight-bold")]
        parts += [html.Dd(f"{name}: {value}") for name, value in said if value]
    return [
        heading("Sources"),
        table(Table("Sources", columns, rows, numeric=4), hide_caption=True),
        details("Publishers, licences and addresses", html.Dl(parts, className="govuk-body-s")),
    ]


def _timeliness(source: dict[str, Any]) -> Any:
    if not source["last_received_at"]:
        return "Not received"
    late = html.Strong("Late", className="govuk-tag govuk-tag--red")
    said = [f"Latest period: {source['latest_period']}."] if source["latest_period"] else []
    if source["behind_by_days"]:
        said.append(f"Behind by {numbers.plural(source['behind_by_days'], 'day')}.")
    return html.Span([late if source["is_late"] else "On time", html.Br(), " ".join(said)])


def _symbols(found: list[dict[str, Any]]) -> list[Any]:
    meanings: dict[str, list[str]] = {}
    for symbol, meaning in numbers.STATUSES.values():
        meanings.setdefault(symbol, []).append(meaning)
    ours = [[symbol, _sentence(", or ".join(words))] for symbol, words in meanings.items()]
    ours += [["[p]", "Provisional: the publisher may still revise it"]]
    theirs = [
        [source["title"], *_symbol_words(source["symbols"])]
        for source in found
        if source["symbols"] and source["symbols"] != "{}"
    ]
    return [
        heading("Symbols"),
        paragraph("A figure that was not published is never shown as zero. It says why it is absent:"),
        table(Table("Symbols on these pages", ["Symbol", "Meaning"], ours), hide_caption=True),
        details(
            "What each publication’s own symbols were read as",
            table(Table("Symbols by publication", ["Source", "Symbols as published"], theirs), hide_caption=True),
        ),
    ]


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _symbol_words(symbols: str) -> list[str]:
    read = json.loads(symbols)
    pairs = read.items() if isinstance(read, dict) else []
    return ["; ".join(f"{symbol.strip() or 'blank'}: {str(meaning).replace('_', ' ')}" for symbol, meaning in pairs)]


def _quarantine(view: View) -> list[Any]:
    found = sources.quarantine(view.snapshot)
    parts: list[Any] = [heading("Rows set aside")]
    if not found:
        return [*parts, paragraph("No row of any file broke a rule.")]
    rows = [
        [
            row["title"] or row["dataset"],
            row["rule"].replace("_", " "),
            row["reason"],
            numbers.number(row["rows_quarantined"]),
        ]
        for row in found
    ]
    return [
        *parts,
        paragraph(
            "A row that breaks a rule of its source is kept apart with the reason, and can be read again once the rule "
            "or the file is mended. None of these is in any figure."
        ),
        table(
            Table("Rows set aside, by rule", ["Source", "Rule", "Reason", "Rows"], rows, numeric=1, is_tall=True),
            hide_caption=True,
        ),
        html.P(
            csv_link("Download rows set aside by rule (CSV)", view.href("/download/quarantine.csv")),
            className="govuk-body",
        ),
    ]


def _extracts(view: View, extracts: list[dict[str, Any]]) -> list[Any]:
    rows = [
        [
            extract["file_name"],
            extract["title"] or extract["dataset"],
            extract["coverage_label"] or "",
            numbers.moment(extract["received_at"]),
            "In use" if extract["is_used"] else "Not in use: a better one stands",
            *(["Made up"] if extract["is_synthetic"] else ["Real"]),
            _notes(extract["notes"]),
            html.Span(extract["sha256"][:12], className="app-hash"),
            *(
                numbers.number(extract[name])
                for name in ("rows_received", "rows_accepted", "rows_quarantined", "rows_duplicate")
            ),
        ]
        for extract in extracts
    ]
    columns = [
        "File",
        "Source",
        "Covers",
        "Received",
        "State",
        "Kind",
        "Notes",
        "Hash",
        "Received rows",
        "Accepted",
        "Set aside",
        "Repeated",
    ]
    return [
        heading("Files"),
        paragraph(
            "Every file received, in use or not. Rows received are rows accepted, set aside and repeated together."
        ),
        table(Table("Files", columns, rows, numeric=4, is_tall=True), hide_caption=True),
        html.P(
            csv_link("Download the list of files (CSV)", view.href("/download/extracts.csv")), className="govuk-body"
        ),
    ]


def _notes(notes: str | None) -> str:
    read = json.loads(notes) if notes else []
    return " ".join(map(str, read)) if isinstance(read, list) else str(read)


def _caveats(view: View) -> list[Any]:
    found = sources.caveats(view.snapshot)
    return [
        heading("Read with care"),
        table(
            Table("What to know about each indicator", ["Indicator", "Caveat"], [list(pair) for pair in found]),
            hide_caption=True,
        ),
    ]
