"""What a cohort's pathways show, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard.queries.pathways import Activity
from dashboard.words.numbers import listed, number, rate

NAMED = 3
RELIABLE_FROM = 30  # people; of fewer nothing is said
IN_GROUP: Mapping[str, str] = {
    "send": "young people with SEND",
    "ehc_plan": "young people with an EHC plan",
    "sen_support": "young people with SEN support",
    "none": "young people without SEND",
    "unknown": "young people whose SEN is not known",
}


def cohort(academic_year: str) -> str:
    """`aged 16 in 2021/22`."""
    return f"aged 16 in {academic_year}"


def started(words: str) -> str:
    """As the beginning of a sentence: only the first letter changes, since EHC and SEND keep theirs."""
    return words[:1].upper() + words[1:]


def showing(academic_year: str, sen_group: str) -> str:
    """What the filters gave."""
    return f"Showing {IN_GROUP[sen_group]}, {cohort(academic_year)}."


def shares(rows: pl.DataFrame, activities: Sequence[Activity]) -> str:
    """The commonest activities at the first and the last age there are figures of."""
    names = {activity.key: activity.label for activity in activities}
    ages = rows.filter(pl.col("share").is_not_null() | _is_nearly_all())["academic_age"].unique().sort().to_list()
    if not ages:
        return "There are no figures for this group."
    return " ".join(_commonest(rows, age, names) for age in dict.fromkeys((ages[0], ages[-1])))


def flows(rows: pl.DataFrame, activities: Sequence[Activity]) -> str:
    """How many stayed in what they did, and the largest change."""
    if rows.is_empty():
        return "There are no figures of two ages for this group."
    names = {activity.key: activity.short_label.lower() for activity in activities}
    stayed, everyone = (
        int(kept["young_people"].sum())
        for kept in (rows.filter(pl.col("from_activity") == pl.col("to_activity")), rows)
    )
    changed = rows.filter(pl.col("from_activity") != pl.col("to_activity")).sort("young_people", descending=True)
    if everyone < RELIABLE_FROM:
        return "Too few are known at two ages to say how many changed."
    first = f"From one age to the next, {number(100 * stayed / everyone, 0)}% kept their main activity."
    if changed.is_empty():
        return first
    top = changed.row(0, named=True)
    return (
        f"{first} The largest change: {number(top['young_people'])} from {names[top['from_activity']]} at "
        f"{top['from_age']} to {names[top['to_activity']]} at {top['to_age']}."
    )


def first_paid_work(rows: pl.DataFrame, beside: pl.DataFrame) -> str:
    """The share in paid work within a year of leaving education, beside those without SEND."""
    own, other = _within_a_year(rows), _within_a_year(beside)
    if own is None:
        return "There are no figures for this group."
    sentence = f"{number(own, 0)}% were in paid work within a year of leaving education"
    return sentence + (f", against {number(other, 0)}% of those without SEND." if other is not None else ".")


def _within_a_year(rows: pl.DataFrame) -> float | None:
    if rows.is_empty() or rows["everyone"][0] < RELIABLE_FROM:
        return None
    within = rows.filter(pl.col("band").is_in(WITHIN_A_YEAR))["young_people"].sum()
    return min(float(100 * within / rows["everyone"][0]), 100.0)


WITHIN_A_YEAR = ("in_work_already", "within_3_months", "within_6_months", "within_a_year")


def _is_nearly_all() -> pl.Expr:
    return pl.col("status") == "nearly_all"


def _commonest(rows: pl.DataFrame, age: int, names: Mapping[str, str]) -> str:
    counted = rows.filter(pl.col("academic_age") == age, (pl.col("share") > 0) | _is_nearly_all())
    here = counted.sort("young_people", descending=True, maintain_order=True).head(NAMED)
    told = [
        f"{names[activity].lower()} {rate(share, status)}"
        for activity, share, status in here.select("pathway_activity", "share", "status").iter_rows()
    ]
    return f"At {age}: {listed(told)}."
