"""What the database says of releases, as the page may ask it."""

from __future__ import annotations

from pathways.database import Role, connect


def ask(query: str, role: Role = Role.DASHBOARD) -> list[tuple]:
    with connect(role) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def on_the_page() -> list[str]:
    return [name for (name,) in ask("select release_id from published.release order by released_at")]


def interns_in_hartlepool(release_id: str) -> float:
    ((value,),) = ask(
        "select value from published.official_statistic"
        f" where release_id = '{release_id}' and area_code = 'E06000001' and period_id = '2024/25'"
    )
    return value


def is_waiting_for(table: str) -> bool:
    """Whether someone waits for a lock on a table."""
    return bool(
        ask(
            f"select 1 from pg_locks where not granted and locktype = 'relation' and relation = '{table}'::regclass",
            Role.OWNER,
        )
    )
