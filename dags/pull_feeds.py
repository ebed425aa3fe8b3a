"""Ask one publisher's API for what is new and put it into the inbox, from where it goes the way of every drop.

One DAG for each feed declared in `ingest/connectors/feeds.py`, at the pace declared there. A feed that has nothing new,
or that wants a key nobody has set, shows as skipped, with the reason in its log.
"""

from __future__ import annotations

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS
from ingest.connectors.feeds import feeds


@task
def pull(feed: str) -> str:
    """Pull one feed; what came of it, in a sentence."""
    from ingest.connectors.pull import pull_by_name

    result = pull_by_name(feed)
    if result.file is None:
        raise AirflowSkipException(result.sentence)
    return result.sentence


for declared in feeds().values():
    with DAG(
        f"pull_{declared.name}",
        description=declared.title,
        schedule=declared.schedule,
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULTS,
        tags=["pull"],
        doc_md=__doc__,
    ):
        pull(declared.name)
