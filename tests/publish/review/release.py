"""A release on the page with the figures that a review is worked out from."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from pathways.published.linked_figures import INDICATOR_BREAKDOWN, INDICATOR_FIGURE, OUTCOME
from pathways.published.review import CHARACTERISTIC
from publish.release import Published
from publish.shape import shaped
from tests.pathways.equality import made_up as people
from tests.publish.made_up import publish_tables, tables_of

LONDON = pl.DataFrame({"area_code": [people.LONDON], "area_name": ["London"], "area_type": ["region"]})


def publish_review(topics: Collection[str] | None = None) -> Published:
    """Publish made-up young people of England and London, beside a small whole set of official figures.

    Args:
        topics: the breakdowns; none: all.
    """
    of = people.released(topics=topics)
    tables = tables_of()
    figures = of.figures.with_columns(
        region_code="area_code",
        rate=pl.lit(None, pl.Float64),
        rate_status=pl.lit("confidential"),
        area_code="area_code",
    )
    breakdowns = of.figures.select("breakdown_topic", "dimension_1", "dimension_2", "dimension_3").unique()
    ours = (
        (INDICATOR_FIGURE, figures),
        (
            INDICATOR_BREAKDOWN,
            breakdowns.with_columns(
                pl.when(pl.col("breakdown_topic") == "total").then(None).otherwise("dimension_1").alias("dimension_1"),
                finest_published_level=pl.lit("region"),
            ),
        ),
        (OUTCOME, of.outcomes.with_columns(pl.col("valid_from", "valid_to").str.to_date(strict=False))),
        (CHARACTERISTIC, of.characteristics),
    )
    linked = {table.name: shaped(table, frame.select(list(table.columns))) for table, frame in ours}
    areas = pl.concat([tables["area"], LONDON], how="diagonal")
    effect = tables["linkage_effect"].with_columns(outcome_id=pl.lit("first_paid_work"))
    return publish_tables({**tables, **linked, "area": areas, "linkage_effect": effect})
