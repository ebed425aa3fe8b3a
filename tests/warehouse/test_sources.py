"""The raw tables that dbt declares are the lake of the contracts."""

from __future__ import annotations

import csv

import polars as pl

from ingest.datasets import DATASETS
from ingest.published_columns import published_columns
from warehouse.sources import PROJECT, raw_tables

TYPES = {pl.String: "text", pl.Int64: "bigint", pl.Float64: "double precision"}


def test_dbt_declares_the_columns_of_every_contract():
    """After a change to a contract, run scripts/write-raw-sources."""
    declared = {name: dict(table.columns) for name, table in raw_tables().items() if table.is_dataset}
    contracts = {
        name: {"extract_id": "text", **{column: TYPES[type(kind)] for column, kind in dataset.lake_columns().items()}}
        for name, dataset in DATASETS.items()
    }
    assert declared == contracts


def test_dbt_knows_what_publishers_call_the_figures_of_every_contract():
    """After a change to a contract, run scripts/write-raw-sources."""
    with (PROJECT / "seeds" / "published_column.csv").open(encoding="utf-8") as file:
        written = [tuple(row) for row in csv.reader(file)][1:]
    assert written == [tuple(row) for _, dataset in sorted(DATASETS.items()) for row in published_columns(dataset)]


def test_every_dataset_is_described_for_the_page():
    with (PROJECT / "seeds" / "source_publication.csv").open(encoding="utf-8") as file:
        described = {row["dataset"]: row["department"] for row in csv.DictReader(file)}
    assert described == {name: dataset.department for name, dataset in DATASETS.items()}
