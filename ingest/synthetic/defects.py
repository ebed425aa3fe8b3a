"""Known defects of rows and files, put in when all is written, each noted on the answer sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from ingest.synthetic import ods
from ingest.synthetic.defect_bench import Bench, Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.synthetic.plan import Plan

LETTINGS: Final = "mhclg/core/lettings-*.csv"
CARE: Final = "dhsc/cld/cld-*.csv"


def put_in(folder: Path, plan: Plan) -> list[dict[str, Any]]:
    """Put every defect into the unfinished files that there are, and say where."""
    bench = Bench(folder, plan, [])
    for defect in _ALL:
        defect(bench)
    return bench.notes


def _swapped_symbol(bench: Bench) -> None:
    if file := bench.latest(LETTINGS, 2):
        rows, _ = bench.rows(file, 1)
        landlord = rows["owning_organisation_name"].sort()[0] if len(rows) else ""
        of = (pl.col("owning_organisation_name") == landlord) & pl.col("illness").is_in(["1", "2"])
        swap = pl.col("illness").replace({"1": "2", "2": "1"})
        says = "this landlord means 1 by no and 2 by yes"
        bench.change("swapped_symbol", Place(file, "illness", "id", 1), _mask(rows, of), swap, says)


def _changed_code_list(bench: Bench) -> None:
    if file := bench.latest("dfe/sen2/*/sen2-*-placementdetail.csv"):
        rows, _ = bench.rows(file)
        if "wbp" in rows.columns:
            of = pl.col("wbp").is_not_null() & pl.col("ukprn").str.slice(-1).is_in(["1", "4", "7"])
            place = Place(file, "wbp", "placementdetailtableid")
            says = "these providers write next year's code"
            bench.change("changed_code_list", place, _mask(rows, of), pl.col("wbp") + "1", says)


def _relabelled_column(bench: Bench) -> None:
    if file := bench.latest("dfe/ks4/*.csv", 3):
        rows, _ = bench.rows(file)
        old, new = "KS4_EngMath94", "KS4_EngMaths_94"
        bench.write(file, rows.rename({old: new}))
        bench.note("relabelled_column", file, "renamed without notice", column=old, original=old, written=new)


def _reused_id(bench: Bench) -> None:
    if file := bench.latest("dfe/sen2/*/sen2-*-person.csv"):
        rows, _ = bench.rows(file)
        chosen = bench.some("reused_id", len(rows))
        above = pl.col("persontableid").shift(1)
        bench.change("reused_id", Place(file, "persontableid", "NativeId"), chosen, above, "the id of the row above")


def _future_date(bench: Bench) -> None:
    if file := bench.latest("dfe/sen2/*/sen2-*-requests.csv"):
        rows, _ = bench.rows(file)
        chosen = bench.some("future_date", len(rows))
        new = pl.lit("2062") + pl.col("receiveddate").str.slice(4)
        place = Place(file, "receiveddate", "requeststableid")
        bench.change("future_date", place, chosen, new, "a date that has yet to come")


def _age_115(bench: Bench) -> None:
    if file := bench.latest(CARE, 1):
        rows, _ = bench.rows(file)
        chosen = bench.some("age_115", len(rows))
        new = pl.lit(str(bench.plan.last - 115))
        bench.change("age_115", Place(file, "Der_Birth_Year", "Event_Reference"), chosen, new, "a dummy date of birth")


def _duplicate_event(bench: Bench) -> None:
    if file := bench.latest(CARE, 2):
        rows, _ = bench.rows(file)
        chosen = np.flatnonzero(bench.some("duplicate_event", len(rows)))
        bench.write(file, pl.concat([rows, rows[chosen]]))
        for number, at in enumerate(map(int, chosen)):
            record = rows["Event_Reference"][at]
            says = f"the same event as row {at}"
            bench.note("duplicate_event", file, says, row=len(rows) + number, record_id=record)


def _partial_last_submission(bench: Bench) -> None:
    if file := bench.latest(CARE):
        rows, _ = bench.rows(file)
        councils = _mask(rows, pl.col("LA_Code").str.slice(-1).is_in(["1", "2", "3"]))
        dropped = councils & (bench.rng("partial_last_submission").random(len(rows)) < 0.4)
        bench.write(file, rows.filter(pl.Series(~dropped)))
        for at in map(int, np.flatnonzero(dropped)):
            record, person = rows["Event_Reference"][at], rows["person_token"][at]
            bench.note("partial_last_submission", file, "left out", record_id=record, original=person)


def _byte_order_mark(bench: Bench) -> None:
    if file := bench.latest(LETTINGS, 3):
        path = bench.part(file)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        bench.note("byte_order_mark", file, "begins with one")


def _windows_1252(bench: Bench) -> None:
    file = "dwp/pip/identity.csv"
    if not bench.part(file).exists():
        return
    content = bench.part(file).read_bytes()
    bench.part(file).write_bytes(content.replace(b"'", b"\x92"))
    for number, line in enumerate(content.decode().splitlines()):
        if "'" in line:
            token, _, name, *_rest = line.split(",")
            more = {"row": number - 1, "record_id": token, "original": name, "written": name.replace("'", "\x92")}
            bench.note("windows_1252", file, "the apostrophe is byte 0x92", column="Surname", **more)


def _thousands_separator(bench: Bench) -> None:
    if file := bench.latest(CARE, 3):
        rows, _ = bench.rows(file)
        cost = pl.col("Unit_Cost")
        chosen = _mask(rows, cost.str.contains(r"^\d{4,}"))
        new = cost.str.replace(r"^(\d+)(\d{3})", "${1},${2}")
        place = Place(file, "Unit_Cost", "Event_Reference")
        bench.change("thousands_separator", place, chosen, new, "a comma between thousands")


def _merged_ods_header(bench: Bench) -> None:
    if file := bench.latest("dwp/atw/awards-*.csv"):
        rows, _ = bench.rows(file)
        before = f"{bench.plan.last - 1}-08"
        earlier = rows.filter(pl.col("approval_date") <= f"{before}-31")
        name = f"dwp/atw/awards-{before}.ods"
        title = f"Access to Work awards to August {bench.plan.last - 1} (SYNTHETIC)"
        bench.part(name).write_bytes(ods.workbook(earlier, title))
        bench.note("merged_ods_header", name, "last year's full history; its title is one merged cell above the header")


def _mask(rows: pl.DataFrame, condition: pl.Expr) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Where a condition holds; where it cannot be told, it does not."""
    return rows.select(condition.fill_null(value=False)).to_series().to_numpy()


_ALL: Final[tuple[Callable[[Bench], None], ...]] = (
    _swapped_symbol,
    _changed_code_list,
    _relabelled_column,
    _reused_id,
    _future_date,
    _age_115,
    _duplicate_event,
    _partial_last_submission,
    _byte_order_mark,
    _windows_1252,
    _thousands_separator,
    _merged_ods_header,
)
