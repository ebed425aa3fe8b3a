"""Text that came with an extract, withheld where it holds what looks like a person's identifier.

A file's name, a note on it or the reason why its rows were quarantined can repeat what a sender wrote. The ledger keeps
that for good, so one such text would otherwise hold back every release to come.
"""

from __future__ import annotations

import polars as pl

from pathways.published.table import Tables
from publish.identifiers import find

WITHHELD = "withheld: it holds what looks like a person's identifier"
# What senders wrote, by table and column; notes are a JSON list.
SENDERS_TEXT = {
    ("extract", "file_name"): WITHHELD,
    ("extract", "notes"): f'["{WITHHELD}"]',
    ("quarantine", "reason"): WITHHELD,
}


def withhold(tables: Tables) -> Tables:
    """The tables without such texts; reasons of one extract and rule that are then the same become one."""
    kept = dict(tables)
    for (table, column), instead in SENDERS_TEXT.items():
        holding = find(kept[table][column])["value"]
        if len(holding):
            withheld = pl.when(pl.col(column).is_in(holding.implode())).then(pl.lit(instead)).otherwise(column)
            kept[table] = kept[table].with_columns(withheld.alias(column))
    quarantine = kept["quarantine"]
    key = [name for name in quarantine.columns if name != "rows_quarantined"]
    together = quarantine.group_by(key, maintain_order=True).agg(pl.col("rows_quarantined").sum())
    return {**kept, "quarantine": together.select(quarantine.columns).sort("extract_id", "rule", "reason")}


def texts_withheld(tables: Tables) -> list[str]:
    """Which extracts had a text withheld, for the engineer to look into."""
    return [
        f"{table}.{column} of extract {extract_id} is {WITHHELD}."
        for (table, column), instead in SENDERS_TEXT.items()
        for extract_id in tables[table].filter(pl.col(column) == instead)["extract_id"].unique().sort()
    ]
