"""What `pathways up` reads in Airflow's own database, which is quicker to ask than Airflow's command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

import psycopg2


def has_tables(environment: Mapping[str, str]) -> bool:
    """Whether Airflow's tables have been made there."""
    return _answer(environment, "select to_regclass('alembic_version') is not null")


def is_running(environment: Mapping[str, str], dag_ids: Sequence[str]) -> bool:
    """Whether a run of one of these DAGs is under way or about to be."""
    return _answer(
        environment,
        "select exists (select from dag_run where dag_id = any(%s) and state in ('queued', 'running'))"
        " or exists (select from asset_dag_run_queue where target_dag_id = any(%s))",
        (list(dag_ids), list(dag_ids)),
    )


def _answer(environment: Mapping[str, str], question: str, values: tuple[list[str], ...] = ()) -> bool:
    url = environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg2", "", 1)
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(question, values)
        (answer,) = cursor.fetchone() or (False,)
        return bool(answer)
