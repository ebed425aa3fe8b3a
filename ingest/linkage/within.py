"""Records of a department that carry none of its identifiers, joined to its persons by the model when it is sure."""

from __future__ import annotations

import polars as pl

from ingest.linkage.calibrate import STRICT
from ingest.linkage.department_persons import OWN
from ingest.linkage.identifiers import IDENTIFIERS


def sides(persons: pl.DataFrame, department: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The persons of a department without any of its own identifiers, and those with one."""
    own = persons.filter(pl.col("department") == department)
    with_one = pl.any_horizontal(pl.col(name).is_not_null() for name in OWN.get(department, IDENTIFIERS))
    return own.filter(~with_one), own.filter(with_one)


def join_sure(together: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """Records together as before, and those without an identifier with the one person they surely are.

    Args:
        together: as `bring_together` gives it.
        edges: as `candidates.edges` gives them, `left` without an identifier, `right` with one.

    Returns:
        `together` with the keys of joined persons replaced, and `within_tier` 3 for the records so joined.
    """
    sure = edges.filter(pl.col("accepted"), pl.col("match_probability") >= STRICT)
    joined = sure.select(person_key="left", into="right", to=pl.min_horizontal("left", "right"))
    renamed = joined.filter(pl.col("to") != pl.col("into")).select(person_key="into", renamed="to")
    return (
        together.join(joined.select("person_key", "to"), on="person_key", how="left", maintain_order="left")
        .join(renamed, on="person_key", how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("to").is_not_null()).then(3).otherwise("within_tier").cast(pl.Int8).alias("within_tier"),
            pl.coalesce("to", "renamed", "person_key").alias("person_key"),
        )
        .drop("to", "renamed")
    )
