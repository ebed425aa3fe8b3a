"""Labels of breakdowns that no list knows are said, wherever their figures would go unseen."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from ingest.check import check
from ingest.datasets import DATASETS
from ingest.labels import note, problems, unknown
from ingest.recognise import recognise
from ingest.seeds import seed
from pathways.cli import app

Placements = Callable[..., Path]


def rows_of(dataset: str, label: str) -> pl.DataFrame:
    """One row of a dataset with this label of its breakdown."""
    labels = DATASETS[dataset].labels
    assert labels is not None
    return pl.DataFrame({"row_id": [2], labels.topic_column or "any": ["Ethnicity"], labels.column: [label]})


@pytest.mark.parametrize(
    ("dataset", "label"),
    [
        ("dfe__neet_and_participation", "16 to 17"),
        ("dfe__neet_and_participation", "16"),
        ("dfe__care_leavers_activity", "Aged 19 to 21"),
        ("dfe__leo_main_activity_sen", "No SEN"),
        ("dfe__work_based_placements", "Any other ethnic group"),
    ],
)
def test_spellings_that_publishers_vary_are_known(dataset: str, label: str):
    rows, labels = rows_of(dataset, label), DATASETS[dataset].labels
    assert unknown(labels, rows).is_empty()
    assert problems(labels, rows).is_empty()


@pytest.mark.parametrize("dataset", ["dfe__neet_and_participation", "dfe__leo_main_activity_sen"])
def test_where_the_list_is_closed_a_row_of_another_label_is_set_aside(dataset: str):
    (problem,) = problems(DATASETS[dataset].labels, rows_of(dataset, "Something else")).iter_rows(named=True)
    assert (problem["row_id"], problem["rule"]) == (2, "unknown_label")
    assert "'Something else' of " in problem["reason"]
    assert "dbt_project/seeds/breakdown_label.csv" in problem["reason"]


def test_a_new_label_is_taken_and_said_with_where_to_add_it(home: Path, placements: Placements):
    file = placements(
        home / "new.csv",
        breakdown_topic=["Ethnicity", "Ethnicity", "Sex"],
        breakdown=["Arab", "Asian - Chinese", "Female"],
    )
    result = CliRunner().invoke(app, ["receive", str(file), "--json"])
    (outcome,) = json.loads(result.stdout)
    assert (outcome["status"], outcome["rows_accepted"]) == ("accepted", 3)
    (said,) = outcome["notes"]
    assert "'Arab' of Ethnicity (1 rows)" in said
    assert "Chinese" not in said
    assert "dbt_project/seeds/breakdown_label.csv" in said
    assert "'Arab' of Ethnicity" in " ".join(result.stderr.split())


def test_the_labels_on_most_rows_are_named_first_and_the_rest_counted():
    said = note({f"'{number}' of Sex": number for number in range(1, 12)})
    assert said.index("'11' of Sex (11 rows)") < said.index("'10' of Sex (10 rows)")
    assert "'3' of Sex" not in said
    assert ", and 3 more." in said


def test_every_label_of_the_published_extracts_is_known_or_passed_over(shared_data: Path):
    for name in ("ks4-destinations-national-201011-202223.csv", "care-leavers-activity-la-2025.csv"):
        recognised = recognise(shared_data / "dfe" / name, name)
        for batch in check(shared_data / "dfe" / name, recognised):
            assert batch.unknown_labels.rows() == []


def test_each_published_label_is_listed_once_and_means_a_breakdown_that_we_have():
    labels = seed("breakdown_label")
    assert labels.select("published_topic", "published_label").unique().height == labels.unique().height
    assert labels.join(seed("breakdown"), on=["breakdown_topic", "breakdown"], how="anti").rows() == []
