"""Details of links: counts of linked people that are made with the links, where no keys are, so no rule protects them.

They could say something of one of them (link rates are counted by person in the warehouse, and protected). So once an
extract of any record-level return is not marked synthetic, such a table is emptied before it is released, the manifest
says why, and the rest goes out without it. A gate then looks at what would leave.
"""

from __future__ import annotations

import polars as pl

from pathways.published import PUBLISHED
from pathways.published.table import Tables

UNPROTECTED = tuple(table.name for table in PUBLISHED if table.is_unprotected)


def leave_out_unprotected(tables: Tables) -> Tables:
    """The tables as they may leave: those that nothing protects without a row, unless all records are made up."""
    if all_made_up(tables):
        return tables
    return {**tables, **{name: tables[name].clear() for name in UNPROTECTED}}


def all_made_up(tables: Tables) -> bool:
    """Whether there are record-level extracts and each of them is marked synthetic."""
    feeds = tables["record_feed"]
    return bool(feeds["extracts"].sum()) and not real_feeds(tables)


def real_feeds(tables: Tables) -> list[str]:
    """The record-level returns of which an extract is not marked synthetic."""
    real = tables["record_feed"].filter(pl.col("synthetic_extracts") < pl.col("extracts"))
    return real["feed"].sort().to_list()


def unprotected_figures_are_made_up(tables: Tables) -> list[str]:
    """What of people would leave although it may not; of each table the extracts' returns that are real."""
    if all_made_up(tables):
        return []
    behind = ", ".join(real_feeds(tables)) or "no extract that is known"
    return [
        f"{name}: {tables[name].height:,} rows are made of linked records that are not all marked synthetic ({behind})."
        for name in UNPROTECTED
        if tables[name].height
    ]


def unprotected_figures_left_out(tables: Tables) -> list[str]:
    """Why tables that nothing protects are empty."""
    real = ", ".join(real_feeds(tables))
    if not real:
        return []
    reason = (
        f"Counts of linked people that no rule protects ({', '.join(UNPROTECTED)}) were left out: there are extracts"
        f" that are not marked synthetic, of {real}. The rest is released without them."
    )
    return [reason]
