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
def readiness() -> list[str]:
    """What the next review still lacks: in the log, and as the task's result."""
    from pathways.equality import windows
    from publish.review import extract

    complete = windows.last_complete(day_of_run())
    due = windows.next_due(complete)
    lacking = extract.readiness(due)
    print(f"The next equality review is that of {due.label}; {complete.years[-1]} is the last complete year.")  # noqa: T201
    print("It still lacks: " + " ".join(lacking) if lacking else "It can be made.")  # noqa: T201
    return lacking


@task
def review() -> str:
    """Write the review; its folder. Skipped in the years in which none is due."""
    from pathways.equality import windows
    from publish.review import extract

    window = windows.last_complete(day_of_run())
    if not windows.is_due(window):
        raise AirflowSkipException(f"The next review is that of {windows.next_due(window).label}.")
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
