"""How Airflow runs here, said in its own environment variables; `pathways up` and the containers share it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from pathways import kept_secrets
from pathways.database import AIRFLOW_DATABASE, Role
from pathways.errors import SettingsError
from pathways.settings import settings

ADMINISTRATOR = "admin"
PASSWORDS = "airflow-passwords.json"
LOOPBACK = "127.0.0.1"


def environment(port: int | None = None) -> dict[str, str]:
    """Every variable a part of Airflow is started with.

    Args:
        port: where the api-server listens; by default, the port of the settings.
    """
    port = port or settings().airflow_port
    home = settings().home / "airflow"
    home.mkdir(parents=True, exist_ok=True)
    return {
        **_inherited(),
        "PATHWAYS_HOME": str(settings().home),
        "AIRFLOW_HOME": str(home),
        "PYTHONPATH": str(settings().project_root),  # the trigger and the assets are imported as `dags.…`
        **{f"AIRFLOW__{name}": value for name, value in _options(port, home).items()},
    }


def become(arguments: Sequence[str]) -> NoReturn:
    """Turn this process into Airflow's own command, in the environment of this tracker."""
    os.execve(sys.executable, [sys.executable, "-m", "airflow", *arguments], environment())  # noqa: S606  # our own words


def administrator_password_file() -> Path:
    """The file that holds the generated password of Airflow's administrator, made before Airflow can print one."""
    kept_secrets.text(PASSWORDS, json.dumps({ADMINISTRATOR: kept_secrets.secret("airflow-administrator")[:24]}))
    return kept_secrets.folder() / PASSWORDS


def _inherited() -> dict[str, str]:
    """The parent's environment without another Airflow's settings; calls to this machine go past any proxy."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")}
    direct = ",".join(filter(None, [kept.get("NO_PROXY") or kept.get("no_proxy"), LOOPBACK, "localhost"]))
    return {**kept, "NO_PROXY": direct, "no_proxy": direct}


def _options(port: int, home: Path) -> dict[str, str]:
    address = f"http://{LOOPBACK}:{port}"
    return {
        # What runs, and where.
        "CORE__DAGS_FOLDER": str(settings().project_root / "dags"),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": str(max(2, os.cpu_count() or 2)),
        "CORE__EXECUTION_API_SERVER_URL": f"{settings().airflow_url or address}/execution/",
        "DATABASE__SQL_ALCHEMY_CONN": _database("psycopg2"),
        "DATABASE__SQL_ALCHEMY_CONN_ASYNC": _database("asyncpg"),
        # Who may look: one administrator with a generated password.
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMINISTRATOR}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(administrator_password_file()),
        "CORE__FERNET_KEY": kept_secrets.secret("airflow-fernet-key"),
        "API_AUTH__JWT_SECRET": kept_secrets.secret("airflow-jwt-secret"),
        "API__SECRET_KEY": kept_secrets.secret("airflow-api-secret"),
        "API__HOST": settings().host,
        "API__PORT": str(port),
        "API__BASE_URL": address,
        "API__WORKERS": "1",
        # A finished task gives its slot back within a second, not five: the worker looks as often as it heartbeats.
        "WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        # From a drop to the page in seconds: idle loops look around more often than once a second.
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.25",
        "SCHEDULER__CATCHUP_BY_DEFAULT": "False",
        # A killed worker is noticed within a minute, and its arrival's lease lets the next one take it up.
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "60",
        # The folder of DAGs changes with the code and hardly otherwise; parsing costs a second of CPU for each file.
        "DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        "DAG_PROCESSOR__DAG_BUNDLE_STORAGE_PATH": str(home / "bundles"),
        "LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(home / "logs" / "dag_processor"),
        "LOGGING__COLORED_CONSOLE_LOG": "False",
        "USAGE_DATA_COLLECTION__ENABLED": "False",  # nothing is reported to anyone outside
    }


def _database(driver: str) -> str:
    """Airflow's own database as SQLAlchemy names it: the embedded server's socket, or the server of the settings."""
    url = settings().airflow_database_url
    if url is not None:
        return f"postgresql+{driver}://" + url.get_secret_value().partition("://")[2]
    if settings().database_url is None:
        socket = quote(str(settings().home / "postgres"))
        return f"postgresql+{driver}://{Role.AIRFLOW.value}@/{AIRFLOW_DATABASE}?host={socket}"
    raise SettingsError(
        "PATHWAYS_DATABASE_URL names a server, but PATHWAYS_AIRFLOW_DATABASE_URL is not set.",
        why="Airflow keeps its own tables in its own database, with its own login, so it was not started.",
        fix="Set it to that database, such as postgresql://pathways_airflow:…@server/airflow.",
    )
