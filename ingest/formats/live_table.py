"""MHCLG's live tables: several header rows, years and quarters down, a column that marks revised and provisional rows.

As the publisher ships them (a sheet of an xls, xlsx or ods workbook), or that sheet saved as CSV.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

import polars as pl

from ingest.formats import BROKEN_SCHEMA, Batch, Headers, workbook
from ingest.formats.source import Source
from ingest.periods import MARK, without_marks, year_or_quarter

_NAMES: Final = {"period": "period", "revision": "marker", "label": "column heading", "value": "value"}
_YEAR: Final = re.compile(r"(\d{4})(?:\.0)?")
_QUARTER: Final = re.compile(r"Q[1-4]")
_END: Final = re.compile(r"(notes?|sources?|footnotes?)\b", re.IGNORECASE)
_MARK: Final = re.compile(MARK, re.IGNORECASE)
_MARK_AT_END: Final = rf"(?i)(?:^| |\])({MARK})$"  # in a column of its own, or behind the period
_QUARTER_OF_YEARS: Final = re.compile(r"(\d{4}[/-]\d{2,4}) Q([1-4])(.*)")
_NUMBER: Final = re.compile(r"-?[\d,]*\.?\d+%?")
# Superscripts of notes lose their place when a cell becomes text: "needs1", "needs [note 2]".
_NOTE: Final = re.compile(r"(?<=[A-Za-z)])\d(?:,\d)*$|\s*\[notes? [\d, ]+\]$", re.IGNORECASE)
_LARGEST_AS_TEXT: Final = 4 * 1024**2


@dataclass(frozen=True)
class LiveTable:
    """One row for each year or quarter and column of figures: `period`, `revision`, `label` and `value`.

    Attributes:
        number: the table's number; it names the sheet and stands in the title.
        repairs: text of a label to what it should be, where a line end was lost on the way.
    """

    number: str
    repairs: Mapping[str, str] = field(default_factory=dict)

    def headers(self, source: Source) -> Headers | None:
        """The four columns; None where there is no such table."""
        cells = self._cells(source)
        has_periods = cells is not None and any(map(year_or_quarter, _periods(cells).values()))
        return Headers(_NAMES) if has_periods else None

    def batches(self, source: Source, columns: tuple[str, ...] | None = None) -> Iterator[Batch]:
        """The whole table at once."""
        cells = self._cells(source)
        if cells is None:
            return
        periods = _periods(cells)
        first = min(periods)
        body = cells.join(
            pl.DataFrame(list(periods.items()), schema={"source_row": pl.Int64, "period": pl.String}, orient="row"),
            on="source_row",
            maintain_order="left",
        )
        marker = _marker(body)
        labels = _labels(cells.filter(pl.col("source_row") < first), body, self.repairs, but_not=marker)
        rows = (
            body.with_columns(revision=_revision(marker))
            .unpivot(index=["source_row", "period", "revision"], on=list(labels), variable_name="place")
            .with_columns(
                label=pl.col("place").replace_strict(labels, return_dtype=pl.String),
                row_id=pl.col("source_row") * cells.width + pl.col("place").str.strip_prefix("c").cast(pl.Int64),
            )
            .sort("row_id")
        )
        wanted = columns if columns is not None else tuple(_NAMES)
        yield Batch(rows.select("source_row", "row_id", *wanted), pl.DataFrame(schema=BROKEN_SCHEMA))

    def _cells(self, source: Source) -> pl.DataFrame | None:
        if source.kind == "workbook":
            sheet = workbook.find_sheet(source, self.number)
            return None if sheet is None else workbook.grid(source, sheet)
        if source.kind == "text" and source.path.stat().st_size <= _LARGEST_AS_TEXT:
            title = rf'["\s]*(?:Table )?{self.number}\b'
            return _grid_of_text(source) if re.match(title, _text(source)) else None
        return None


def _periods(cells: pl.DataFrame) -> dict[int, str]:
    """Row to period, of the rows that hold figures; a quarter takes the year of the last row that names one."""
    found: dict[int, str] = {}
    year = ""
    for row, *texts in cells.iter_rows():
        first, second = [*texts, None, None][:2]
        if found and first and _END.match(first):
            break
        if not any(texts[2:]):
            continue
        calendar_year = _YEAR.fullmatch(first or "")
        year = calendar_year[1] if calendar_year else year
        quarter = next((text for text in (second, first) if text and _is_quarter(text)), None)
        if first and year_or_quarter(first):
            found[row] = first
        elif quarter and year:
            found[row] = f"{year} {quarter}"
        elif found or _is_of_figures(texts):  # its period is unknown
            found[row] = " ".join(text for text in (first, second) if text and not _NUMBER.fullmatch(text))
    return _by_the_calendar(found)


def _is_quarter(text: str) -> bool:
    return _QUARTER.fullmatch(without_marks(text)) is not None


def _by_the_calendar(found: dict[int, str]) -> dict[int, str]:
    """Periods with "2024-25 Q1" to "Q4" as quarters of the calendar, which the publisher's numbers are elsewhere.

    Rows follow each other in time: in a table that counts from April, the first quarter stands beside the second.
    """
    within = {row: match for row, text in found.items() if (match := _QUARTER_OF_YEARS.fullmatch(text))}
    numbers = [(match[1], match[2]) for match in within.values()]
    beside = {(*sorted((first[1], second[1])),) for first, second in pairwise(numbers) if first[0] == second[0]}
    if ("1", "2") not in beside:
        return found
    return found | {row: f"{match[1]} Q{int(match[2]) % 4 + 1}{match[3]}" for row, match in within.items()}


def _is_of_figures(texts: list[str | None]) -> bool:
    """Whether a row has a label and behind it mostly numbers; a row of headings has few, and none has a label."""
    behind = [text for text in texts[1:] if text]
    numbers = [text for text in behind if _NUMBER.fullmatch(text)]
    return bool(texts[0]) and len(numbers) * 2 > len(behind)


def _marker(body: pl.DataFrame) -> str | None:
    """The column that marks rows as revised or provisional: words alone, and some of them marks that are known."""
    for column in body.columns[1:-1]:
        marks = body[column].drop_nulls().to_list()
        if any(map(_MARK.fullmatch, marks)) and not any(re.search(r"\d", mark) for mark in marks):
            return column
    return None


def _revision(marker: str | None) -> pl.Expr:
    """The mark of each row, without brackets; of a column of marks also one that is not known, to be told of."""
    mark = pl.col(marker or "period").str.extract(_MARK_AT_END).str.strip_chars("()[]")
    return mark if marker is None else pl.coalesce(mark, pl.col(marker))


def _labels(
    header: pl.DataFrame, body: pl.DataFrame, repairs: Mapping[str, str], *, but_not: str | None
) -> dict[str, str]:
    """Place to heading, of the columns of figures.

    The heading is the lowest text above the column. Where that is a bare number ("1", "2", "3+"), the group it stands
    in goes before it.
    """
    places = [column for column in header.columns if column not in ("source_row", but_not)]
    rows = [dict(zip(places, row, strict=True)) for row in header.select(places).iter_rows()]
    labels: dict[str, str] = {}
    for place in places:
        texts = [row[place] for row in rows if row[place] and not row[place].startswith("Unnamed:")]
        is_quarter = place == "c1" and any(map(_is_quarter, body[place].drop_nulls()))
        if place == "c0" or is_quarter or not texts or body[place].null_count() == body.height:
            continue
        heading = _plain(texts[-1], repairs)
        if not re.search("[A-Za-z]", heading):
            heading = f"{_group(rows, places, place, repairs)}: {heading}"
        labels[place] = heading
    return labels


def _group(rows: list[dict[str, str | None]], places: list[str], place: str, repairs: Mapping[str, str]) -> str:
    """The text above and to the left: a merged cell keeps its text in its first column."""
    lowest = max(number for number, row in enumerate(rows) if row[place])
    for row in reversed(rows[:lowest]):
        to_the_left = [row[other] for other in places[: places.index(place) + 1] if row[other]]
        if to_the_left:
            return _plain(str(to_the_left[-1]), repairs)
    return ""


def _plain(heading: str, repairs: Mapping[str, str]) -> str:
    text = " ".join(heading.split())
    for broken, whole in repairs.items():
        text = text.replace(broken, whole)
    return _NOTE.sub("", text).removesuffix(".0")


def _text(source: Source) -> str:
    return source.path.read_text(source.encoding.replace("utf-8", "utf-8-sig"), errors="replace")


@lru_cache(maxsize=2)
def _grid_of_text(source: Source) -> pl.DataFrame | None:
    try:
        rows = list(csv.reader(io.StringIO(_text(source), newline="")))
    except csv.Error:
        return None
    width = max((len(row) for row in rows), default=0)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return workbook.as_grid(pl.DataFrame(padded, schema=[f"c{place}" for place in range(width)], orient="row"))
