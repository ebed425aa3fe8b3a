"""The raw tables that dbt declares are the lake of the contracts."""

from __future__ import annotations

import csv

import polars as pl

from ingest.datasets import DATASETS
from ingest.datasets.returns import RETURNS
from ingest.published_columns import published_columns
from warehouse.sources import PROJECT, raw_tables, tables_of

TYPES = {pl.String: "text", pl.Int64: "bigint", pl.Float64: "double precision", pl.Date: "date"}
DEPARTMENTS = {"dfe", "dwp", "dhsc", "mhclg"}


def test_dbt_declares_the_columns_of_every_contract():
    """After a change to a contract, run scripts/write-raw-sources."""
    declared = {
        name: dict(table.columns) for name, table in raw_tables().items() if table.source == "raw" and table.is_dataset
    }
    contracts = {
        name: {"extract_id": "text", **{column: TYPES[type(kind)] for column, kind in dataset.lake_columns().items()}}
        for name, dataset in DATASETS.items()
    }
    assert declared == contracts


def test_dbt_declares_every_table_of_every_record_level_return():
    """After a change to a return, run scripts/write-raw-sources."""
    declared = {name: dict(table.columns) for name, table in raw_tables().items() if name.split("__")[0] in DEPARTMENTS}
    promised = {
        f"{name}__{table.name}": {
            "extract_id": "text",
            **{column: TYPES[type(kind.dtype)] for column, kind in table.columns.items()},
        }
        for name, sent in RETURNS.items()
        for table in sent.tables
    }
    assert {name: columns for name, columns in declared.items() if name not in DATASETS} == promised


def test_a_return_in_xml_fills_every_table_of_the_return():
    assert [table.name for table in tables_of("mhclg__hclic")] == [
        "mhclg__hclic__case",
        "mhclg__hclic__person",
        "mhclg__hclic__support_need",
    ]
    assert [table.name for table in tables_of("mhclg__hclic__case")] == ["mhclg__hclic__case"]


def test_dbt_knows_what_publishers_call_the_figures_of_every_contract():
    """After a change to a contract, run scripts/write-raw-sources."""
    with (PROJECT / "seeds" / "published_column.csv").open(encoding="utf-8") as file:
        written = [tuple(row) for row in csv.reader(file)][1:]
    assert written == [tuple(row) for _, dataset in sorted(DATASETS.items()) for row in published_columns(dataset)]


def test_every_dataset_is_described_for_the_page():
    with (PROJECT / "seeds" / "source_publication.csv").open(encoding="utf-8") as file:
        described = {row["dataset"]: row["department"] for row in csv.DictReader(file)}
    assert described == {name: dataset.department for name, dataset in DATASETS.items()}


def test_every_record_level_return_is_described_for_the_page():
    with (PROJECT / "seeds" / "record_feed.csv").open(encoding="utf-8") as file:
        described = [tuple(row.values()) for row in csv.DictReader(file)]
    assert described == [
        (name, sent.department, sent.publisher, sent.title, str(sent.expected_every.days))
        for name, sent in RETURNS.items()
    ]
