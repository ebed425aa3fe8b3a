"""Build the warehouse from the extracts in the lake, then make and publish a release.

Started by the assets `extracts` and `links`: any extract will do, since annual sources never align, and records about
people are built once they are linked. One run at a time; it first waits until nothing more is on its way, so several
drops within a few seconds make one release, and the runs of events that came meanwhile find nothing to do.
Triggered by hand it always builds, as after a change of definitions. With `PATHWAYS_RELEASE=approve` the release is
held for sign-off (`pathways release approve`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from airflow.sdk import DAG, Asset, AssetAny, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS, extracts, links

with DAG(
    "build_and_publish",
    schedule=AssetAny(extracts, links),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["warehouse", "publish"],
    doc_md=__doc__,
):

    @task
    def build(triggering_asset_events: Mapping[Asset, Sequence[object]] | None = None) -> float:
        """Load the lake into the warehouse and run dbt; its seconds. Skipped when a release has seen everything."""
        from ingest import progress
        from warehouse.build import build

        progress.wait_until_quiet()
        if triggering_asset_events and not progress.not_released():
            raise AirflowSkipException("A release has seen all that is not still to be linked.")
        return build().seconds

    @task
    def publish() -> str:
        """Put the marts through the gates and release them; the id of the release, or of the one that still holds."""
        from publish import release

        return release.publish().release_id

    build() >> publish()
