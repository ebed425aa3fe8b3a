"""What young people of a cohort did from 16 to 24, from counts of linked records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dashboard.snapshot import Snapshot

TOTAL = "total"
WITHOUT_SEND = "none"
SEN_GROUPS: Mapping[str, str] = {
    "send": "All with SEND: an EHC plan or SEN support",
    "ehc_plan": "An EHC plan at the end of key stage 4",
    "sen_support": "SEN support at the end of key stage 4",
    WITHOUT_SEND: "No special educational needs at the end of key stage 4",
    "unknown": "SEN at the end of key stage 4 not known",
}


@dataclass(frozen=True)
class Activity:
    """One of the main activities, as the page names and orders it."""

    key: str
    label: str
    short_label: str


def cohorts(snapshot: Snapshot) -> list[str]:
    """The cohorts there are figures of, the latest first."""
    shares = snapshot.tables["pathway_share"]
    return sorted(shares["cohort"].unique().to_list(), reverse=True)


def is_made_up(snapshot: Snapshot) -> bool:
    """Whether any of it is counted from made-up records."""
    return bool(snapshot.tables["pathway_share"]["is_synthetic"].any())


def activities(snapshot: Snapshot) -> list[Activity]:
    """In the order in which they are drawn."""
    rows = snapshot.tables["pathway_activity"].sort("sort_key")
    return [Activity(*row) for row in rows.select("pathway_activity", "label", "short_label").iter_rows()]


def shares(snapshot: Snapshot, cohort: str, sen_group: str) -> pl.DataFrame:
    """Young people by age and main activity; who is in no row of the release is shown as nobody.

    Returns:
        `academic_age`, `pathway_activity`, `young_people`, `everyone` (of that age), `share` (percent; null where its
        `status` says why), in the order of ages and activities.
    """
    rows = _of(snapshot, "pathway_share", cohort, sen_group)
    ages = rows.filter(pl.col("pathway_activity") == TOTAL).select(
        "academic_age", everyone="young_people", all_status="rate_status"
    )
    order = snapshot.tables["pathway_activity"].select("pathway_activity", "sort_key")
    return (
        ages.join(order, how="cross")
        .join(
            rows.select("academic_age", "pathway_activity", "young_people", "rate", "rate_status"),
            on=["academic_age", "pathway_activity"],
            how="left",
        )
        .sort("academic_age", "sort_key")
        .select(
            "academic_age",
            "pathway_activity",
            pl.col("young_people").fill_null(0),
            "everyone",
            share="rate",
            status=pl.coalesce("rate_status", _status_of_nobody("all_status")),
        )
    )


def flows(snapshot: Snapshot, cohort: str, sen_group: str) -> pl.DataFrame:
    """Young people by their main activities at two ages: `from_age`, `to_age`, `from_activity`, `to_activity`."""
    order = snapshot.tables["pathway_activity"].select("pathway_activity", "sort_key")
    return (
        _of(snapshot, "pathway_flow", cohort, sen_group)
        .join(order.rename({"pathway_activity": "from_activity", "sort_key": "from_sort"}), on="from_activity")
        .join(order.rename({"pathway_activity": "to_activity", "sort_key": "to_sort"}), on="to_activity")
        .filter(pl.col("young_people") > 0)
        .sort("from_age", "from_sort", "to_sort")
        .select("from_age", "to_age", "from_activity", "to_activity", "young_people")
    )


def first_paid_work(snapshot: Snapshot, cohort: str, sen_group: str) -> pl.DataFrame:
    """How long after leaving education until paid work, of the bands that anybody is shown in.

    Returns:
        `band`, `label`, `young_people`, `everyone`, `share` and its `status`, in order.
    """
    rows = _of(snapshot, "first_paid_work", cohort, sen_group)
    return (
        rows.filter(pl.col("band") != TOTAL)
        .sort("sort_key")
        .select("band", "label", "young_people", "everyone", share="rate", status="rate_status")
    )


def _status_of_nobody(of_everyone: str) -> pl.Expr:
    """The status of a share of nobody: withheld where that of everyone is."""
    return pl.when(pl.col(of_everyone) == "confidential").then(pl.lit("confidential")).otherwise(pl.lit("hardly_any"))


def _of(snapshot: Snapshot, table: str, cohort: str, sen_group: str) -> pl.DataFrame:
    return snapshot.tables[table].filter(pl.col("cohort") == cohort, pl.col("sen_group") == sen_group)
