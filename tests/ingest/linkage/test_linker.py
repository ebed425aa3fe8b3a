"""A linker leaves nothing on the connection: what stays registered stays in memory."""

from __future__ import annotations

from ingest.linkage.department_persons import bring_together
from ingest.linkage.link import by_department
from ingest.linkage.score import score
from ingest.linkage.standardise import standardise


def registered(connection) -> list[tuple[str]]:
    views = connection.sql("select view_name from duckdb_views() where not internal").fetchall()
    return sorted(views + connection.sql("select table_name from duckdb_tables()").fetchall())


def test_after_scoring_nothing_is_left(connection, model, people):
    standardised = standardise(people[0].sample(2_000, seed=5))
    persons = by_department(standardised, bring_together(standardised))
    before = registered(connection)
    assert score(connection, model, persons["DfE"], persons["DWP"], least=10).columns == ["left", "right", "evidence"]
    assert registered(connection) == before


def test_where_one_side_is_empty_there_is_nothing_to_score(connection, model, linked):
    nobody = linked.persons.head(0)
    assert score(connection, model, nobody, nobody, least=10).is_empty()
