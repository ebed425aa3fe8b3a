"""The dashboard's database role reads `published` and nothing else, whatever it tries."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import psycopg2
import pytest
from psycopg2 import sql
from psycopg2.errors import InsufficientPrivilege

from pathways.database import AIRFLOW_DATABASE, Role, connect, dsn

# What every user of a PostgreSQL server can read: its catalogues, which say what there is but hold none of it.
CATALOGUES = ("pg_catalog", "information_schema")


@pytest.fixture(scope="module")
def dashboard(module_home: Path, made_up: ModuleType) -> Iterator[psycopg2.extensions.connection]:
    """Connected as the dashboard, to a database with a release, and with rows in its ledger, raw tables and marts."""
    made_up.publish_tables(made_up.tables_of())
    with connect(Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger.arrival (file_name, sha256, size_bytes, origin, landing_path)"
            " values ('a', repeat('0', 64), 0, 'receive', 'a')"
        )
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        for schema in ("marts", "staging", "intermediate"):
            cursor.execute(f"create schema if not exists {schema}")
            cursor.execute(f"create table {schema}.secret as select 'as sent' as row_as_sent")
        cursor.execute("create table raw.secret as select 'as sent' as row_as_sent")
        cursor.execute("create function marts.secret() returns text language sql as $$ select 'as sent' $$")
    connection = psycopg2.connect(dsn(Role.DASHBOARD))
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


def ask(connection: psycopg2.extensions.connection, query: str | sql.Composable) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_every_published_table_can_be_read(dashboard, made_up: ModuleType):
    for name in ["release", *made_up.tables_of()]:
        assert ask(dashboard, f"select 1 from published.{name}"), name


def test_of_every_table_of_every_schema_it_reads_only_the_published(dashboard):
    """Tried one by one, not asked of the catalogue: a view or a grant to everyone would show here too."""
    with connect(Role.OWNER) as owner, owner.cursor() as cursor:
        cursor.execute(
            "select nspname, relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
            " where relkind in ('r', 'p', 'v', 'm', 'f', 'S') and nspname not like all (array['pg_toast%', 'pg_temp%'])"
        )
        relations = [pair for pair in cursor.fetchall() if pair[0] not in CATALOGUES]
    assert {"ledger", "raw", "marts", "staging", "intermediate", "pathways"} <= {schema for schema, _ in relations}
    read = set()
    for schema, relation in relations:
        try:
            ask(dashboard, sql.SQL("select * from {} limit 1").format(sql.Identifier(schema, relation)))
        except InsufficientPrivilege:
            continue
        read.add(schema)
    assert read == {"published"}


def test_the_catalogue_grants_it_nothing_that_could_be_written_or_changed(dashboard):
    writable = ask(
        dashboard,
        "select relation.oid::regclass::text, privilege"
        " from pg_class as relation join pg_namespace as schema on schema.oid = relnamespace,"
        " unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege"
        " where relkind in ('r', 'p', 'v', 'm', 'f') and nspname not in ('pg_catalog', 'information_schema')"
        " and has_table_privilege(relation.oid, privilege)",
    )
    assert writable == []
    creatable = ask(dashboard, "select nspname from pg_namespace where has_schema_privilege(oid, 'create')")
    assert [name for (name,) in creatable if not name.startswith("pg_temp")] == []
    assert ask(dashboard, "select 1 where has_database_privilege(current_database(), 'create')") == []


def test_it_is_nobody_of_rank(dashboard):
    ((rank,),) = ask(
        dashboard,
        "select array[rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls]"
        " from pg_roles where rolname = current_user",
    )
    assert rank == [False] * 5
    assert (
        ask(dashboard, "select roleid::regrole::text from pg_auth_members where member = current_user::regrole") == []
    )


@pytest.mark.parametrize("role", [*(role.value for role in Role if role is not Role.DASHBOARD), "postgres"])
def test_it_cannot_become_another(dashboard, role: str):
    for statement in ("set role {}", "set session authorization {}"):
        with pytest.raises(InsufficientPrivilege):
            ask(dashboard, sql.SQL(statement).format(sql.Identifier(role)))


@pytest.mark.parametrize(
    "query",
    [
        "select pg_read_file('postgresql.conf')",
        "select pg_read_binary_file('PG_VERSION')",
        "select * from pg_ls_dir('.')",
        "select * from pg_ls_logdir()",
        "select * from pg_stat_file('PG_VERSION')",
        "select lo_import('/etc/hostname')",
        "select lo_export(1, '/tmp/pathways-exported')",
        "copy (select 1) to '/tmp/pathways-copied'",
        "copy (select 1) to program 'true'",
        "create temporary table taken (line text); copy taken from '/etc/hostname'",
        "create temporary table told (line text); copy told from program 'true'",
    ],
)
def test_it_reaches_no_file_and_no_program_of_the_server(dashboard, query: str):
    with pytest.raises(InsufficientPrivilege):
        ask(dashboard, query)
    ask(dashboard, "discard all")


def test_it_cannot_read_another_roles_large_object(dashboard):
    with connect(Role.BUILD) as build, build.cursor() as cursor:
        cursor.execute("select lo_from_bytea(0, 'as sent')")
        (large_object,) = cursor.fetchone()
    with pytest.raises(InsufficientPrivilege):
        ask(dashboard, f"select lo_get({large_object})")
    with pytest.raises(InsufficientPrivilege):
        ask(dashboard, "select data from pg_largeobject")


def test_it_cannot_call_a_function_of_the_warehouse(dashboard):
    with pytest.raises(InsufficientPrivilege):
        ask(dashboard, "select marts.secret()")


def test_it_cannot_enter_another_database(dashboard):
    assert (AIRFLOW_DATABASE,) in ask(dashboard, "select datname from pg_database")
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(dsn(Role.DASHBOARD, AIRFLOW_DATABASE))


def test_it_cannot_see_what_others_ask(dashboard):
    """The text of a query may hold a figure that is not out yet."""
    with connect(Role.BUILD) as build, build.cursor() as cursor:
        cursor.execute("select 'not out yet'")
        shown = ask(dashboard, f"select query from pg_stat_activity where pid = {build.info.backend_pid}")
    assert shown == [("<insufficient privilege>",)]


def test_it_cannot_see_samples_of_columns_it_may_not_read(dashboard):
    shown = ask(
        dashboard, "select distinct schemaname from pg_stats where schemaname not in ('pg_catalog', 'published')"
    )
    assert [name for (name,) in shown if name != "information_schema"] == []
