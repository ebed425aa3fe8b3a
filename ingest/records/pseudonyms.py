"""Keyed pseudonyms: HMAC-SHA256 of a reference under this installation's secret; the key's version stands before it."""

from __future__ import annotations

from functools import cache

import duckdb
import polars as pl

from pathways.kept_secrets import secret

KEY_VERSION = 1
_BLOCK = 64  # bytes of SHA-256
_LENGTH = 32  # hexadecimal digits kept: 128 bits


@cache
def _duckdb() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()  # opening one costs more than hashing some thousand references


def pseudonyms(references: pl.Series) -> pl.Series:
    """A pseudonym for each reference, null where there is none; the same for the same, for as long as the key stays.

    Each distinct reference is hashed once, by DuckDB, as no data frame library has a keyed hash.
    """
    distinct = references.drop_nulls().unique().to_frame("reference")
    key = secret(f"pseudonym-key-v{KEY_VERSION}").encode().ljust(_BLOCK, b"\0")
    inner, outer = bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)  # RFC 2104
    hashing = _duckdb().cursor()
    hashing.register("distinct_reference", distinct)
    hashed = hashing.sql(
        "select reference, left(sha256($outer::blob || unhex(sha256($inner::blob || encode(reference)))), $length)"
        " as hashed from distinct_reference",
        params={"inner": inner, "outer": outer, "length": _LENGTH},
    ).pl()
    hashing.close()
    return (
        references.to_frame("reference")
        .join(hashed, on="reference", how="left", maintain_order="left")
        .select(pl.lit(f"v{KEY_VERSION}-") + pl.col("hashed"))
        .to_series()
    )
