from pathlib import Path

from pathways import database
from pathways.settings import settings


def test_a_home_has_an_empty_ledger(home: Path):
    assert settings().home == home
    with database.connect(database.Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger.arrival (file_name, sha256, size_bytes, origin, landing_path)"
            " values ('a', repeat('0', 64), 0, 'receive', 'a')"
        )


def test_another_home_has_its_own(home: Path):
    with database.connect(database.Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger.arrival")
        assert cursor.fetchone() == (0,)
