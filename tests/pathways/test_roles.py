"""A given PostgreSQL server: prepared by its administrator, used by logins that may do only their own part."""

from __future__ import annotations

from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from pathways import database
from pathways.database import Role
from pathways.errors import DatabaseError, SettingsError
from pathways.settings import settings

pytestmark = pytest.mark.slow


@pytest.fixture
def server(fresh_home: Path) -> str:
    """The folder of a server that knows nothing of the project, and asks everyone for a password."""
    database._start_embedded()
    folder = fresh_home / "postgres"
    administrator = psycopg2.connect(make_dsn(host=str(folder), user="postgres", dbname="postgres"))
    administrator.autocommit = True
    with administrator.cursor() as cursor:
        cursor.execute("create role administrator login createrole createdb password 'of the administrator'")
        (folder / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        cursor.execute("select pg_reload_conf()")
    administrator.close()
    return str(folder)


def url(server: str, user: str, password: str, name: str = "pathways") -> str:
    return f"postgresql://{user}:{password}@/{name}?host={server}"


def use(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("PATHWAYS_DATABASE_URL", given)
    settings.cache_clear()


def test_a_server_is_prepared_by_no_superuser_and_its_logins_do_only_their_own_part(server, monkeypatch):
    administrator = url(server, "administrator", "of%20the%20administrator", "postgres")
    tasks, dashboard = url(server, "tracker", "made-up-1"), url(server, Role.DASHBOARD.value, "made-up-2")
    airflow = url(server, Role.AIRFLOW.value, "made-up-3", "airflow")

    use(monkeypatch, tasks)
    with pytest.raises(DatabaseError, match="cannot be used"):
        database.prepare()

    for _ in range(2):  # safe to repeat
        assert database.prepare_server(administrator, [tasks, dashboard, airflow]) == [
            "tracker",
            "pathways_dashboard",
            "pathways_airflow",
        ]
    database.prepare()  # the tasks' login finds everything in place

    with database.connect(Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger.arrival")
        assert cursor.fetchone() == (0,)
    with pytest.raises(DatabaseError, match="pathways_owner"), database.connect(Role.OWNER):
        pass

    use(monkeypatch, dashboard)
    with database.connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from published.release")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("select count(*) from ledger.arrival")
    with pytest.raises(DatabaseError, match="pathways_ingest"), database.connect(Role.INGEST):
        pass

    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(url(server, "tracker", "wrong"))
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(url(server, Role.AIRFLOW.value, "made-up-3", "pathways"))
    psycopg2.connect(airflow).close()


def test_a_login_without_a_password_is_not_made(server):
    administrator = url(server, "administrator", "of%20the%20administrator", "postgres")
    with pytest.raises(SettingsError, match="a user and a password"):
        database.prepare_server(administrator, [f"postgresql://tracker@/pathways?host={server}"])
