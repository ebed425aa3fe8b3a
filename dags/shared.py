"""What the DAG files have in common: the assets, and how every task is tried again."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, AssetWatcher

from dags.arrivals_trigger import ArrivalsTrigger

# An event on an asset is only a wake-up: it may join another or be lost. The ledger holds the work.
arrivals = Asset("arrivals", watchers=[AssetWatcher(name="inbox_and_ledger", trigger=ArrivalsTrigger())])
extracts = Asset("extracts")
records = Asset("records")  # record-level extracts, to be linked
links = Asset("links")  # a run of linkage that finished

DEFAULTS = {
    "owner": "data-engineering",
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "execution_timeout": timedelta(hours=4),  # one that hangs must not hold up every later run
}
