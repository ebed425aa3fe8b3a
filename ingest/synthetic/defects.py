"""Known defects of rows and files, put in when all is written, each noted on the answer sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from ingest.synthetic import ods
from ingest.synthetic.draws import stream
from ingest.synthetic.files import PART
from ingest.synthetic.lateness import WHOLE_RUN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.synthetic.plan import Plan

FEW: Final = 5


@dataclass(frozen=True)
class _Bench:
    """Where defects are put in: the folder, the run, and the notes so far."""

    folder: Path
    plan: Plan
    notes: list[dict[str, Any]]

    def rng(self, defect: str) -> np.random.Generator:
        return stream(self.plan.seed, WHOLE_RUN, defect)

    def part(self, file: str) -> Path:
        return self.folder / (file + PART)

    def note(self, defect: str, file: str, says: str, **more: Any) -> None:
        empty = dict.fromkeys(("column", "row", "record_id", "original", "written"))
        self.notes.append({"defect": defect, "file": file, "says": says, **empty, **more})

    def rows(self, file: str, above: int = 0) -> tuple[pl.DataFrame, bytes]:
        """A CSV file as text columns, and the lines above its header."""
        content = self.part(file).read_bytes()
        lead = b"".join(content.splitlines(keepends=True)[:above])
        return pl.read_csv(content[len(lead) :], infer_schema=False), lead

    def write(self, file: str, rows: pl.DataFrame, lead: bytes = b"") -> None:
        self.part(file).write_bytes(lead + rows.write_csv().encode())

    def change(self, defect: str, file: str, column: str, key: str, chosen: np.ndarray[Any, Any], new: pl.Expr, says: str, above: int = 0) -> None:
        """Overwrite a column in the chosen rows, and note each."""
        rows, lead = self.rows(file, above)
        changed = rows.with_columns(pl.when(pl.lit(pl.Series(chosen))).then(new).otherwise(column).alias(column))
        for at in np.flatnonzero(chosen):
            row = int(at)
            self.note(
                defect, file, says, column=column, row=row, record_id=rows[key][row], original=rows[column][row], written=changed[column][row]
            )  # fmt: skip
        self.write(file, changed, lead)

    def some(self, defect: str, n: int, eligible: np.ndarray[Any, Any] | None = None) -> np.ndarray[Any, Any]:
        """A few of n rows."""
        where = np.arange(n) if eligible is None else np.flatnonzero(eligible)
        chosen = np.zeros(n, np.bool_)
        chosen[self.rng(defect).choice(where, min(FEW, len(where)), replace=False)] = True
        return chosen


def put_in(folder: Path, plan: Plan) -> list[dict[str, Any]]:
    """Put every defect into the unfinished files that there are, and say where."""
    bench = _Bench(folder, plan, [])
    for defect in _ALL:
        defect(bench)
    return bench.notes


def _latest(bench: _Bench, pattern: str, back: int = 0) -> str | None:
    found = sorted(p for p in bench.folder.glob(pattern + PART))
    if len(found) <= back:
        return None
    return found[-1 - back].relative_to(bench.folder).as_posix().removesuffix(PART)


def _swapped_symbol(bench: _Bench) -> None:
    if file := _latest(bench, "mhclg/core/lettings-*.csv", 2):
        rows, _ = bench.rows(file, 1)
        landlord = rows["owning_organisation_name"].sort()[0] if len(rows) else ""
        chosen = ((rows["owning_organisation_name"] == landlord) & rows["illness"].is_in(["1", "2"])).fill_null(value=False).to_numpy()
        swap = pl.col("illness").replace({"1": "2", "2": "1"})
        bench.change("swapped_symbol", file, "illness", "id", chosen, swap, "this landlord means 1 by no and 2 by yes", 1)


def _changed_code_list(bench: _Bench) -> None:
    if file := _latest(bench, "dfe/sen2/*/placementdetail.csv"):
        rows, _ = bench.rows(file)
        if "wbp" in rows.columns:
            chosen = (rows["wbp"].is_not_null() & rows["ukprn"].str.slice(-1).is_in(["1", "4", "7"])).fill_null(value=False).to_numpy()
            new = pl.col("wbp") + "1"
            bench.change("changed_code_list", file, "wbp", "placementdetailtableid", chosen, new, "these providers write next year's code")


def _relabelled_column(bench: _Bench) -> None:
    if file := _latest(bench, "dfe/ks4/*.csv", 3):
        rows, _ = bench.rows(file)
        bench.write(file, rows.rename({"KS4_EngMath94": "KS4_EngMaths_94"}))
        bench.note("relabelled_column", file, "renamed without notice", column="KS4_EngMath94", original="KS4_EngMath94", written="KS4_EngMaths_94")


def _reused_id(bench: _Bench) -> None:
    if file := _latest(bench, "dfe/sen2/*/person.csv"):
        rows, _ = bench.rows(file)
        chosen = bench.some("reused_id", len(rows))
        chosen[:1] = False
        bench.change("reused_id", file, "persontableid", "NativeId", chosen, pl.col("persontableid").shift(1), "the id of the row above")


def _future_date(bench: _Bench) -> None:
    if file := _latest(bench, "dfe/sen2/*/requests.csv"):
        rows, _ = bench.rows(file)
        chosen = bench.some("future_date", len(rows))
        new = pl.lit("2062") + pl.col("receiveddate").str.slice(4)
        bench.change("future_date", file, "receiveddate", "requeststableid", chosen, new, "a date that has yet to come")


def _age_115(bench: _Bench) -> None:
    if file := _latest(bench, "dhsc/cld/cld-*.csv", 1):
        rows, _ = bench.rows(file)
        chosen = bench.some("age_115", len(rows))
        new = pl.lit(str(bench.plan.last - 115))
        bench.change("age_115", file, "Der_Birth_Year", "Event_Reference", chosen, new, "a dummy date of birth")


def _duplicate_event(bench: _Bench) -> None:
    if file := _latest(bench, "dhsc/cld/cld-*.csv", 2):
        rows, _ = bench.rows(file)
        chosen = np.flatnonzero(bench.some("duplicate_event", len(rows)))
        bench.write(file, pl.concat([rows, rows[chosen]]))
        for number, at in enumerate(chosen):
            bench.note("duplicate_event", file, f"the same event as row {at}", row=len(rows) + number, record_id=rows["Event_Reference"][int(at)])


def _partial_last_submission(bench: _Bench) -> None:
    if file := _latest(bench, "dhsc/cld/cld-*.csv"):
        rows, _ = bench.rows(file)
        dropped = (rows["LA_Code"].str.slice(-1).is_in(["1", "2", "3"]) & pl.Series(bench.rng("partial").random(len(rows)) < 0.4)).to_numpy()  # noqa: PLR2004
        bench.write(file, rows.filter(pl.Series(~dropped)))
        for at in np.flatnonzero(dropped):
            bench.note("partial_last_submission", file, "left out", row=None, record_id=rows["Event_Reference"][int(at)], original=rows["person_token"][int(at)])


def _byte_order_mark(bench: _Bench) -> None:
    if file := _latest(bench, "mhclg/core/lettings-*.csv", 3):
        path = bench.part(file)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        bench.note("byte_order_mark", file, "begins with one")


def _windows_1252(bench: _Bench) -> None:
    file = "dwp/pip/identity.csv"
    if (path := bench.part(file)).exists():
        content = path.read_bytes()
        lines = content.splitlines()
        path.write_bytes(content.replace(b"'", b"\x92"))
        for number, line in enumerate(lines):
            if b"'" in line:
                old = line.split(b",")[2].decode()
                bench.note("windows_1252", file, "the apostrophe is byte 0x92", column="Surname", row=number - 1, record_id=line.split(b",")[0].decode(), original=old, written=old.replace("'", "\x92"))


def _thousands_separator(bench: _Bench) -> None:
    if file := _latest(bench, "dhsc/cld/cld-*.csv", 3):
        rows, _ = bench.rows(file)
        cost = pl.col("Unit_Cost")
        chosen = rows.select(cost.str.contains(r"^\d{4,}").fill_null(value=False)).to_series().to_numpy()
        new = cost.str.replace(r"^(\d+)(\d{3})", "${1},${2}")
        bench.change("thousands_separator", file, "Unit_Cost", "Event_Reference", chosen, new, "a comma between thousands")


def _merged_ods_header(bench: _Bench) -> None:
    if file := _latest(bench, "dwp/atw/awards-*.csv"):
        rows, _ = bench.rows(file)
        before = f"{bench.plan.last - 1}-08"
        earlier = rows.filter(pl.col("approval_date") <= f"{before}-31")
        name = f"dwp/atw/awards-{before}.ods"
        bench.part(name).write_bytes(ods.workbook(earlier, f"Access to Work awards to August {bench.plan.last - 1} (SYNTHETIC)"))
        bench.note("merged_ods_header", name, "a spreadsheet whose title is one merged cell above the header, last year's full history")


_ALL: Final[tuple[Callable[[_Bench], None], ...]] = (
    _swapped_symbol, _changed_code_list, _relabelled_column, _reused_id, _future_date, _age_115, _duplicate_event, _partial_last_submission,
    _byte_order_mark, _windows_1252, _thousands_separator, _merged_ods_header,
)  # fmt: skip
