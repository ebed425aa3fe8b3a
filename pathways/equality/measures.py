"""What the review counts, by what, and of whom: the specification of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from pathways.equality.released import ENGLAND, Released
from pathways.equality.windows import Window

CHARACTERISTICS: Final = (
    "sex",
    "ethnicity_5",
    "ethnicity_18",
    "lldd",
    "lldd_category",
    "primary_need",
    "disability",
    "sen_at_ks4",
    "age_band",
)
COHORT: Final = "ks4_sustained_destination"  # its denominator is everyone who finished key stage 4
MOST_UNKNOWN: Final = 0.2  # where more of a characteristic is not known, shares of the known say little
_BY: Final = ("measure", "period", "area_code")


@dataclass(frozen=True)
class Measure:
    """A count of the review.

    Attributes:
        name: in files: "apprenticeship_starts".
        title: for people.
        outcome_id: of the release's `outcome`.
        definition_version: of it.
        is_of_cohort: compared with everyone who finished key stage 4; else with its own denominator.
    """

    name: str
    title: str
    outcome_id: str
    definition_version: str
    is_of_cohort: bool = True


MEASURES: Final = (
    Measure("apprenticeship_starts", "Apprenticeship starts", "apprenticeship_start", "1"),
    Measure("apprenticeship_participation", "Taking part in an apprenticeship", "apprenticeship_participation", "1"),
    Measure("apprenticeship_achievements", "Apprenticeships achieved", "apprenticeship_achievement", "1"),
    Measure("supported_internship_starts", "Supported internship starts", "supported_internship", "ilr"),
    Measure("supported_internships_open", "Supported internships on census day", "supported_internship", "sen2"),
    Measure("supported_internships_known", "Supported internships known to councils", "supported_internship", "nccis"),
    Measure(
        "supported_internship_paid_work",
        "Paid work after a supported internship",
        "supported_internship_paid_work",
        "1",
        is_of_cohort=False,
    ),
)


def counted(released: Released, window: Window) -> pl.DataFrame:
    """The released counts of every measure in a window's years and in all of it.

    Returns:
        `measure`, `measure_title`, `measure_sort`, `period`, `period_sort` (years in order, then the window),
        `area_code`, `area`, `breakdown_topic`, `dimension_1`..`value_3`, `numerator`, `denominator`.
    """
    spec = pl.DataFrame(
        [(m.name, m.title, place, m.outcome_id, m.definition_version) for place, m in enumerate(MEASURES)],
        schema=["measure", "measure_title", "measure_sort", "outcome_id", "definition_version"],
        orient="row",
    )
    periods = pl.DataFrame({"period": [*window.years, window.label]}).with_row_index("period_sort")
    return released.figures.join(spec, on=["outcome_id", "definition_version"]).join(periods, on="period")


def one_way(released: Released, counts: pl.DataFrame) -> pl.DataFrame:
    """Counts by one characteristic, each beside those of its area.

    Args:
        released: for the names.
        counts: as `counted` gives them.

    Returns:
        A row for each measure, period, area, characteristic and group, in order: `characteristic`, `group`, their
        labels, `numerator`, `denominator`, `all` (the numerator of everyone), `unknown` (of those not known) and
        `known`, the difference.
    """
    everyone = counts.filter(pl.col("breakdown_topic") == "total").select(*_BY, all="numerator", all_of="denominator")
    rows = (
        counts.filter(pl.col("breakdown_topic").is_in(CHARACTERISTICS))
        .rename({"dimension_1": "characteristic", "value_1": "group"})
        .join(everyone, on=list(_BY))
    )
    unknown = rows.filter(pl.col("group") == "unknown").select(
        *_BY, "characteristic", unknown="numerator", unknown_of="denominator"
    )
    return (
        released.labelled(rows, "characteristic", "group", "group_label")
        .join(unknown, on=[*_BY, "characteristic"], how="left")
        .with_columns(pl.col("unknown", "unknown_of").fill_null(0))
        .with_columns(
            known=(pl.col("all") - pl.col("unknown")).clip(0),
            known_of=(pl.col("all_of") - pl.col("unknown_of")).clip(0),
        )
        .with_columns(
            pl.col("characteristic").replace_strict(_ORDER, return_dtype=pl.Int64).alias("characteristic_sort")
        )
        .sort("measure_sort", "area_code", "period_sort", "characteristic_sort", "group_label_sort")
    )


_ORDER: Final = {name: place for place, name in enumerate(CHARACTERISTICS)}


def cohort(released: Released, window: Window) -> tuple[str, pl.DataFrame]:
    """Everyone in England who finished key stage 4, by one characteristic: with whom measures are compared.

    Returns:
        The latest three years up to the window for which the release has them, and `breakdown_topic`, `breakdown`,
        `cohort` (how many); no rows and "" where it has none.
    """
    rows = released.figures.filter(
        pl.col("outcome_id") == COHORT, pl.col("period_kind") == "three_years", pl.col("area_code") == ENGLAND
    )
    periods = rows.filter(pl.col("period") <= window.label)["period"].unique().sort()
    last = str(periods[-1]) if len(periods) else ""
    return last, rows.filter(pl.col("period") == last).select("breakdown_topic", "breakdown", cohort="denominator")
