"""One `pathways up` for each PATHWAYS_HOME, on ports that are free, with secrets of its own."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pathways import kept_secrets, ports, running
from pathways.airflow_environment import administrator_password_file, environment
from pathways.errors import ServiceError, SettingsError
from pathways.settings import settings

HOLD = """
import time
from pathways import running
with running.only_one():
    running.note("http://127.0.0.1:1", "http://127.0.0.1:2")
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("PATHWAYS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATHWAYS_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def holder(empty_home: Path):
    process = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()


def test_a_second_run_says_where_the_first_one_is(holder):
    with pytest.raises(ServiceError, match=f"process {holder.pid}.*http://127.0.0.1:1"), running.only_one():
        pass


def test_a_run_that_was_killed_does_not_stand_in_the_way_of_the_next(holder):
    holder.kill()
    holder.wait()
    assert running.found() is None
    with running.only_one():
        pass


def test_stopping_asks_the_run_and_waits_for_its_end(holder):
    assert running.stop().pid == holder.pid
    assert holder.wait(5) != 0
    assert running.stop() is None


def test_the_next_free_port_is_taken_unless_one_was_asked_for(empty_home, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setitem(settings().__dict__, "dashboard_port", port)
        assert ports.choose("dashboard_port", "the dashboard") > port
        monkeypatch.setenv("PATHWAYS_DASHBOARD_PORT", str(port))
        settings.cache_clear()
        with pytest.raises(SettingsError, match=f"Port {port} for the dashboard is taken"):
            ports.choose("dashboard_port", "the dashboard")


def test_a_secret_is_made_once_and_read_by_its_owner_alone(empty_home):
    first = kept_secrets.secret("example")
    assert kept_secrets.secret("example") == first
    assert kept_secrets.secret("another") != first
    for path in (kept_secrets.folder(), kept_secrets.folder() / "example"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_the_administrator_of_airflow_has_a_password_nobody_could_know(empty_home):
    text = administrator_password_file().read_text()
    assert len(text) > len('{"admin": ""}') + 20
    assert administrator_password_file().read_text() == text


def test_airflow_listens_on_loopback_keeps_its_logs_at_home_and_tells_nobody_outside(empty_home):
    given = environment(port=12345)
    assert given["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert given["AIRFLOW__API__PORT"] == "12345"
    assert given["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:12345/execution/"
    assert Path(given["AIRFLOW__LOGGING__BASE_LOG_FOLDER"]).is_relative_to(empty_home)
    assert given["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"
    assert given["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].startswith(
        "postgresql+psycopg2://pathways_airflow@/airflow?host="
    )


def test_on_a_server_airflow_wants_a_login_of_its_own(empty_home, monkeypatch):
    monkeypatch.setenv("PATHWAYS_DATABASE_URL", "postgresql://tasks:made-up@server/pathways")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="PATHWAYS_AIRFLOW_DATABASE_URL is not set"):
        environment()
    monkeypatch.setenv("PATHWAYS_AIRFLOW_DATABASE_URL", "postgresql://own:made-up@server/airflow")
    settings.cache_clear()
    assert (
        environment()["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"] == "postgresql+asyncpg://own:made-up@server/airflow"
    )
