"""A linkage spine from a trusted linker fills the same `person_link`; nothing is linked here then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

import polars as pl

from ingest.linkage.candidates import METHODS
from ingest.linkage.person_links import PERSON_LINK
from pathways.errors import LinkageError

SPINE: Final = ("spine_id", "dataset", "source_token", "match_pass", "match_score", "linked_at")


def from_spine(spine: pl.DataFrame, tiers: Mapping[str, int], *, key: bytes, run_id: str, on: dt.date) -> pl.DataFrame:
    """Person links as a trusted linker made them.

    Args:
        spine: columns of `SPINE`; `match_score` from 0 to 1, or null.
        tiers: the link tier of each `match_pass` of that linker.
        key: the identity zone's secret, so that a person id does not show the spine id.
        run_id: of the run.
        on: the day the links hold from.

    Returns:
        The columns of `PERSON_LINK`; the record key is dataset and token, a person's id stays while the spine id does.

    Raises:
        LinkageError: a column is absent, a pass has no tier, or a record is given to two persons.
    """
    missing = [name for name in SPINE if name not in spine.columns]
    if missing:
        raise LinkageError(
            f"The linkage spine has no column {', '.join(missing)}.",
            why="Its links cannot be read, so the earlier ones stay.",
            fix=f"Ask the linker for the columns {', '.join(SPINE)}.",
        )
    unknown = sorted(set(spine["match_pass"].cast(pl.String).unique().to_list()) - set(tiers))
    if unknown:
        raise LinkageError(
            f"The linkage spine has passes of unknown meaning: {', '.join(map(str, unknown))}.",
            why="A link without a tier could not be left out of a sensitivity, so the earlier links stay.",
            fix="Say in the contract which tier each match_pass of this linker is.",
        )
    # Of several links of one record the latest stands.
    latest = spine.sort("linked_at", "spine_id").unique(["dataset", "source_token", "spine_id"], keep="last")
    if latest.select("dataset", "source_token").is_duplicated().any():
        raise LinkageError(
            "The linkage spine gives one record to two persons.",
            why="Every figure that counts persons would count it twice, so the earlier links stay.",
            fix="Ask the linker for a spine with one spine_id for each dataset and source_token.",
        )
    people = latest.select(pl.col("spine_id").cast(pl.String).unique())
    ids = [
        blake2b(f"spine:{spine_id}".encode(), key=key, digest_size=12).hexdigest() for spine_id in people["spine_id"]
    ]
    tier = pl.col("match_pass").cast(pl.String).replace_strict(dict(tiers), return_dtype=pl.Int8)
    return (
        latest.with_columns(pl.col("spine_id").cast(pl.String))
        .join(people.with_columns(person_id=pl.Series(ids, dtype=pl.String)), on="spine_id")
        .select(
            pl.concat_str("dataset", "source_token", separator=":").alias("source_record_key"),
            "person_id",
            tier.alias("link_tier"),
            pl.lit(None, pl.Float64).alias("match_weight"),
            pl.col("match_score").cast(pl.Float64).alias("match_probability"),
            tier.replace_strict(METHODS, return_dtype=pl.String).alias("method"),
            pl.col("match_pass").cast(pl.String).alias("match_key"),
            pl.lit("spine").alias("model_version"),
            pl.lit(run_id).alias("run_id"),
            pl.lit(on).alias("valid_from"),
            pl.lit(None, pl.Date).alias("valid_to"),
        )
        .select(pl.col(name).cast(kind) for name, kind in PERSON_LINK.items())
        .sort("source_record_key")
    )
