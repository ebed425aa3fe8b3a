"""What the review rests on in words: definitions, and the evidence that the tracker drafts.

The tracker says what stands out and where it is read. What follows from it is the reviewer's to say.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pathways.equality.comparisons import compared
from pathways.equality.measures import MEASURES
from pathways.equality.released import Released
from pathways.equality.table import Column, ReviewTable
from pathways.equality.windows import Window

_FARTHEST: Final = 5  # of each measure, the groups farthest from 1


def definitions(released: Released) -> ReviewTable:
    """What each measure counts, in which version, and whose it is."""
    spec = pl.DataFrame(
        [(m.title, place, m.outcome_id, m.definition_version) for place, m in enumerate(MEASURES)],
        schema=["measure", "measure_sort", "outcome_id", "definition_version"],
        orient="row",
    )
    rows = spec.join(released.outcomes, on=["outcome_id", "definition_version"], how="inner").sort("measure_sort")
    return ReviewTable(
        "definitions",
        "What is counted",
        ("One sentence for each measure, with the version of its definition.",),
        (
            Column("measure", "Measure"),
            Column("definition", "Definition"),
            Column("version", "Version"),
            Column("owner", "Department that owns it"),
        ),
        ("measure",),
        rows.select("measure", definition="says", version="definition_version", owner="owner"),
    )


def evidence(released: Released, window: Window) -> ReviewTable:
    """Of each measure the groups that are farthest from being represented, as sentences that name their table."""
    rows = (
        compared(released, window)
        .filter(
            pl.col("period") == window.label,
            pl.col("reliability") == "published",
            ~pl.col("is_thinly_known").fill_null(value=True),
            pl.col("representation").is_not_nan(),
            pl.col("representation") > 0,
        )
        .with_columns(distance=pl.col("representation").log().abs())
        .sort("measure_sort", "distance", descending=[False, True])
        .group_by("measure", maintain_order=True)
        .head(_FARTHEST)
    )
    sentence = pl.format(
        "{} ({}): {}% of those counted, beside {}% of those compared with; representation ratio {}.",
        "group_label",
        pl.col("group_label_characteristic"),
        (100 * pl.col("share")).round(1),
        (100 * pl.col("base_share")).round(1),
        (pl.col("representation")).round(2),
    )
    return ReviewTable(
        "evidence",
        f"Evidence for recommendations, England, {window.label}",
        (
            (
                f"For each measure the {_FARTHEST} groups farthest from being represented as could be expected. "
                "Drafted by the tracker from the table representation; what follows from it, for government and "
                "for employers, is for the review to say."
            ),
        ),
        (
            Column("measure", "Measure"),
            Column("characteristic", "Characteristic"),
            Column("group", "Group"),
            Column("evidence", "Evidence"),
            Column("rests_on", "Rests on the table"),
        ),
        ("measure", "characteristic", "group"),
        rows.select(
            pl.col("measure_title").alias("measure"),
            pl.col("group_label_characteristic").alias("characteristic"),
            pl.col("group_label").alias("group"),
            sentence.alias("evidence"),
            pl.lit("representation").alias("rests_on"),
        ),
    )
