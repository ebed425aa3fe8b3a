"""Pick up what an event missed: files in the inbox, arrivals whose worker was killed, extracts not released or linked.

An event may be lost while a DAG is paused or a process restarts, so every ten minutes the sweep looks at the ledger and
sends the events again. A task that finds nothing to do shows as skipped.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS, arrivals, extracts, records

with DAG(
    "sweep",
    schedule=timedelta(minutes=10),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["sweep"],
    doc_md=__doc__,
):

    @task(outlets=[arrivals])
    def wake_ingest() -> int:
        """How many arrivals wait, so that `ingest_arrivals` runs; skipped when none does."""
        from ingest import collect, ledger

        collect.collect_inbox()
        waiting = len(ledger.pending_arrivals())
        if not waiting:
            raise AirflowSkipException("Nothing waits to be taken in.")
        return waiting

    @task(outlets=[extracts])
    def wake_build() -> str:
        """What no release has seen, so that `build_and_publish` runs; skipped when there is nothing."""
        from ingest import progress

        missing = progress.not_released()
        if not missing:
            raise AirflowSkipException("A release has seen all that is not still to be linked.")
        return ", ".join(missing)

    @task(outlets=[records])
    def wake_link() -> str:
        """When record-level extracts came that no run of linkage has seen, so that `link_records` runs."""
        from ingest.linkage import runs

        if not runs.is_due():
            raise AirflowSkipException("Every record-level extract has been linked.")
        return "Record-level extracts are to be linked."

    wake_ingest()
    wake_build()
    wake_link()
