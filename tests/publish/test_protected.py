"""Tables of people are declared, every one of them, and what would leave is held against the declaration."""

from __future__ import annotations

import re
from types import ModuleType

import polars as pl
import pytest

from pathways.published import PUBLISHED
from publish.protected import PROTECTED, unprotected
from publish.protection import tables_of
from tests.publish.people import KEYED, known_to, marts, people
from warehouse.sources import PROJECT

PERSONS = {
    "stg_linkage__person_link",
    "stg_linkage__department_person",
    "stg_linkage__link_quality",
    "stg_linkage__person_key",
}


@pytest.fixture
def tables(made_up: ModuleType) -> dict[str, pl.DataFrame]:
    return made_up.tables_of()


def test_made_up_tables_are_as_declared(tables):
    assert unprotected(tables) == []


def test_a_key_of_persons_never_leaves(tables):
    tables["period"] = tables["period"].with_columns(young_people_cell_key=1)
    assert unprotected(tables) == ["period.young_people_cell_key is a sum of keys of persons."]


def test_a_planted_small_count_is_found(tables):
    numerator = pl.when(pl.col("breakdown") == "total").then(3).otherwise("numerator")
    tables["indicator_figure"] = tables["indicator_figure"].with_columns(numerator=numerator)
    assert unprotected(tables) == ["indicator_figure: 1 rows hold a count that is not rounded to 5."]


def test_a_column_that_nobody_declared_does_not_leave(tables):
    tables["pathway_flow"] = tables["pathway_flow"].with_columns(girls=10)
    assert unprotected(tables) == ["pathway_flow.girls is declared nowhere."]


def test_what_a_declared_table_shows_is_what_is_promised_of_it():
    promised = {table.name: set(table.columns) for table in PUBLISHED}
    for name, table in tables_of(marts(people(200), known_to(200)), KEYED).items():
        assert set(table.published.columns) == promised[name], name


def test_every_published_table_that_is_made_of_persons_is_declared_or_leaves_only_while_all_are_made_up():
    """By the references of the models: whatever descends from the links of persons counts people."""
    models = {path.stem: path.read_text(encoding="utf-8") for path in (PROJECT / "models").rglob("*.sql")}
    children: dict[str, set[str]] = {}
    for name, sql in models.items():
        named = set(re.findall(r"ref\('(\w+)'\)", sql))
        named |= {other for start in re.findall(r"ref\('(\w+)' ~", sql) for other in models if other.startswith(start)}
        named |= {"int_young_person__record"} if "from_records_of_young_people" in sql else set()
        for parent in named:
            children.setdefault(parent, set()).add(name)
    of_people, new = set(PERSONS), set(PERSONS)
    while new := {child for parent in new for child in children.get(parent, ())} - of_people:
        of_people |= new
    assert {table.name for table in PUBLISHED if table.mart in of_people} == {
        *(of.table for of in PROTECTED),
        *(table.name for table in PUBLISHED if table.is_unprotected),
    }
