"""Who is known: the identity records of all extracts, which of them hold, and what changed of them since a run.

A record holds as long as any row under its key is in use in the lake: a row of the best extract of its dataset and
coverage, as the warehouse chooses it. So whom last year's SEN2 names stays linked when this year's does not; who is
left out of the file that takes the place of another one is no longer sent, and is linked no more. A linker's file of
tokens may be replaced by one without a token; its record holds while claims or pupils under that token are in use.

Of several rows of one key the one of the latest period says who it is, whatever came last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from ingest.datasets import linker
from ingest.datasets.returns import return_of
from ingest.lake import extract_folder
from ingest.linkage.newest import KEY, newest_records
from ingest.linkage.spine import Spine
from ingest.linkage.standardise import GROUPS
from ingest.records import zone
from ingest.records.check import PERSON_SCHEMA
from ingest.records.code_lists import meanings
from pathways.database import Role, connect

if TYPE_CHECKING:
    from collections.abc import Collection

    from ingest.linkage.state import State


# The last of a key's rows holds: what is in use after what is not, then the later period, the more final, the later.
_SOURCES: Final = """
with accepted as (
    select
        extract.dataset, extract.extract_id, extract_coverage.coverage, extract.received_at,
        extract_coverage.published_on, extract_coverage.revision <> 'provisional' as is_final
    from ledger.extract
    inner join ledger.extract_coverage on extract.extract_id = extract_coverage.extract_id
    where extract.outcome = 'accepted' and extract.withdrawn_at is null
),
ranked as (
    select *, row_number() over (
        partition by dataset, coverage
        order by is_final desc, published_on desc nulls last, received_at desc, extract_id collate "C" desc
    ) = 1 as is_in_use
    from accepted
)
select dataset, extract_id, coverage, is_in_use from ranked
order by
    is_in_use, coverage collate "C", is_final, published_on nulls first, received_at, dataset, extract_id collate "C"
"""
SOURCE: Final = pl.Schema(
    {"dataset": pl.String, "extract_id": pl.String, "coverage": pl.String, "is_in_use": pl.Boolean}
)
DOUBTFUL: Final = pl.Schema({KEY: pl.String, "dataset": pl.String})
_DOUBTFUL: Final = [pl.col(name).cast(kind) for name, kind in DOUBTFUL.items()]


@dataclass(frozen=True)
class Known:
    """What the ledger says of record-level extracts.

    Attributes:
        until: the instant; every extract known by then is among the sources.
        sources: a row for each extract and coverage, columns of `SOURCE`; a record's `source` is the number of its row.
    """

    until: datetime
    sources: pl.DataFrame


@dataclass(frozen=True)
class Changes:
    """What a run is to link.

    Attributes:
        records: identity records, with `source`; of those that a run before knew only what is new or changed.
        superseded: keys that were linked and whose records hold no longer.
        set_aside: columns of `DOUBTFUL`: keys of all records that hold no longer; they may come to hold again.
    """

    records: pl.DataFrame
    superseded: pl.Series
    set_aside: pl.DataFrame


def known() -> Known:
    """Every source of identity records; extracts that are being taken in are waited for."""
    with connect(Role.INGEST) as ledger, ledger.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('extracts'))")
        cursor.execute("select clock_timestamp()")
        (until,) = cursor.fetchone() or (datetime.now(UTC),)
        cursor.execute(_SOURCES)
        rows = [row for row in cursor.fetchall() if return_of(row[0]) is not None]
    return Known(until, pl.DataFrame(rows, schema=SOURCE, orient="row"))


def names_people(dataset: str, extract_id: str) -> bool:
    """Whether an extract says who anybody is."""
    return _persons(dataset, extract_id).exists() or (zone.spines() / dataset / extract_id).exists()


def spine(known: Known) -> Spine | None:
    """What the newest spine of each dataset says; None where no linker sent any."""
    in_use = known.sources.filter("is_in_use", pl.col("dataset").str.starts_with(f"{linker.SPINE.name}__"))
    if in_use.is_empty():
        return None
    extracts = in_use.select("dataset", "extract_id").unique().rows()
    rows = (
        pl.scan_parquet([zone.spines() / dataset / extract_id / "*.parquet" for dataset, extract_id in extracts])
        .join(in_use.lazy(), on=["extract_id", "coverage"], how="semi")
        .sort("linked_at", "spine_id", "match_pass")
        .unique("record_key", keep="last", maintain_order=True)  # of several links of one record the latest stands
        .collect()
    )
    domains = {linker.DOMAINS[dataset] for dataset in rows["dataset"].unique()}
    links = rows.select(
        pl.col("record_key").alias(KEY),
        "spine_id",
        pl.col("dataset").replace_strict(dict(linker.DEPARTMENTS), return_dtype=pl.String).alias("department"),
        "match_pass",
        "match_score",
        pl.col("match_pass")
        .replace_strict(dict(meanings("spine_match_pass")), return_dtype=pl.String)
        .cast(pl.Int8)
        .alias("link_tier"),
    )
    return Spine(links, frozenset(dataset for dataset, domain in linker.DOMAINS.items() if domain in domains))


def everyone(known: Known) -> Changes:
    """All records that hold."""
    rows = newest_records(_rows(_numbered(known)))
    doubtful = rows.filter(~_in_use(known)).select(_DOUBTFUL)
    lapsed = doubtful.join(_held_by_the_lake(known, doubtful), on=KEY, how="anti").sort(KEY)
    return Changes(rows.join(lapsed, on=KEY, how="anti"), lapsed[KEY].head(0), lapsed)


def changed(known: Known, state: State) -> tuple[State, Changes] | None:
    """What changed since the run that left `state`.

    Returns:
        The state, its records' `source` now a number among the known ones, and the changes; None where the ledger is
        not that of the state with more added, as after a backup was brought back.
    """
    now = _numbered(known)
    before = state.sources.join(
        now.select("source", "extract_id", "coverage", in_use_now="is_in_use"),
        on=["extract_id", "coverage"],
        how="left",
        maintain_order="left",
    )
    if before.select((pl.col("source").is_null() | (pl.col("in_use_now") & ~pl.col("is_in_use"))).any()).item():
        return None
    kept = state.standardised.with_columns(before["source"].gather(state.standardised["source"]).alias("source"))
    replaced = now.join(before.filter("is_in_use", ~pl.col("in_use_now")), on="source", how="semi")
    came = now.join(state.sources, on=["extract_id", "coverage"], how="anti")
    # All that is known of whomever a change names: another row may hold now, or tell a group.
    nobody = pl.LazyFrame(schema={KEY: pl.String})
    named = [rows.select(KEY) for rows in (*_rows(came), *_rows(replaced))]
    touched = pl.concat([nobody, *named]).unique().collect()
    rows = newest_records(_rows(now, of=touched))
    doubtful = pl.concat(
        [*(frame.filter(~_in_use(known)).select(_DOUBTFUL) for frame in (kept, rows)), state.set_aside]
    )
    doubtful = doubtful.unique().join(rows.filter(_in_use(known)), on=KEY, how="anti")
    held = _held_by_the_lake(known, doubtful)
    lapsed = doubtful.join(held, on=KEY, how="anti").sort(KEY)
    back = newest_records(_rows(now, of=state.set_aside.join(held, on=KEY, how="semi").select(KEY)))
    # A former postcode may be all that is new; the state has them tidied, so whoever has any is taken as changed.
    settled = kept.filter(pl.col("former_postcodes").is_null()).select(
        KEY, "source", *GROUPS, moved=pl.lit(value=False)
    )
    newer = (
        pl.concat([rows, back])
        .unique(KEY)
        .join(lapsed, on=KEY, how="anti")
        .with_columns(moved=pl.col("former_postcodes").is_not_null())
        .join(settled, on=settled.columns, how="anti", nulls_equal=True)
        .drop("moved")
        .sort(KEY)
    )
    superseded = kept.join(lapsed, on=KEY, how="semi")[KEY]
    return state.with_records(kept), Changes(newer, superseded, lapsed)


def _numbered(known: Known) -> pl.DataFrame:
    return known.sources.with_row_index("source")


def _in_use(known: Known) -> pl.Expr:
    numbers = known.sources["is_in_use"].arg_true()
    return pl.col("source").is_in(numbers.implode())


def _rows(sources: pl.DataFrame, of: pl.DataFrame | None = None) -> list[pl.LazyFrame]:
    """The identity records of each extract among the sources, those of the keys `of` where given, with `source`."""
    if of is not None and of.is_empty():
        return []
    numbers = sources.lazy().select("extract_id", "coverage", "source")
    extracts = sources.select("dataset", "extract_id").unique(maintain_order=True)
    rows = [
        pl.scan_parquet(file)
        .with_columns(pl.lit(extract_id).alias("extract_id"))
        .join(numbers, on=["extract_id", "coverage"], maintain_order="left")
        .select(*PERSON_SCHEMA, "source")
        for dataset, extract_id in extracts.iter_rows()
        if (file := _persons(dataset, extract_id)).exists()
    ]
    return rows if of is None else [each.join(of.lazy(), on=KEY, how="semi") for each in rows]


def _held_by_the_lake(known: Known, doubtful: pl.DataFrame) -> pl.DataFrame:
    """Those of the keys under which any row in use lies in the lake."""
    if doubtful.is_empty():
        return doubtful.select(KEY)
    domains = {_domain(dataset) for dataset in doubtful["dataset"].unique()}
    in_use = known.sources.filter("is_in_use").filter(
        pl.col("dataset").map_elements(lambda dataset: _domain(dataset) in domains, return_dtype=pl.Boolean)
    )
    files = _lake_files(in_use.select("dataset", "extract_id").unique().rows())
    if not files:
        return doubtful.select(KEY).head(0)
    rows = pl.concat(
        pl.scan_parquet(file).select("extract_id", "coverage", pl.col("record_key").alias(KEY)) for file in files
    )
    return (
        rows.join(in_use.lazy(), on=["extract_id", "coverage"], how="semi")
        .join(doubtful.lazy(), on=KEY, how="semi")
        .select(KEY)
        .unique()
        .collect(engine="streaming")
    )


def _lake_files(extracts: Collection[tuple[str, str]]) -> list[Path]:
    return [
        file
        for dataset, extract_id in extracts
        for file in sorted(extract_folder(dataset, extract_id).glob("*.parquet"))
    ]


def _domain(dataset: str) -> str:
    to = return_of(dataset)
    return to.person_domain if to else ""


def _persons(dataset: str, extract_id: str) -> Path:
    return zone.persons() / dataset / f"{extract_id}.parquet"
