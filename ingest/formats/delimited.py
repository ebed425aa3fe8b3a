"""CSV as publishers ship it, read in pieces of bounded size; every row is a row of the file, whole or broken.

Polars reads each piece. Where a piece may hold rows with too few or too many fields, or quotes that do not pair, its
lines are looked at one by one first, so that one bad row never hides or shifts another.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import polars as pl

from ingest.contract import normalised
from ingest.formats import BROKEN_SCHEMA, Batch, Headers
from ingest.formats.pieces import LONGEST_RECORD, end_of_first_record, pieces, utf8
from ingest.formats.refusal import refusal
from ingest.formats.source import Source

_LONGEST_KEPT: Final = 50_000  # letters of a broken line; the whole of it is in the landing zone
_MOST_LINES_IN_A_RECORD: Final = 200
_MOST_COLUMNS: Final = 5_000
_QUOTED: Final = r'"(?:[^"]|"")*"'
_OTHER_DELIMITERS: Final = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@lru_cache(maxsize=8)
def header(source: Source) -> list[str]:
    """The names in the first row.

    Raises:
        RefusedFileError: the fields are set apart by something other than commas.
    """
    head = next(utf8(source, LONGEST_RECORD), b"")
    first = head[: end_of_first_record(head)].decode(errors="replace").strip("\r\n")
    try:
        names = next(csv.reader(io.StringIO(first)), [])
    except csv.Error:
        raise refusal(
            f"The first row of {source.name} cannot be read as the names of columns.",
            fix="It should hold the columns' names: check that this is the data file, and that it has line ends.",
        ) from None
    if len(names) > _MOST_COLUMNS:
        return []  # JSON on one line, or no table at all
    for mark, words in _OTHER_DELIMITERS.items():
        if len(names) == 1 and mark in first:
            raise refusal(
                f"{source.name} is set apart by {words}, not commas.",
                fix="Ask the sender for comma-separated CSV in UTF-8; a decimal comma would otherwise be misread.",
            )
    return names


def headers(names: list[str]) -> Headers:
    """The columns by normalised name; a name that comes twice, or is blank, is told apart by its place."""
    sent: dict[str, str] = {}
    repeated = []
    for place, name in enumerate(names, start=1):
        plain = normalised(name)
        if not plain:
            sent[f"column_{place}"] = name or f"{place} (it has no name)"
        elif plain in sent:
            repeated.append(name)
            sent[f"{plain}_{place}"] = f"{name} (column {place})"
        else:
            sent[plain] = name.removeprefix("\ufeff")
    return Headers(sent, tuple(repeated))


def batches(
    source: Source, names: list[str], columns: tuple[str, ...] | None = None, size: int | None = None
) -> Iterator[Batch]:
    """The rows below the header.

    Args:
        source: the text.
        names: the columns' names, normalised and distinct.
        columns: those to read; None: all.
        size: bytes of the text that make a batch, if not `pieces.PIECE`.
    """
    wanted = list(columns) if columns is not None else names
    row = 2  # the first below the header
    for place, piece in enumerate(pieces(source, size)):
        body = piece[end_of_first_record(piece) :] if place == 0 else piece
        if not body:
            continue
        frame = _plain(body, names, wanted)
        if frame is None:
            records = _records(body, len(names))
            batch = _read_records(records, names, wanted, row)
            row += records.height
            _refuse_if_cut(source, body, batch, last_row=row - 1)
            yield batch
        else:
            numbered = frame.with_row_index("source_row", offset=row).cast({"source_row": pl.Int64})
            yield Batch(_with_text(numbered, wanted), pl.DataFrame(schema=BROKEN_SCHEMA))
            row += frame.height


def _refuse_if_cut(source: Source, body: bytes, batch: Batch, last_row: int) -> None:
    """A last row that is broken and has no line end: the file went on where it was made.

    Its rows so far could pass for the whole and displace what an earlier file said of the others.
    """
    if body.endswith(b"\n") or last_row not in batch.broken["source_row"]:
        return
    with source.path.open("rb") as file:
        file.seek(-2, io.SEEK_END)
        has_line_end = b"\n" in file.read().replace(b"\x00", b"")[-1:]
    if not has_line_end:
        raise refusal(
            f"{source.name} ends in the middle of row {last_row}: it was cut short.",
            fix=f"Fetch it again, or ask the sender for it and compare its size: here it is "
            f"{source.path.stat().st_size:,} bytes.",
        )


def _plain(body: bytes, names: list[str], wanted: list[str]) -> pl.DataFrame | None:
    """The piece as Polars reads it, when each line is surely one whole row; else None.

    Polars refuses a line of too many fields and fills one of too few with nulls, so that its last field is null.
    """
    has_quotes = b'"' in body
    if body.startswith((b"\n", b"\r")) or (has_quotes and body.count(b'"') % 2):
        return None
    last = names[-1]
    try:
        frame = _parse(body, names, list(dict.fromkeys([*wanted, last])), has_quotes=has_quotes)
    except pl.exceptions.PolarsError:
        return None
    lines = body.count(b"\n") + (not body.endswith(b"\n"))
    if has_quotes and frame.height != lines:
        return None
    if frame[last].null_count() and (has_quotes or body.count(b",") != (len(names) - 1) * lines):
        return None
    return frame.select(wanted)


def _parse(body: bytes, names: list[str], wanted: list[str], *, has_quotes: bool) -> pl.DataFrame:
    places = [names.index(name) for name in wanted]
    frame = pl.read_csv(
        body,
        has_header=False,
        columns=places,
        schema={f"c{place}": pl.String for place in range(len(names))},
        quote_char='"' if has_quotes else None,
    )
    return frame.select(pl.col(f"c{place}").alias(name) for place, name in zip(places, wanted, strict=True))


def _records(body: bytes, fields: int) -> pl.DataFrame:
    """Lines joined into records where a quoted field holds line ends: one `line` for each.

    Lines are joined only if that makes a whole row; else a quote was left open by mistake, and each line is a row.
    """
    # A file cut in the middle of a letter ends in bytes that are not text.
    lines = pl.Series("line", body.decode(errors="replace").removesuffix("\n").split("\n"), dtype=pl.String)
    odd = (lines.str.count_matches('"', literal=True) % 2 == 1).arg_true().to_list()
    if not odd:
        return lines.str.strip_suffix("\r").to_frame()
    as_list = lines.to_list()
    joined: dict[int, int] = {}  # first line of a record to its last
    last = -1
    partners = iter(odd)
    ahead = next(partners, None)
    while ahead is not None:
        start, ahead = ahead, next(partners, None)
        if start <= last or ahead is None or ahead - start > _MOST_LINES_IN_A_RECORD:
            continue
        if _is_whole("\n".join(as_list[start : ahead + 1]), fields):
            joined[start] = last = ahead
            ahead = next(partners, None)
    records, place = [], 0
    while place < len(as_list):
        end = joined.get(place, place)
        records.append("\n".join(as_list[place : end + 1]).removesuffix("\r"))
        place = end + 1
    return pl.DataFrame({"line": records}, schema={"line": pl.String})


def _is_whole(record: str, fields: int) -> bool:
    """Whether lines joined make one row: each line end stands in a field that is quoted from its first letter on."""
    bare = re.sub(rf"(^|,){_QUOTED}(?=,|\r?$)", r"\1", record)
    return "\n" not in bare and '"' not in bare and bare.count(",") == fields - 1


def _read_records(records: pl.DataFrame, names: list[str], wanted: list[str], first_row: int) -> Batch:
    bare = pl.col("line").str.replace_all(_QUOTED, "")
    looked_at = (
        records.with_row_index("source_row", offset=first_row)
        .cast({"source_row": pl.Int64})
        .filter(pl.col("line").str.strip_chars(' ,"\t\r\x1a') != "")
        .with_columns(
            fields=bare.str.count_matches(",", literal=True) + 1, unpaired=bare.str.contains('"', literal=True)
        )
    )
    is_whole = ~pl.col("unpaired") & (pl.col("fields") == len(names))
    broken = looked_at.filter(~is_whole).select(
        "source_row",
        rule=pl.when("unpaired").then(pl.lit("unpaired_quote")).otherwise(pl.lit("wrong_number_of_fields")),
        reason=pl.when("unpaired")
        .then(pl.lit("a quotation mark opens in this row and does not close"))
        .otherwise(pl.format("the row has {} fields where the header has {}", "fields", pl.lit(len(names)))),
        line=pl.col("line").str.slice(0, _LONGEST_KEPT),
    )
    whole = looked_at.filter(is_whole).select("source_row", "line")
    if whole.is_empty():
        rows = pl.DataFrame(schema={"source_row": pl.Int64, **dict.fromkeys(wanted, pl.String)})
        return Batch(rows, broken)
    try:
        frame = _parse("\n".join(whole["line"]).encode(), names, wanted, has_quotes=True)
    except pl.exceptions.PolarsError:
        frame = None
    if frame is None or frame.height != whole.height:
        return _read_one_by_one(whole, names, wanted, broken)
    return Batch(_with_text(frame.insert_column(0, whole["source_row"]), wanted), broken)


def _read_one_by_one(lines: pl.DataFrame, names: list[str], wanted: list[str], broken: pl.DataFrame) -> Batch:
    """Lines with quotes in the middle of a field: rare, and the standard library is more forgiving."""
    places = [names.index(name) for name in wanted]
    rows: list[list[int | str | None]] = []
    odd: list[tuple[int, str, str, str]] = []
    for number, line in lines.iter_rows():
        try:
            fields = next(csv.reader([line]), [])
        except csv.Error:
            fields = []
        if len(fields) == len(names):
            rows.append([number, *(fields[place] or None for place in places)])
        else:
            odd.append((number, "unpaired_quote", "quotation marks stand inside a field", line[:_LONGEST_KEPT]))
    frame = pl.DataFrame(rows, schema={"source_row": pl.Int64, **dict.fromkeys(wanted, pl.String)}, orient="row")
    more = pl.DataFrame(odd, schema=BROKEN_SCHEMA, orient="row")
    return Batch(_with_text(frame, wanted), pl.concat([broken, more]).sort("source_row"))


def _with_text(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Without the rows that hold no text at all: blank lines, and the lines of commas that spreadsheets leave."""
    if rows[columns[0]].null_count() == 0:
        return rows
    return rows.filter(pl.any_horizontal(pl.col(columns).str.strip_chars().fill_null("") != ""))
