"""Tables of counts: by one characteristic, by several together, how many are not known, and official figures."""

from __future__ import annotations

from typing import Final

import polars as pl

from pathways.equality.measures import CHARACTERISTICS, counted, one_way
from pathways.equality.released import ENGLAND, Released
from pathways.equality.table import COUNTED, Column, ReviewTable, shown
from pathways.equality.windows import Window

NEED_NOT_ADD: Final = (
    "Every count carries a small random change and is rounded to 5, so that nobody can be found in it. The parts "
    "of a table therefore need not add up to its total."
)
_FEWEST: Final = 10  # a share of fewer is not shown
_FEWEST_TOGETHER: Final = 50  # of people with several characteristics together
_WHAT: Final = (
    Column("measure", "Measure"),
    Column("period", "Academic years"),
)
_NONE: Final = pl.lit(None, pl.String)


def by_characteristic(released: Released, window: Window) -> ReviewTable:
    """How many, by one characteristic, in England and each region, each year and the three together."""
    rows = one_way(released, counted(released, window))
    too_few = pl.when(pl.col("known") < _FEWEST).then(pl.lit("c"))
    share = pl.when(pl.col("group") == "unknown").then(pl.lit("z")).otherwise(too_few)
    return ReviewTable(
        "by_characteristic",
        f"Apprenticeships and supported internships by characteristic, {window.label}",
        (
            NEED_NOT_ADD,
            "Shares are of those whose characteristic is known. A group that is not listed is a count of 0.",
        ),
        (
            *_WHAT,
            Column("area_code", "Area code"),
            Column("area", "Area"),
            Column("characteristic", "Characteristic"),
            Column("group", "Group"),
            Column("people", "Number", "count", COUNTED),
            Column("share", "Share of those known (%)", "percent"),
        ),
        ("measure", "period", "area_code", "characteristic", "group"),
        rows.select(
            pl.col("measure_title").alias("measure"),
            "period",
            "area_code",
            "area",
            pl.col("group_label_characteristic").alias("characteristic"),
            pl.col("group_label").alias("group"),
            *shown(pl.col("numerator"), _NONE, "people"),
            *shown((100 * pl.col("numerator") / pl.col("known")).clip(0, 100), share, "share"),
        ),
    )


def together(released: Released, window: Window) -> ReviewTable:
    """How many in England, by two and three characteristics together, in the three years together."""
    counts = counted(released, window).filter(pl.col("period") == window.label, pl.col("area_code") == ENGLAND)
    everyone = counts.filter(pl.col("breakdown_topic") == "total").select("measure", all="numerator")
    rows = counts.filter(pl.col("dimension_2").is_not_null()).filter(
        pl.all_horizontal(pl.col(f"dimension_{place}").is_null() | pl.col(f"dimension_{place}").is_in(CHARACTERISTICS))
        for place in (1, 2, 3)
    )
    for place in (1, 2, 3):
        rows = released.labelled(rows, f"dimension_{place}", f"value_{place}", f"label_{place}")
    rows = rows.join(everyone, on="measure").sort(
        "measure_sort", "breakdown_topic", "label_1_sort", "label_2_sort", "label_3_sort"
    )
    share = pl.when(pl.col("numerator") < _FEWEST_TOGETHER).then(pl.lit("c"))
    names = [name for place in (1, 2, 3) for name in (f"characteristic_{place}", f"group_{place}")]
    return ReviewTable(
        "characteristics_together",
        f"Apprenticeships and supported internships in England by several characteristics together, {window.label}",
        (NEED_NOT_ADD, f"A share is shown of {_FEWEST_TOGETHER} and more. A group that is not listed is a count of 0."),
        (
            Column("measure", "Measure"),
            *(Column(name, name.replace("_", " ").capitalize()) for name in names),
            Column("people", "Number", "count", COUNTED),
            Column("share", "Share of everyone (%)", "percent"),
        ),
        ("measure", *names),
        rows.select(
            pl.col("measure_title").alias("measure"),
            *(
                pl.col(column).fill_null("").alias(name)
                for place in (1, 2, 3)
                for column, name in (
                    (f"label_{place}_characteristic", f"characteristic_{place}"),
                    (f"label_{place}", f"group_{place}"),
                )
            ),
            *shown(pl.col("numerator"), _NONE, "people"),
            *shown((100 * pl.col("numerator") / pl.col("all")).clip(0, 100), share, "share"),
        ),
    )


def unknown_rates(released: Released, window: Window) -> ReviewTable:
    """Of how many in England each characteristic is not known."""
    rows = (
        one_way(released, counted(released, window))
        .filter(pl.col("area_code") == ENGLAND)
        .unique(["measure", "period", "characteristic"], maintain_order=True)
    )
    few = pl.when(pl.col("all") < _FEWEST).then(pl.lit("c"))
    return ReviewTable(
        "unknown_rates",
        f"How often a characteristic is not known, England, {window.label}",
        ("Where many are not known, differences between the known may be differences in who is asked or answers.",),
        (
            *_WHAT,
            Column("characteristic", "Characteristic"),
            Column("unknown", "Not known", "count"),
            Column("everyone", "Everyone", "count"),
            Column("unknown_rate", "Not known (%)", "percent"),
        ),
        ("measure", "period", "characteristic"),
        rows.select(
            pl.col("measure_title").alias("measure"),
            "period",
            pl.col("group_label_characteristic").alias("characteristic"),
            *shown(pl.col("unknown"), _NONE, "unknown"),
            *shown(pl.col("all"), _NONE, "everyone"),
            *shown((100 * pl.col("unknown") / pl.col("all")).clip(0, 100), few, "unknown_rate"),
        ),
    )


_OFFICIAL: Final = (
    "apprenticeship_starts",
    "apprenticeship_achievements",
    "supported_internships",
    "ehc_plan_apprenticeships",
)


def official(released: Released, window: Window) -> ReviewTable:
    """Official statistics of the same things in the same years, with their publishers' own rounding."""
    rows = released.official.filter(
        pl.col("indicator_id").is_in(_OFFICIAL),
        pl.col("starts_on").dt.year().is_between(window.last - 2, window.last + 1),
    ).sort("indicator_id", "sort_key", "breakdown_topic", "sort_key_right")
    symbol = pl.col("value_status").replace_strict(
        {"confidential": "c", "not_applicable": "z", "published": None}, default="x", return_dtype=pl.String
    )
    return ReviewTable(
        "official_figures",
        f"Official statistics beside the review, England, {window.label}",
        (
            (
                "As published, with the publisher's own rounding and symbols. They count differently from the "
                "tables before, and are not to be mixed with them."
            ),
        ),
        (
            Column("measure", "Measure"),
            Column("period", "Period"),
            Column("characteristic", "Characteristic"),
            Column("group", "Group"),
            Column("value", "Number", "count"),
            Column("publication", "Publication"),
        ),
        ("measure", "period", "characteristic", "group"),
        rows.select(
            pl.col("title").alias("measure"),
            pl.col("label").alias("period"),
            pl.col("topic_label").alias("characteristic"),
            pl.col("label_right").alias("group"),
            *shown(pl.col("value"), symbol, "value"),
            "publication",
        ),
    )
