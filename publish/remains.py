"""Whether what the page shows is still there: a file cut short would take figures away in silence.

A publisher may well take figures back. So this is the one gate that a person may let a candidate past, with a reason
that its manifest keeps.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from pathways.published.table import Tables
from publish.gates import GateResult, result

GATE: Final = "figures_remain"
MOST_SHARE: Final = 0.2  # of a dataset's figures of one period and level; beyond both, the candidate is stopped
MOST_FIGURES: Final = 20


def figures_remain(tables: Tables, shown: pl.DataFrame, release_id: str, used_before: set[str]) -> GateResult:
    """The gate: most figures of each dataset, period and level of areas that the page shows are in the candidate too.

    By level, as regions are few beside local authorities, and all of them might go unnoticed.

    Args:
        tables: the candidate's.
        shown: `statistic_id`, `dataset`, `period_id` and `area_code` of each figure on the page, made-up ones left out.
        release_id: the release on the page.
        used_before: the ids of the extracts it rests on.
    """
    still = tables["official_statistic"].filter(pl.col("value_status") != "missing")
    gone = (
        shown.join(still.select("statistic_id", "value_status"), on="statistic_id", how="left")
        .join(tables["area"].select("area_code", "area_type"), on="area_code", how="left")
        .group_by("dataset", "period_id", pl.col("area_type").fill_null("area"))
        .agg(figures=pl.len(), gone=pl.col("value_status").is_null().sum())
        .filter(pl.col("gone") > MOST_FIGURES, pl.col("gone") > MOST_SHARE * pl.col("figures"))
        .sort("dataset", "period_id", "area_type")
    )
    reasons = [
        f"{dataset}, {period}: {lost:,} of the {figures:,} figures by {level.replace('_', ' ')} that release"
        f" {release_id} shows are gone{_since(tables, dataset, period, used_before)}."
        for dataset, period, level, figures, lost in gone.iter_rows()
    ]
    return result(GATE, "Most figures of each dataset, period and level of areas on the page are still there.", reasons)


def _since(tables: Tables, dataset: str, period: str, used_before: set[str]) -> str:
    """Which of a dataset's extracts came or went since, in words; of those that came, the ones that gave the period."""
    of_dataset = tables["extract"].filter(pl.col("dataset") == dataset)
    used = of_dataset.filter("is_used")
    came = used.filter(~pl.col("extract_id").is_in(used_before))
    of_period = tables["official_statistic"].filter(dataset=dataset, period_id=period).select("extract_id")
    came = came.join(of_period, on="extract_id", how="semi") if came.height > 1 else came
    if came.height:
        files = (f"{extract} ({file})" for extract, file in came.select("extract_id", "file_name").iter_rows())
        return f", since the extract {', '.join(files)} came"
    went = sorted(
        each for each in used_before if each.startswith(f"{dataset}-") and each not in set(used["extract_id"])
    )
    if went:
        return f", since the extract {', '.join(went)} is no longer used"
    return ", though the same extracts are used"
