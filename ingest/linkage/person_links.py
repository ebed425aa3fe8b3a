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
from ingest.linkage.places import places

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

_TOLD: Final = ("link_tier", "match_weight", "match_probability", "method", "match_key")


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
    by_pair = _strongest(pairs, of_record.select("person_key", "group").unique()).with_columns(
        pl.col("method", "match_key").cast(pl.Categorical)
    )
    keys = records["source_record_key"].sort()
    # Column by column: a frame of all of them besides would be a third of the memory that linkage takes.
    place = places(keys, of_record["source_record_key"])
    pair = places(of_record["person_key"], by_pair["person_key"]).gather(place)
    told = {name: by_pair[name].gather(pair) for name in _TOLD}
    links = pl.DataFrame(
        {
            "source_record_key": keys,
            "person_id": ids["person_id"].gather(places(keys, ids["source_record_key"])),
            "within_tier": of_record["within_tier"].gather(place),
            **told,
        }
    )
    within = pl.col("within_tier")
    is_by_rules = (within >= pl.col("link_tier").fill_null(1)) & (within > 1)
    is_own = pl.col("method").is_null() & within.is_not_null()
    return links.select(
        "source_record_key",
        "person_id",
        pl.max_horizontal(within, "link_tier").fill_null(AREA_ONLY).alias("link_tier"),
        "match_weight",
        "match_probability",
        pl.when(is_by_rules)
        .then(within.replace_strict(METHODS, return_dtype=pl.Categorical))
        .when(is_own)
        .then(pl.lit(OWN_RECORD, pl.Categorical))
        .when(within.is_null())
        .then(pl.lit(METHODS[AREA_ONLY], pl.Categorical))
        .otherwise("method")
        .alias("method"),
        pl.when(is_by_rules)
        .then(pl.lit("within the department", pl.Categorical))
        .otherwise("match_key")
        .alias("match_key"),
        pl.lit(stamp.model_version).alias("model_version"),
        pl.lit(stamp.run_id).alias("run_id"),
        pl.lit(stamp.on).alias("valid_from"),
        pl.lit(None, pl.Date).alias("valid_to"),
    ).cast(PERSON_LINK)  # type: ignore[arg-type] # a dictionary of types is one of a schema


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
    key = "source_record_key"
    place = places(links[key], previous.select(key).collect()[key])
    is_same = place.is_not_null()
    for name in _VERSIONED:  # one at a time: all of them together would be the links once more
        before = previous.select(name).collect()[name].gather(place)
        is_same &= before.eq_missing(links[name])
    since = previous.select("valid_from").collect()["valid_from"].gather(place)
    return links.with_columns(pl.when(is_same).then(since).otherwise("valid_from").alias("valid_from"))


def _strongest(pairs: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """For each department person the strongest pair that holds it in its group."""
    group = groups.select("person_key", "group")
    held = (
        pairs.filter(pl.col("accepted"))
        .join(group, left_on="left", right_on="person_key")
        .join(group, left_on="right", right_on="person_key", suffix="_right")
        .filter(pl.col("group") == pl.col("group_right"))
    )
    ends = pl.concat([held.select(pl.col(side).alias("person_key"), *_TOLD) for side in ("left", "right")])
    return ends.sort(
        ["link_tier", "match_probability", "match_weight", "person_key"], descending=[False, True, True, False]
    ).unique("person_key", keep="first", maintain_order=True)
