"""A trusted linker's spine takes the place of our own links of the same records.

Of a dataset that the spine is about, a record is of the person whom the linker names; one that the linker does not know
is nobody else's, however alike. Records of other datasets are linked by us, to each other and to those persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from ingest.linkage.candidates import EXACT, METHODS
from ingest.linkage.department_links import TOLD
from ingest.linkage.person_links import OWN_RECORD, PERSON_LINK, Stamp
from ingest.linkage.standardise import DEPARTMENTS

KEY: Final = "source_record_key"
LINKS: Final = pl.Schema(
    {
        KEY: pl.String,
        "spine_id": pl.String,
        "department": pl.String,
        "match_pass": pl.String,
        "match_score": pl.Float64,
        "link_tier": pl.Int8,
    }
)
_EDGE: Final = (
    "left", "right", "department_left", "department_right", "link_tier", "match_probability", "best", "accepted",
    "linked",
)  # fmt: skip


@dataclass(frozen=True)
class Spine:
    """What the linker says.

    Attributes:
        links: one row for each record, columns of `LINKS`; `match_score` from 0 to 1, or null.
        datasets: of identity records, that it is about.
    """

    links: pl.DataFrame
    datasets: frozenset[str]

    def unknown(self, standardised: pl.DataFrame) -> pl.DataFrame:
        """Keys of records that the spine is about and the linker does not know."""
        about = standardised.filter(pl.col("dataset").is_in(list(self.datasets)))
        return about.join(self.links, on=KEY, how="anti").select(KEY)

    def without_own(self, pairs: pl.DataFrame, together: pl.DataFrame) -> pl.DataFrame:
        """The pairs of departments without those of two persons of whom the linker knows how they belong together."""
        theirs = together.join(self.links, on=KEY, how="semi")["person_key"].unique().implode()
        return pairs.filter(~(pl.col("left").is_in(theirs) & pl.col("right").is_in(theirs)))

    def groups(self, own: pl.DataFrame, unknown: pl.DataFrame) -> pl.DataFrame:
        """Which records are one person, by the linker where it knows them.

        Args:
            own: `source_record_key` and `group` of the records that we linked.
            unknown: from `unknown`.

        Returns:
            The same of all records. A group of ours goes with the person of whom it holds most records.
        """
        joined = own.join(self.links.select(KEY, "spine_id"), on=KEY, how="full", coalesce=True)
        drawn = (
            joined.drop_nulls()
            .group_by("group", "spine_id")
            .len()
            .sort(["len", "spine_id"], descending=[True, False])
            .unique("group", keep="first", maintain_order=True)
            .select("group", drawn_to="spine_id")
        )
        named = joined.join(drawn, on="group", how="left").select(
            KEY,
            pl.coalesce("spine_id", "drawn_to").alias("spine_id"),
            pl.when(pl.coalesce("spine_id", "drawn_to").is_null()).then("group").alias("group"),
        )
        found = named.select(KEY, pl.col(KEY).min().over("spine_id", "group").alias("group"))
        return pl.concat([found, unknown.select(KEY, pl.col(KEY).alias("group"))]).sort(KEY)

    def links_of(self, ids: pl.DataFrame, unknown: pl.DataFrame, stamp: Stamp) -> pl.DataFrame:
        """The columns of `PERSON_LINK` for the records that the spine is about; `match_key` is the linker's pass."""
        tier = pl.col("link_tier")
        known = self.links.select(
            KEY,
            "link_tier",
            pl.col("match_score").alias("match_probability"),
            tier.replace_strict(METHODS, return_dtype=pl.String).alias("method"),
            pl.concat_str(pl.lit("spine pass "), "match_pass").alias("match_key"),
        )
        alone = unknown.select(KEY, link_tier=pl.lit(EXACT, pl.Int8), method=pl.lit(OWN_RECORD))
        return (
            pl.concat([known, alone], how="diagonal")
            .join(ids, on=KEY)
            .with_columns(
                pl.lit(None, pl.Float64).alias("match_weight"),
                pl.lit("spine").alias("model_version"),
                pl.lit(stamp.run_id).alias("run_id"),
                pl.lit(stamp.on).alias("valid_from"),
                pl.lit(None, pl.Date).alias("valid_to"),
            )
            .select(pl.col(name).cast(kind) for name, kind in PERSON_LINK.items())
        )

    def records(
        self, standardised: pl.DataFrame, together: pl.DataFrame, persons: pl.DataFrame, unknown: pl.DataFrame
    ) -> pl.DataFrame:
        """Every record that anybody knows, as `department_links` takes them, for the linker tells the person of each.

        Args:
            standardised: every record that was sent.
            together: `source_record_key` and `person_key` of the records that we linked.
            persons: `person_key`, `department` and the groups.
            unknown: from `unknown`.
        """
        ours = together.select(KEY, "person_key").join(persons.select("person_key", *TOLD), on="person_key")
        theirs = self.links.join(together, on=KEY, how="anti").select(KEY, "department")
        sent = standardised.select(KEY, *TOLD)
        alone = [sent.join(unknown, on=KEY), theirs.join(sent.drop("department"), on=KEY, how="left")]
        return pl.concat(rows.select(KEY, pl.col(TOLD).cast(pl.String)) for rows in (ours, *alone))

    def for_quality(
        self, persons: pl.DataFrame, link_edge: pl.DataFrame, together: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Persons and edges as `quality.link_quality` counts them: the linker's, and ours where it says nothing."""
        unit = pl.col(KEY).min().over("spine_id", "department").alias("unit")
        of_record = self.links.with_columns(unit)
        units = of_record.group_by("unit").agg(
            pl.col("spine_id", "department").first(), pl.col("link_tier").max(), pl.col("match_score").min()
        )
        moved = together.join(of_record.select(KEY, "unit"), on=KEY).group_by("person_key").agg(pl.col("unit").min())
        groups = persons.join(moved, on="person_key").sort("person_key").drop("person_key", "department")
        groups = groups.unique("unit", keep="first", maintain_order=True)
        theirs = units.select(pl.col("unit").alias("person_key"), pl.col("department").cast(pl.Enum(DEPARTMENTS))).join(
            groups, left_on="person_key", right_on="unit", how="left"
        )
        ours = persons.join(moved, on="person_key", how="anti")
        return (
            pl.concat([ours, theirs], how="diagonal"),
            pl.concat([_between(units), _moved(link_edge, moved)], how="vertical_relaxed"),
        )


def _between(units: pl.DataFrame) -> pl.DataFrame:
    """A taken pair for each two departments in which the linker knows one person."""
    order = pl.col("department").replace_strict({name: place for place, name in enumerate(DEPARTMENTS)})
    placed = units.with_columns(order.alias("place"))
    return (
        placed.join(placed, on="spine_id", suffix="_right")
        .filter(pl.col("place") < pl.col("place_right"))
        .select(
            pl.col("unit").alias("left"),
            pl.col("unit_right").alias("right"),
            pl.col("department").alias("department_left"),
            "department_right",
            pl.max_horizontal("link_tier", "link_tier_right").alias("link_tier"),
            pl.min_horizontal("match_score", "match_score_right").fill_null(1.0).alias("match_probability"),
            *(pl.lit(value=True).alias(name) for name in ("best", "accepted", "linked")),
        )
    )


def _moved(link_edge: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Our own pairs, from the linker's persons where these took the place of ours; the best for each of the two."""
    found = link_edge
    for side in ("left", "right"):
        found = found.join(moved, left_on=side, right_on="person_key", how="left").with_columns(
            pl.coalesce("unit", side).alias(side)
        )
        found = found.drop("unit")
    best_first = found.sort(["log_odds", "left", "right"], descending=[True, False, False])
    for side, other in (("left", "right"), ("right", "left")):
        best_first = best_first.unique([side, f"department_{other}"], keep="first", maintain_order=True)
    return best_first.select(_EDGE)
