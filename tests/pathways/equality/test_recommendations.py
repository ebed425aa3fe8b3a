from __future__ import annotations

from pathlib import Path

import polars as pl
import yaml

from pathways.equality.recommendations import EVIDENCE_TABLES, recommendations
from pathways.equality.released import Released
from pathways.published.review import EQUALITY_RECOMMENDATION
from publish.review.pack import pack_of
from tests.pathways.equality import made_up

MODELS = Path(__file__).parents[3] / "dbt_project" / "models" / "marts" / "equality" / "_equality__models.yml"


def test_the_register_is_carried_with_its_status():
    table = recommendations(made_up.released(recommendations=True, topics=["total"]).recommendations)
    assert table.rows.row(0)[-4:] == ("2023-01-05", "2024-07-31", "", "Overdue")


def test_a_register_without_a_row_says_so():
    table = recommendations(pl.DataFrame(schema=dict(EQUALITY_RECOMMENDATION.columns)))
    assert table.rows.is_empty()
    assert "None has been recorded yet." in table.says


def test_every_table_of_evidence_is_one_of_the_review(released: Released):
    assert set(EVIDENCE_TABLES) < {table.name for table in pack_of(released, made_up.WINDOW).tables}


def test_the_warehouse_accepts_just_the_tables_that_the_page_can_name():
    models = {model["name"]: model for model in yaml.safe_load(MODELS.read_text())["models"]}
    columns = {column["name"]: column for column in models["dim_equality_recommendation"]["columns"]}
    (test,) = columns["evidence_table"]["data_tests"]
    assert test["accepted_values"]["arguments"]["values"] == list(EVIDENCE_TABLES)
