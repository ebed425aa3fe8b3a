"""Tables of differences between groups in England: representation, gaps and ratios, and what changed since."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from pathways.equality import disparity
from pathways.equality.measures import MEASURES, MOST_UNKNOWN, cohort, counted, one_way
from pathways.equality.released import ENGLAND, Released
from pathways.equality.table import COUNTED, Column, ReviewTable, shown
from pathways.equality.windows import Window

_ESTIMATES: Final = ("rate", "rate_low", "rate_high", "gap", "gap_low", "gap_high", "ratio", "ratio_low", "ratio_high")
_RELIABILITY: Final = {"published": "usual", "low_reliability": "low", "confidential": "too few"}
_NO_RATE: Final = "no rate"
_SUPER_POPULATION: Final = (
    "Everyone is counted and nobody sampled; intervals (95%) take the years as some of those that might have been,"
    " and are worked out from the released counts."
)

_INTERVAL: Final = "An end of the 95% interval."
_OF_RELIABLE: Final = "Only where the rates of both groups are of usual reliability."
_STANDS_OUT: Final = "Yes where the gap would stand out among all gaps of this table (Benjamini and Hochberg, 5%)."
_OF_THE_RATE: Final = (
    "Of the rate. Low: of fewer than 30, or fewer than 10 counted. Too few: of fewer than 10, so it is not shown. No"
    " rate: more are counted than could be, as the group is not of those compared with, or there is nobody to compare."
)


def compared(released: Released, window: Window) -> pl.DataFrame:
    """Each group of England beside the rest and beside the group that it is compared with.

    Returns:
        A row for each measure, period, characteristic and known group: what `one_way` gives; `x` and `n`, how many are
        counted and of how many; `share` of the counted and `base_share` of those they are of (0 to 1);
        `representation`; the estimates of `_ESTIMATES` (shares 0 to 1; NaN where there is none); `reliability`;
        `is_thinly_known`; `p_value`, of the gap; `reference`, the name of the group that it is compared with.
    """
    base_period, base = cohort(released, window)
    rows = one_way(released, counted(released, window)).filter(pl.col("area_code") == ENGLAND)
    of = base.rename({"breakdown_topic": "characteristic", "breakdown": "group"})
    everyone = of.filter(pl.col("characteristic") == "total")["cohort"].sum()
    unknown = of.filter(pl.col("group") == "unknown").select("characteristic", cohort_unknown="cohort")
    rows = (
        rows.filter(pl.col("group") != "unknown")
        .join(of, on=["characteristic", "group"], how="left")
        .join(unknown, on="characteristic", how="left")
        .with_columns(pl.col("cohort", "cohort_unknown").fill_null(0), is_of_cohort=_is_of_cohort())
        .with_columns(
            x=pl.col("numerator"),
            n=pl.when("is_of_cohort").then("cohort").otherwise("denominator"),
            base_known=pl.when("is_of_cohort").then(everyone - pl.col("cohort_unknown")).otherwise("known_of"),
            base_all=pl.when("is_of_cohort").then(pl.lit(everyone)).otherwise("all_of"),
            base_period=pl.when("is_of_cohort").then(pl.lit(base_period)).otherwise("period"),
        )
        .with_columns(
            is_thinly_known=((1 - pl.col("known") / pl.col("all")) > MOST_UNKNOWN)
            | ((1 - pl.col("base_known") / pl.col("base_all")) > MOST_UNKNOWN)
        )
    )
    references = released.characteristics.filter("is_reference").select(
        "characteristic", pl.col("value").alias("group"), reference="label"
    )
    reference = rows.join(references, on=["characteristic", "group"]).select(
        "measure", "period", "characteristic", "reference", x_reference="x", n_reference="n"
    )
    return _estimated(
        rows.join(reference, on=["measure", "period", "characteristic"], how="left", maintain_order="left")
    )


def _is_of_cohort() -> pl.Expr:
    return pl.col("measure").replace_strict({m.name: m.is_of_cohort for m in MEASURES}, return_dtype=pl.Boolean)


def _estimated(rows: pl.DataFrame) -> pl.DataFrame:
    x, n, x0, n0 = (rows[name].cast(pl.Float64).to_numpy() for name in ("x", "n", "x_reference", "n_reference"))
    possible = (n > 0) & (x <= n) & (x0 <= n0)
    x, n = np.where(possible, x, np.nan), np.where(possible, n, np.nan)
    reliability = disparity.reliability(rows["x"].to_numpy(), rows["n"].to_numpy())
    is_reference = (rows["group_label"] == rows["reference"]).fill_null(value=False).to_numpy()
    comparable = (
        ~is_reference
        & (reliability == "published")
        & (disparity.reliability(x0, n0) == "published")
        & ~rows["is_thinly_known"].fill_null(value=True).to_numpy()
    )
    only_comparable = np.where(comparable, 1.0, np.nan)
    rate, gap, ratio = disparity.rate(x, n), disparity.gap(x, n, x0, n0), disparity.ratio(x, n, x0, n0)
    found = {
        "rate": rate.value,
        "rate_low": rate.low,
        "rate_high": rate.high,
        "gap": gap.value * only_comparable,
        "gap_low": gap.low * only_comparable,
        "gap_high": gap.high * only_comparable,
        "ratio": ratio.value * only_comparable,
        "ratio_low": ratio.low * only_comparable,
        "ratio_high": ratio.high * only_comparable,
        "p_value": disparity.p_value(x, n, x0, n0) * only_comparable,
        "standard_error": disparity.standard_error(x, n, x0, n0) * only_comparable,
        "representation": disparity.representation_ratio(
            rows["x"].to_numpy(), rows["known"].to_numpy(), rows["n"].to_numpy(), rows["base_known"].to_numpy()
        ),
        "share": rows["x"].to_numpy() / np.where(rows["known"].to_numpy() > 0, rows["known"].to_numpy(), np.nan),
        "base_share": rows["n"].to_numpy()
        / np.where(rows["base_known"].to_numpy() > 0, rows["base_known"].to_numpy(), np.nan),
    }
    return rows.with_columns(
        *(pl.Series(name, np.asarray(values, dtype=np.float64)) for name, values in found.items()),
        pl.Series("reliability", reliability),
    )


def _hidden(suffix: str = "") -> pl.Expr:
    """Why a group's share is not shown: there is nothing to compare with, or too few are compared."""
    return (
        pl.when(pl.col(f"base_period{suffix}").fill_null("") == "")
        .then(pl.lit("x"))
        .when(pl.col(f"reliability{suffix}") == "confidential")
        .then(pl.lit("c"))
        .otherwise(pl.lit(None, pl.String))
    )


def _thin(suffix: str = "") -> pl.Expr:
    """Why a group's representation ratio is not shown: as its share, or its characteristic is seldom known."""
    return _hidden(suffix).fill_null(pl.when(f"is_thinly_known{suffix}").then(pl.lit("x")))


def _reliability() -> pl.Expr:
    """How far the rate of a row can be relied on; a rate that is not there has none, whatever it would be of."""
    is_there = _hidden().is_null() & pl.col("rate").is_not_nan()
    known = pl.col("reliability").replace_strict(_RELIABILITY)
    return pl.when(is_there | (_hidden() == "c")).then(known).otherwise(pl.lit(_NO_RATE))


def representation(released: Released, window: Window) -> ReviewTable:
    """Each group's share beside its share of those it could come from, and its gap to its reference group."""
    rows = compared(released, window)
    stands_out = disparity.is_significant(rows["p_value"].to_numpy())
    hidden = _hidden()
    no_gap = (
        pl.when(pl.col("reference").is_null() | (pl.col("group_label") == pl.col("reference")))
        .then(pl.lit("z"))
        .when(pl.col("reliability") == "confidential")
        .then(pl.lit("c"))
        .when(pl.col("reliability") == "low_reliability")
        .then(pl.lit("u"))
    )
    return ReviewTable(
        "representation",
        f"Who takes part, beside who could, England, {window.label}",
        (
            (
                "The representation ratio is a group's share of those counted over its share of those they are of:"
                " 1 is as many as could be expected, 0.5 half as many. Both are shares of those whose group is "
                "known."
            ),
            (
                "Apprenticeships and supported internships are compared with everyone who finished key stage 4 in "
                "the years named; paid work after a supported internship with those whose internship ended."
            ),
            _SUPER_POPULATION,
            f"Where more than {100 * MOST_UNKNOWN:.0f}% of either side is not known, there is no ratio or gap: [x].",
        ),
        (
            Column("measure", "Measure"),
            Column("period", "Academic years"),
            Column("characteristic", "Characteristic"),
            Column("group", "Group"),
            Column("people", "Number", "count", COUNTED),
            Column("share", "Share of the counted (%)", "percent"),
            Column("compared_with_years", "Compared with the years"),
            Column("base", "Number compared with", "count"),
            Column("base_share", "Share of those compared with (%)", "percent"),
            Column("representation_ratio", "Representation ratio", "ratio"),
            Column("rate", "For each 100 of those compared with", "percent"),
            Column("rate_low", "For each 100, lower end", "percent", _INTERVAL),
            Column("rate_high", "For each 100, upper end", "percent", _INTERVAL),
            Column("reference_group", "Gap to"),
            Column("gap", "Gap (percentage points)", "points", _OF_RELIABLE),
            Column("gap_low", "Gap, lower end", "points", _INTERVAL),
            Column("gap_high", "Gap, upper end", "points", _INTERVAL),
            Column("ratio", "Ratio of rates", "ratio", _OF_RELIABLE),
            Column("ratio_low", "Ratio, lower end", "ratio", _INTERVAL),
            Column("ratio_high", "Ratio, upper end", "ratio", _INTERVAL),
            Column("stands_out", "Stands out", says=_STANDS_OUT),
            Column("reliability", "Reliability", says=_OF_THE_RATE),
        ),
        ("measure", "period", "characteristic", "group"),
        rows.with_columns(pl.Series("stands_out", stands_out)).select(
            pl.col("measure_title").alias("measure"),
            "period",
            pl.col("group_label_characteristic").alias("characteristic"),
            pl.col("group_label").alias("group"),
            *shown(pl.col("x"), pl.lit(None, pl.String), "people"),
            *shown(100 * pl.col("share").clip(0, 1), hidden, "share"),
            pl.col("base_period").alias("compared_with_years"),
            *shown(pl.col("n"), pl.lit(None, pl.String), "base"),
            *shown(100 * pl.col("base_share").clip(0, 1), hidden, "base_share"),
            *shown(pl.col("representation"), _thin(), "representation_ratio"),
            *(each for name in ("rate", "rate_low", "rate_high") for each in shown(100 * pl.col(name), hidden, name)),
            pl.col("reference").fill_null("").alias("reference_group"),
            *(each for name in ("gap", "gap_low", "gap_high") for each in shown(100 * pl.col(name), no_gap, name)),
            *(each for name in ("ratio", "ratio_low", "ratio_high") for each in shown(pl.col(name), no_gap, name)),
            pl.when("stands_out").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("stands_out"),
            _reliability().alias("reliability"),
        ),
    )


def change(released: Released, window: Window) -> ReviewTable:
    """Each group's share now and in the review before, and whether its gap widens or narrows from year to year."""
    by = ("measure", "characteristic", "group")
    now, before = compared(released, window), compared(released, window.before)
    trends = _trends(pl.concat([before, now], how="diagonal_relaxed"))
    pooled = now.filter(pl.col("period") == window.label)
    rows = pooled.join(
        before.filter(pl.col("period") == window.before.label).select(
            *by,
            share_before="share",
            ratio_before="representation",
            reliability_before="reliability",
            base_period_before="base_period",
            is_thinly_known_before="is_thinly_known",
        ),
        on=list(by),
        how="left",
        maintain_order="left",
    ).join(trends, on=list(by), how="left", maintain_order="left")
    hidden, hidden_before = _hidden(), _hidden("_before")
    either = pl.coalesce(hidden, hidden_before)
    return ReviewTable(
        "change",
        f"Change since the review before: {window.label} beside {window.before.label}, England",
        (
            (
                "The change of a gap is the slope of the yearly gaps of both reviews by weighted least squares, in"
                " percentage points a year, and needs three years; below zero a rate falls behind that of the "
                "group it is compared with."
            ),
            _SUPER_POPULATION,
        ),
        (
            Column("measure", "Measure"),
            Column("characteristic", "Characteristic"),
            Column("group", "Group"),
            Column("share", f"Share {window.label} (%)", "percent"),
            Column("share_before", f"Share {window.before.label} (%)", "percent"),
            Column("share_change", "Change of share (percentage points)", "points"),
            Column("representation_ratio", f"Representation ratio {window.label}", "ratio"),
            Column("representation_ratio_before", f"Representation ratio {window.before.label}", "ratio"),
            Column("gap_a_year", "Change of the gap in a year (percentage points)", "points"),
            Column("gap_a_year_low", "Lower end", "points", _INTERVAL),
            Column("gap_a_year_high", "Upper end", "points", _INTERVAL),
            Column("years", "Years with a gap", "count"),
        ),
        by,
        rows.select(
            pl.col("measure_title").alias("measure"),
            pl.col("group_label_characteristic").alias("characteristic"),
            pl.col("group_label").alias("group"),
            *shown(100 * pl.col("share").clip(0, 1), hidden, "share"),
            *shown(100 * pl.col("share_before").clip(0, 1), hidden_before, "share_before"),
            *shown(100 * (pl.col("share") - pl.col("share_before")), either, "share_change"),
            *shown(pl.col("representation"), _thin(), "representation_ratio"),
            *shown(pl.col("ratio_before"), _thin("_before"), "representation_ratio_before"),
            *shown(100 * pl.col("a_year"), pl.lit(None, pl.String), "gap_a_year"),
            *shown(100 * pl.col("a_year_low"), pl.lit(None, pl.String), "gap_a_year_low"),
            *shown(100 * pl.col("a_year_high"), pl.lit(None, pl.String), "gap_a_year_high"),
            *shown(pl.col("years"), pl.lit(None, pl.String), "years"),
        ),
    )


def _trends(rows: pl.DataFrame) -> pl.DataFrame:
    """The slope of each group's yearly gaps."""
    yearly = rows.filter(pl.col("period").str.len_chars() == len("2024/25")).sort("period")
    found = []
    for (measure, characteristic, group), of in yearly.group_by(
        "measure", "characteristic", "group", maintain_order=True
    ):
        years = of["period"].str.head(4).cast(pl.Int64).to_numpy()
        slope = disparity.trend(years, of["gap"].to_numpy(), of["standard_error"].to_numpy(), np.zeros(len(years)))
        if slope:
            found.append((measure, characteristic, group, slope.a_year, slope.low, slope.high, slope.years))
    schema = {
        "measure": pl.String, "characteristic": pl.String, "group": pl.String,
        "a_year": pl.Float64, "a_year_low": pl.Float64, "a_year_high": pl.Float64, "years": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(found, schema=schema, orient="row")
