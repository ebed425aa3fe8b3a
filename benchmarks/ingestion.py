"""Checked ingestion of a generated extract, against the same read, cast and Parquet write in plain Polars."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import polars as pl

from benchmarks.memory import peak_mb
from ingest import recognise
from ingest.check import check
from ingest.lake import writing
from pathways.settings import settings

ROWS = 10_000_000
NAME = "work-based-placements.csv"
MEASURES = ("open_supp_intern", "open_apprentice", "open_trainee", "open_wbp")
CHUNK = 1_000_000
ROUNDS = 3


def run(rows: int = ROWS) -> dict[str, float]:
    """Rows a second and peak memory of each, every one in a process of its own: the medians of paired rounds."""
    with tempfile.TemporaryDirectory(dir=settings().home) as folder:
        file = Path(folder) / NAME
        _write_extract(file, rows)
        os.sync()  # else the first to be measured shares the disk with the writing of its own file
        rounds = [(_measure("plain", file), _measure("checked", file)) for _ in range(ROUNDS)]
        plain, checked = ({what: median(one[way][what] for one in rounds) for what in rounds[0][way]} for way in (0, 1))
        return {
            "rows": rows,
            "file_mb": file.stat().st_size / 1e6,
            "checked_rows_per_second": rows / checked["seconds"],
            "plain_rows_per_second": rows / plain["seconds"],
            "ratio": median(one[1]["seconds"] / one[0]["seconds"] for one in rounds),
            "checked_peak_mb": checked["peak_mb"],
            "plain_peak_mb": plain["peak_mb"],
        }


def _write_extract(file: Path, rows: int) -> None:
    """Made-up figures in the layout of DfE's work-based placements: real authorities, generated breakdowns."""
    areas = pl.read_csv(settings().project_root / "dbt_project" / "seeds" / "area.csv", infer_schema=False)
    authorities = (
        areas.filter((pl.col("area_type") == "local_authority") & pl.col("valid_to").is_null())
        .join(areas.select(parent_area_code="area_code", region_name="area_name"), on="parent_area_code")
        .select(
            region_code="parent_area_code",
            region_name="region_name",
            new_la_code="area_code",
            old_la_code="dfe_number",
            la_name="area_name",
        )
    )
    with file.open("wb") as stream:
        for start in range(0, rows, CHUNK):
            number = pl.int_range(start, min(start + CHUNK, rows), eager=True)
            authority = authorities[(number % authorities.height).to_list()]
            interns = number % 97
            authority.select(
                time_period=pl.lit("202425"),
                time_identifier=pl.lit("Academic year"),
                geographic_level=pl.lit("Local authority"),
                country_code=pl.lit("E92000001"),
                country_name=pl.lit("England"),
                region_code="region_code",
                region_name="region_name",
                new_la_code="new_la_code",
                old_la_code="old_la_code",
                la_name="la_name",
                breakdown_topic=pl.lit("Type of placement"),
                breakdown="Made-up placement " + (number // authorities.height).cast(pl.String),
                open_supp_intern=pl.when(number % 50 == 0).then(pl.lit("x")).otherwise(interns.cast(pl.String)),
                open_apprentice=(number % 31).cast(pl.String),
                open_trainee=(number % 7).cast(pl.String),
                open_wbp=(interns + number % 31 + number % 7).cast(pl.String),
            ).write_csv(stream, include_header=start == 0)


def _measure(way: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.ingestion", way, str(file)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    measured: dict[str, float] = json.loads(said)
    return measured


def _checked(file: Path) -> None:
    recognised = recognise.recognise(file, NAME)
    with writing(recognised.dataset.name, "benchmark") as lake:
        accepted = 0
        for batch in check(file, recognised):
            lake.add(batch.accepted)
            accepted += batch.accepted.height
    if not accepted:
        raise SystemExit("No row was accepted, so there is nothing to compare.")


def _plain(file: Path) -> None:
    (
        pl.scan_csv(file, infer_schema=False)
        .with_columns(pl.col(MEASURES).cast(pl.Int64, strict=False))
        .sink_parquet(file.with_suffix(".parquet"), compression="zstd")
    )
    file.with_suffix(".parquet").unlink()


def main() -> None:
    """Do one of the two in this process and print its seconds and peak memory."""
    way, file = sys.argv[1], Path(sys.argv[2])
    started = time.perf_counter()
    {"checked": _checked, "plain": _plain}[way](file)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
