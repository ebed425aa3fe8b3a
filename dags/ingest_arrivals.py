"""Take in what has arrived: one mapped task for each pending arrival.

Started by the `arrivals` asset, whose watcher wakes on the inbox and on the ledger's notices, and by the sweep. An
arrival that was seen before or is refused shows as skipped, with the reason in its log; `pathways status` has the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.sdk import DAG, AssetAlias, AssetAny, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS, arrivals, extracts, records

if TYPE_CHECKING:
    from airflow.sdk.execution_time.context import OutletEventAccessors

with DAG(
    "ingest_arrivals",
    schedule=AssetAny(arrivals),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["ingest"],
    doc_md=__doc__,
):

    @task
    def collect() -> list[int]:
        """Record what lies whole in the inbox; every arrival that waits to be taken in."""
        from ingest import collect, ledger

        collect.collect_inbox()
        return ledger.pending_arrivals()

    @task(outlets=[extracts, AssetAlias("record_level")])
    def ingest(arrival_id: int, outlet_events: OutletEventAccessors | None = None) -> str:
        """Claim one arrival, check it and store it; what became of it. Records about people are then to be linked."""
        from ingest import pipeline

        outcome = pipeline.ingest(arrival_id)
        if outlet_events is not None and outcome.is_record_level:
            outlet_events[AssetAlias("record_level")].add(records)
        if outcome.status not in ("accepted", "quarantined"):
            raise AirflowSkipException(f"{outcome.file}: {outcome.status}. {outcome.problem or ''}")
        return f"{outcome.file}: {outcome.rows_accepted} of {outcome.rows_received} rows accepted"

    ingest.expand(arrival_id=collect())
