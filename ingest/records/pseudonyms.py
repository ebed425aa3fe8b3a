"""Keyed pseudonyms: HMAC-SHA256 of a reference under this installation's secret; the key's version stands before it."""

from __future__ import annotations

import polars as pl
import polars_hash as plh

from pathways.kept_secrets import secret

KEY_VERSION = 1
_LENGTH = 32  # hexadecimal digits kept: 128 bits


def pseudonyms(references: pl.Series) -> pl.Series:
    """A pseudonym for each reference, null where there is none; the same for the same, for as long as the key stays.

    What one person has in a file mostly stands together, so a reference that follows itself is hashed once. To look
    for it further off would cost more than to hash it again.
    """
    reference = plh.col("reference")
    is_new = (pl.int_range(pl.len()) == 0) | reference.ne_missing(reference.shift())
    rows = references.alias("reference").to_frame().with_columns(is_new=is_new)
    hashed = reference.chash.hmac_sha256(key=secret(f"pseudonym-key-v{KEY_VERSION}"))
    of_new = rows.filter("is_new").select(f"v{KEY_VERSION}-" + hashed.str.head(_LENGTH)).to_series()
    return of_new.gather(rows["is_new"].cum_sum() - 1)
