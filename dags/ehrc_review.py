"""Every third academic year the equality review is written; in the years between, a reminder of how ready it is.

Runs each December, when the final returns of the academic year that ended in July are in. Which window is meant follows
from the day of the run; a review is due with the year 2024/25 and every third one after.
"""

from __future__ import annotations

from datetime import datetime

from airflow.sdk import DAG, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.shared import DEFAULTS

with DAG(
    "ehrc_review",
    schedule="0 6 1 12 *",
    start_date=datetime(2025, 1, 1),  # noqa: DTZ001  # Airflow reads it in its own time zone
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["publish"],
    doc_md=__doc__,
):

    @task
    def readiness() -> list[str]:
        """What the next review still lacks; in the log, and as the task's result."""
        from publish.review import extract, windows

        complete = windows.last_complete(_day())
        due = windows.next_due(complete)
        lacking = extract.readiness(due)
        print(f"The next equality review covers {due.label}; figures are complete up to {complete.years[-1]}.")  # noqa: T201
        print("It can be made." if not lacking else "It still lacks: " + " ".join(lacking))  # noqa: T201
        return lacking

    @task
    def extract() -> str:
        """Write the review; its folder. Skipped in the years in which none is due."""
        from publish.review import extract, windows

        window = windows.last_complete(_day())
        if not windows.is_due(window):
            raise AirflowSkipException(f"The next review is that of {windows.next_due(window).label}.")
        return str(extract.extract(window).folder)

    def _day() -> object:
        return get_current_context()["dag_run"].run_after.date()

    readiness() >> extract()
