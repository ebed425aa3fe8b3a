"""Bring the records of each young person together after record-level extracts came.

Started by the `records` asset and by the sweep; one run at a time, and one run links whatever has come by then. When it
is done it wakes the build; when it fails the links of the run before stay in place. But for the first time no model is
trained here: that is a decision (`pathways link --retrain`).
"""

from __future__ import annotations

from airflow.sdk import DAG, AssetAny, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS, links, records

with DAG(
    "link_records",
    schedule=AssetAny(records),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["linkage"],
    doc_md=__doc__,
):

    @task(outlets=[links])
    def link() -> str:
        """Link everyone who is known; the run's name. Skipped when a run has seen every extract."""
        from ingest import progress
        from ingest.linkage import runs

        progress.wait_until_quiet()
        if not runs.is_due():
            raise AirflowSkipException("Every record-level extract has been linked.")
        result = runs.link_known(told=print)
        return result.run_id if result else "no records"

    link()
