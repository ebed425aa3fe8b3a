"""Every source and extract, what symbols mean, what was set aside, what to beware of."""

import json
from typing import Any

import dash
from dash import html

from dashboard.components.content import Table, contents, csv_link, details, heading, paragraph, table
from dashboard.components.shell import SERVICE, Page, page
from dashboard.queries import records, sources
from dashboard.views import View
from dashboard.words import numbers
from dashboard.words.records import feeds_summary

dash.register_page(__name__, path="/sources", title=f"Sources and quality - {SERVICE}")


CONTENTS = {
    "sources": "Sources",
    "records": "Records about people",
    "symbols": "Symbols",
    "set-aside": "Rows set aside",
    "files": "Files",
    "care": "Read with care",
}


@page("/sources")
def layout(view: View, **_: str) -> Page:
    """From what arrived to what to beware of."""
    found = sources.sources(view.snapshot)
    extracts = sources.extracts(view.snapshot)
    return Page(
        "Sources and quality",
        [
            html.P(_summary(found, extracts), className="govuk-body-l app-lead"),
            contents(CONTENTS),
            *_sources(found),
            *_records(view),
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
            [source["title"], html.Span(source["department"], className="app-group")],
            numbers.day(source["last_received_at"]) if source["last_received_at"] else "never",
            [_timeliness(source), html.Span(_due(source), className="app-group app-nowrap")],
            numbers.number(source["files"] or 0),
            _rows(source),
        ]
        for source in found
    ]
    columns = ["Source", "Last received", "Timeliness", "Files", "Rows"]
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
        heading(CONTENTS["sources"], "sources"),
        table(Table("Sources", columns, rows, numeric=2), hide_caption=True),
        details("Publishers, licences and addresses", html.Dl(parts, className="govuk-body-s")),
    ]


def _records(view: View) -> list[Any]:
    """What came of records about people, of which a page of its own says more."""
    found = records.feeds(view.snapshot)
    parts: list[Any] = [heading(CONTENTS["records"], "records")]
    if not any(feed["extracts"] for feed in found):
        return [*parts, paragraph("No file of records about people has come yet. All of the above are statistics.")]
    more = html.A(
        "What came of each return, and how well records are linked", href=view.href("/records"), className="govuk-link"
    )
    return [
        *parts,
        paragraph(
            "Beside statistics, departments send records, from which the tracker counts what became of young people. ",
            feeds_summary(found),
        ),
        paragraph(more),
    ]


def _due(source: dict[str, Any]) -> str:
    days = source["expected_every_days"]
    return f"due every {numbers.plural(days, 'day')}" if days else "no set time"


def _rows(counts: dict[str, Any]) -> list[Any]:
    """Rows received, and how many of them were set aside or came twice where any were."""
    parts = [(counts["rows_quarantined"], "set aside"), (counts["rows_duplicate"], "repeated")]
    apart = ", ".join(f"{numbers.number(count)} {words}" for count, words in parts if count)
    return [
        numbers.number(counts["rows_received"] or 0),
        html.Span(apart, className="app-group") if apart else None,
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
        heading(CONTENTS["symbols"], "symbols"),
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
    parts: list[Any] = [heading(CONTENTS["set-aside"], "set-aside")]
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
            Table("Rows set aside, by rule", ["Source", "Rule", "Reason", "Rows"], rows, numeric=1, as_cards=True),
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
            [
                html.Span(extract["file_name"], className="app-file"),
                html.Span(extract["title"] or extract["dataset"], className="app-group"),
            ],
            extract["coverage_label"] or "",
            numbers.day(extract["received_at"]),
            html.Span("In use" if extract["is_used"] else "Not in use", className="app-nowrap"),
            _rows(extract),
        ]
        for extract in extracts
    ]
    columns = ["File", "Covers", "Received", "State", "Rows"]
    return [
        heading(CONTENTS["files"], "files"),
        paragraph(
            "Every file received of the sources above. One is not in use where a better file of the same figures "
            "stands. Files of no source above, such as those that were not recognised, are kept as well; nothing of "
            "them is shown here and they are not in this list."
        ),
        table(
            Table("Files", columns, rows, numeric=1, more=[_more(extract) for extract in extracts]), hide_caption=True
        ),
        html.P(
            csv_link("Download the list of files (CSV)", view.href("/download/extracts.csv")), className="govuk-body"
        ),
    ]


def _more(extract: dict[str, Any]) -> html.Details:
    """What few need to know of a file."""
    said = [
        ("Kind", "Made up" if extract["is_synthetic"] else "Real"),
        ("Received", numbers.moment(extract["received_at"])),
        ("Rows", _account(extract)),
        ("Notes", _notes(extract["notes"])),
        ("SHA-256", html.Span(extract["sha256"], className="app-hash")),
    ]
    summary = [
        "Kind, rows, notes and hash",
        html.Span(f" of {extract['file_name']}", className="govuk-visually-hidden"),
    ]
    return details(summary, html.Ul([html.Li([f"{name}: ", value]) for name, value in said if value]))


def _account(extract: dict[str, Any]) -> str:
    """Where every row of a file went."""
    counts = (extract[name] for name in ("rows_received", "rows_accepted", "rows_quarantined", "rows_duplicate"))
    return "{} received = {} accepted + {} set aside + {} repeated".format(*map(numbers.number, counts))


def _notes(notes: str | None) -> str:
    read = json.loads(notes) if notes else []
    return " ".join(map(str, read)) if isinstance(read, list) else str(read)


def _caveats(view: View) -> list[Any]:
    found = sources.caveats(view.snapshot)
    return [
        heading(CONTENTS["care"], "care"),
        table(
            Table("What to know about each indicator", ["Indicator", "Caveat"], [list(pair) for pair in found]),
            hide_caption=True,
        ),
    ]
