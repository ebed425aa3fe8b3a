"""The tables that leave the linkage: how each record came to its person, and every pair that was weighed.

`link_tier` says by what a record is joined to the records of its person: 1 exact identifier, 2 deterministic
demographic, 3 probabilistic, 4 known by area only. A figure that brings two records together has the larger of their
two tiers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import polars as pl

from ingest.linkage.candidates import AREA_ONLY, METHODS

PERSON_LINK: Final[dict[str, pl.DataType]] = {
    "source_record_key": pl.String(),
    "person_id": pl.String(),
    "link_tier": pl.Int8(),
    "match_weight": pl.Float64(),
    "match_probability": pl.Float64(),
    "method": pl.String(),
    "match_key": pl.String(),
    "model_version": pl.String(),
    "run_id": pl.String(),
    "valid_from": pl.Date(),
    "valid_to": pl.Date(),
}
OWN_RECORD: Final = "own record"
# A change in one of these is a new version of a link; a probability that moves a little is not.
_VERSIONED: Final = ("person_id", "link_tier", "method", "match_key", "model_version")


@dataclass(frozen=True)
class Stamp:
    """What every link of a run carries: the version of the model, the run's name and the day it holds from."""

    model_version: str
    run_id: str
    on: dt.date


def person_links(
    records: pl.DataFrame,
    of_record: pl.DataFrame,
    pairs: pl.DataFrame,
    ids: pl.DataFrame,
    stamp: Stamp,
) -> pl.DataFrame:
    """One row per record: its person and by what it came there.

    Args:
        records: every record, with `source_record_key`.
        of_record: `source_record_key`, `person_key`, `within_tier` and `group` of those that can be linked.
        pairs: of departments, as `candidates.edges` gives them.
        ids: `source_record_key` and `person_id`.
        stamp: of the run.

    Returns:
        The columns of `PERSON_LINK`, in the order of the keys. A record alone, or joined within its department by its
        own identifier only, has tier 1, the method "own record" and no probability; one that holds nothing to link by
        has tier 4 and no person.
    """
    by_pair = _strongest(pairs, of_record.select("person_key", "group").unique())
    within = pl.col("within_tier")
    linked = of_record.join(by_pair, on="person_key", how="left").join(ids, on="source_record_key")
    linked = linked.with_columns(
        pl.max_horizontal(within, "link_tier").alias("tier"),
        pl.when(within >= pl.col("link_tier").fill_null(1), within > 1).then(within).alias("within_rules"),
    ).with_columns(
        pl.coalesce(
            pl.col("within_rules").replace_strict(METHODS, return_dtype=pl.String), "method", pl.lit(OWN_RECORD)
        ).alias("method"),
        pl.when(pl.col("within_rules").is_not_null())
        .then(pl.lit("within the department"))
        .otherwise("match_key")
        .alias("match_key"),
    )
    told = ("source_record_key", "person_id", "tier", "match_weight", "match_probability", "method", "match_key")
    everyone = records.select(pl.col("source_record_key").sort()).join(
        linked.select(told), on="source_record_key", how="left", maintain_order="left"
    )
    del linked
    return everyone.with_columns(
        pl.col("tier").fill_null(AREA_ONLY).alias("link_tier"),
        pl.coalesce("method", pl.lit(METHODS[AREA_ONLY])).alias("method"),
        pl.lit(stamp.model_version).alias("model_version"),
        pl.lit(stamp.run_id).alias("run_id"),
        pl.lit(stamp.on).alias("valid_from"),
        pl.lit(None, pl.Date).alias("valid_to"),
    ).select(pl.col(name).cast(kind) for name, kind in PERSON_LINK.items())


def link_edges(pairs: pl.DataFrame, groups: pl.DataFrame, run_id: str) -> pl.DataFrame:
    """Every pair above 2 bits, and whether the two are one person in the end (`linked`; a taken pair can give way)."""
    group = groups.select("person_key", "group")
    return (
        pairs.join(group, left_on="left", right_on="person_key", how="left", maintain_order="left")
        .join(group, left_on="right", right_on="person_key", how="left", maintain_order="left", suffix="_right")
        .with_columns((pl.col("group") == pl.col("group_right")).alias("linked"), pl.lit(run_id).alias("run_id"))
        .drop("group", "group_right")
    )


def held_since(links: pl.DataFrame, previous: pl.LazyFrame) -> pl.DataFrame:
    """The links of a run, each `valid_from` the day from which it has held as it is.

    Args:
        links: the columns of `PERSON_LINK`, one row per record.
        previous: the links of the run before.
    """
    before = previous.select("source_record_key", pl.col("valid_from", *_VERSIONED).name.suffix("_before")).collect()
    is_same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in _VERSIONED)
    return (
        links.join(before, on="source_record_key", how="left", maintain_order="left")
        .with_columns(pl.when(is_same).then("valid_from_before").otherwise("valid_from").alias("valid_from"))
        .select(PERSON_LINK.keys())
    )


def _strongest(pairs: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """For each department person the strongest pair that holds it in its group."""
    group = groups.select("person_key", "group")
    held = (
        pairs.filter(pl.col("accepted"))
        .join(group, left_on="left", right_on="person_key")
        .join(group, left_on="right", right_on="person_key", suffix="_right")
        .filter(pl.col("group") == pl.col("group_right"))
    )
    told = ("link_tier", "match_weight", "match_probability", "method", "match_key")
    ends = pl.concat([held.select(pl.col(side).alias("person_key"), *told) for side in ("left", "right")])
    return ends.sort(
        ["link_tier", "match_probability", "match_weight", "person_key"], descending=[False, True, True, False]
    ).unique("person_key", keep="first", maintain_order=True)
