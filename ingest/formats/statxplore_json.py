"""Stat-Xplore's answer to a table query: nested arrays of cells, read into one row for each cell.

Source: https://stat-xplore.dwp.gov.uk/webapi/online-help/Open-Data-API-Table.html. `fields` are the dimensions, in the
order in which `cubes.<measure>.values` is nested; the last part of a value's URI is its ONS code or its month, which
stays when labels change. A cell is a number, or null where there is none.
"""

from __future__ import annotations

import calendar
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from ingest.formats import BROKEN_SCHEMA, Batch, Headers
from ingest.formats.refusal import refusal
from ingest.formats.source import Source

LARGEST: Final = 256 * 1024**2
_SNIFF: Final = 4096
_MONTH: Final = re.compile(r"\d{4}(0[1-9]|1[0-2])")
_ONS_CODE: Final = re.compile(r"[EWSNK]\d{8}")


@dataclass(frozen=True)
class StatXploreJson:
    """One measure by some fields: `counting`, the label of each field's value, the ONS codes of areas, and `value`.

    Attributes:
        fields: the part of a field's URI that names it, such as "COA_CODE", to the column of its labels.
        areas: which of these fields is of areas; the column of their codes ends in `_code`.
        measure: the part of the measure's URI that names it, such as "V_F_UC_HOUSEHOLDS".
        counting: what the cells count, in the words of the workbooks of the same table.
    """

    fields: Mapping[str, str]
    areas: str
    measure: str
    counting: str

    def headers(self, source: Source) -> Headers | None:
        """The columns; None when the file is not the answer to a query of this measure by these fields."""
        answer = self._answer(source)
        if answer is None:
            return None
        sent = {"counting": "measures"}
        for name, column in self.fields.items():
            sent[column] = f"{name} labels"
        sent[f"{self.fields[self.areas]}_code"] = f"{self.areas} uris"
        return Headers(sent | {"value": "values"})

    def batches(self, source: Source, columns: tuple[str, ...] | None = None) -> Iterator[Batch]:
        """The cells in order, `source_row` counting them from 1."""
        answer = self._answer(source)
        if answer is None:
            return
        dimensions = [field["items"] for field in answer["fields"]]
        names = [self.fields[_name(field["uri"], self.fields)] for field in answer["fields"]]
        cells = _flat(self._cube(answer)["values"], [len(items) for items in dimensions], source.name)
        codes: list[str | None] = []
        rows: dict[str, list[str | None]] = {"counting": [self.counting] * len(cells)}
        for place, (name, items) in enumerate(zip(names, dimensions, strict=True)):
            index = _index([len(items) for items in dimensions], place)
            rows[name] = [_label(items[at]) for at in index]
            if name == self.fields[self.areas]:
                codes = [_ons_code(items[at]) for at in index]
        rows[f"{self.fields[self.areas]}_code"] = codes
        rows["value"] = [None if cell is None else f"{cell:.15g}" for cell in cells]
        frame = pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String))
        wanted = columns if columns is not None else tuple(frame.columns)
        numbered = frame.select(wanted).with_row_index("source_row", offset=1).cast({"source_row": pl.Int64})
        yield Batch(numbered, pl.DataFrame(schema=BROKEN_SCHEMA))

    def _answer(self, source: Source) -> dict[str, Any] | None:
        """The file as JSON, if it is an answer of this shape.

        Raises:
            RefusedFileError: it begins as one and was cut short.
        """
        if source.kind != "text" or not _may_be_an_answer(source):
            return None
        if source.path.stat().st_size > LARGEST:
            raise refusal(
                f"{source.name} is larger than {LARGEST // 1024**2} MiB, too large for an answer of Stat-Xplore.",
                fix="Ask Stat-Xplore for fewer months or areas at a time.",
            )
        try:
            answer = json.loads(source.path.read_text(encoding=source.encoding).removeprefix("\ufeff"))
        except ValueError as error:
            raise refusal(
                f"{source.name} begins as an answer of Stat-Xplore but is not whole: {error}.",
                fix="Fetch it again: the download was probably cut short.",
            ) from None
        return answer if self._fits(answer) else None

    def _fits(self, answer: Any) -> bool:
        try:
            named = {_name(field["uri"], self.fields) for field in answer["fields"]}
            return named == set(self.fields) and "values" in self._cube(answer)
        except (KeyError, TypeError, StopIteration):
            return False

    def _cube(self, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        cubes: Mapping[str, Mapping[str, Any]] = answer["cubes"]
        return next(cube for uri, cube in cubes.items() if uri.startswith("str:count:") and self.measure in _parts(uri))


def _may_be_an_answer(source: Source) -> bool:
    with source.path.open("rb") as file:
        start = file.read(_SNIFF)
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and b"str:" in start


def _parts(uri: str) -> list[str]:
    return uri.split(":")


def _name(uri: str, known: Mapping[str, str]) -> str:
    """The known name that is a part of the URI of a field, or of one of its lists of values; else the URI."""
    return next((part for part in _parts(uri) if part in known), uri)


def _flat(values: Any, shape: Sequence[int], name: str) -> list[float | None]:
    """The cells of nested arrays, the last field fastest."""
    cells = [values]
    for length in shape:
        if not all(isinstance(inner, list) and len(inner) == length for inner in cells):
            raise refusal(
                f"{name} has cells that do not match its fields, which ask for {' by '.join(map(str, shape))}.",
                fix="Fetch it again; if it stays so, the API may have changed.",
            )
        cells = list(itertools.chain.from_iterable(cells))
    return cells


def _index(shape: Sequence[int], place: int) -> list[int]:
    """For each cell in order, which item of one field it is about."""
    return [position[place] for position in itertools.product(*(range(length) for length in shape))]


def _label(item: Mapping[str, Any]) -> str:
    """What the value is called; a month is written from its code, as labels of months change. With its marks."""
    code = _code(item)
    label = " + ".join(item.get("labels", []))
    if _MONTH.fullmatch(code):
        label = f"{calendar.month_name[int(code[4:])]} {code[:4]}"
    return " ".join([label, *(f"({mark})" for mark in item.get("annotationKeys", []))])


def _code(item: Mapping[str, Any]) -> str:
    """The last part of the URI; blank for a total or a group of several values."""
    uris = item.get("uris", [])
    return _parts(uris[0])[-1] if len(uris) == 1 else ""


def _ons_code(item: Mapping[str, Any]) -> str:
    """The code, if ONS gave it; Stat-Xplore has its own for what is no area, such as XXZZZZZZZ for unknown."""
    code = _code(item)
    return code if _ONS_CODE.fullmatch(code) else ""
