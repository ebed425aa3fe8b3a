"""The review's methodology, quality and disclosure statement: one HTML file that needs no other."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Final

from pathways.equality.table import SYMBOLS, ReviewTable
from publish.review.pack import Pack

_STYLE: Final = (
    "body{overflow-wrap:anywhere;font:1.1875rem/1.5 arial,sans-serif;color:#0b0c0c;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{text-align:left;vertical-align:top;padding:.5rem;"
    "border-bottom:1px solid #b1b4b6}caption{text-align:left;font-weight:bold}.scroll{overflow-x:auto}"
)
_METHOD: Final = (
    (
        "Extracts of the four departments are checked against declared contracts and their records joined to one "
        "young person in a closed identity zone; only keyed pseudonyms leave it. What is counted follows the "
        "definitions below, each with its version."
    ),
    "Counts of one year and of the three together are made from the finest groups up, never counted again.",
    (
        "A representation ratio is a group's share of those counted over its share of those it is compared with, "
        "both of those whose group is known. Rates have Wilson intervals, gaps Newcombe's (1998, method 10), "
        "ratios Katz's on the logarithm; which gaps stand out is told after Benjamini and Hochberg's step-up over "
        "all gaps of the table."
    ),
)
_QUALITY: Final = (
    (
        "Whether somebody has a learning difficulty or disability is declared by themselves at the start of "
        "learning. It is not an EHC plan, and the two are never compared."
    ),
    "Supported internships are counted by three sources in three ways; the three are never added up.",
    (
        "Records are joined without a common number. Who is joined less often (people who move, names written in "
        "several ways) is counted less often; the page Sources and quality shows by how much, by group."
    ),
    (
        "Where ILR holds a standard rather than a framework, neither level nor sector is in the record; the "
        "official figures beside the review have levels."
    ),
)
_DISCLOSURE: Final = (
    (
        "Each person has a fixed random key. The keys of those in a cell are added up and turned, by a secret "
        "table, into a change of at most 5 with a mean of 0 and a variance of 3; the result is rounded to 5. The "
        "same people get the same change in every table, file, page and release, so nothing can be learnt by "
        "subtracting one from another. A true zero stays 0."
    ),
    "Every share, gap, ratio and interval is worked out from the released counts, never from the true ones.",
    (
        "A rate of fewer than 10 is not shown, one of fewer than 30 or with fewer than 10 counted is marked and has no"
        " gap."
    ),
    (
        "Before a release everything published is attacked as somebody would who knows the rule; a release in "
        "which any count below 10 could be found, exactly or within one, is stopped."
    ),
)


def write_statement(pack: Pack, definitions: ReviewTable, path: Path) -> None:
    """Write the statement."""
    path.write_text(statement(pack, definitions), encoding="utf-8")


def statement(pack: Pack, definitions: ReviewTable) -> str:
    """The statement as HTML."""
    parts = [
        "<!doctype html>",
        f'<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(pack.title)}</title>',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(pack.title)}</h1>",
        "<p>Methodology, quality and disclosure statement.</p>",
        _section("About", pack.about),
        _section("How it was made", _METHOD),
        _definitions(definitions),
        _section("Quality", _QUALITY),
        _section("How people are protected", _DISCLOSURE),
        "<h2>Symbols</h2><ul>",
        *(f"<li>[{symbol}]: {escape(meaning)}.</li>" for symbol, meaning in SYMBOLS.items()),
        "</ul><h2>Tables</h2><ul>",
        *(
            f"<li>{escape(table.name)}: {escape(table.title)}, {table.rows.height:,} rows.</li>"
            for table in pack.tables
        ),
        "</ul></main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _section(heading: str, sentences: Iterable[str]) -> str:
    return f"<h2>{heading}</h2>" + "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


def _definitions(table: ReviewTable) -> str:
    head = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>"
        for texts in table.cells(brackets=True).iter_rows()
    )
    return (
        f'<h2>Definitions</h2><div class="scroll" tabindex="0"><table><caption>{escape(table.title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
