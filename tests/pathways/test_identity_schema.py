"""The identity zone's schema is entered by its own role alone."""

from __future__ import annotations

import psycopg2
import pytest

from pathways.database import Role, connect

OTHERS = [Role.INGEST, Role.BUILD, Role.PUBLISH, Role.DASHBOARD]


@pytest.fixture
def person(home):
    with connect(Role.IDENTITY) as zone, zone.cursor() as cursor:
        cursor.execute("create table identity.person as select 'Example' as surname")


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_reads_a_person(role: Role):
    with (
        connect(role) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute("select * from identity.person")


@pytest.mark.parametrize("query", ["select * from ledger.arrival", "create table raw.person (surname text)"])
def test_the_zone_s_role_writes_nowhere_else(home, query: str):
    with (
        connect(Role.IDENTITY) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute(query)
