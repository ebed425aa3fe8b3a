"""Every third academic year the equality review is written; in the years between, a reminder of how ready it is.

Runs each December, when the final returns of the academic year that ended in July are in. Which window is meant follows
from the day of the run; a review is due with the year 2024/25 and every third one after.
"""

from __future__ import annotations

from datetime import date

from airflow.sdk import DAG, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS


def day_of_run() -> date:
    """The day for which the run was made, also where it runs late."""
    return get_current_context()["dag_run"].run_after.date()


@task
def readiness() -> str:
    """How ready the next review is, as the task's result."""
    from publish.review import extract

    return extract.standing(day_of_run())


@task
def review() -> str:
    """Write the review; its folder. Skipped in the years in which none is due."""
    from publish.review import extract

    window = extract.window_due(day_of_run())
    if window is None:
        raise AirflowSkipException("No equality review is due this year.")
    return str(extract.extract(window).folder)


with DAG(
    "ehrc_review",
    schedule="0 6 1 12 *",
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["publish"],
    doc_md=__doc__,
):
    readiness() >> review()
