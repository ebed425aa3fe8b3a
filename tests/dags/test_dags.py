"""The DAG files: quick to parse, described, owned, retried, and without logic of their own."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.connectors.feeds import feeds
from pathways.airflow_environment import environment

DAGS = Path(__file__).parents[2] / "dags"
LONGEST_PARSE = 2.0  # seconds
MOST_STATEMENTS = 8  # of a task: call a room, say what came of it
ROOMS = {"ingest", "warehouse", "publish", "dashboard"}

# Airflow reads its environment once, at import, so the files are parsed in a process of their own.
PARSE = """
import json, sys, time
from airflow.dag_processing.dagbag import DagBag
bags = {}
for file in sys.argv[1:]:
    began = time.perf_counter()
    bag = DagBag(file)
    bags[file] = {"seconds": time.perf_counter() - began, "errors": bag.import_errors, "dags": [
        {"dag_id": dag.dag_id, "tags": sorted(dag.tags), "doc": dag.doc_md, "catchup": dag.catchup,
         "max_active_runs": dag.max_active_runs, "tasks": [
            {"task_id": task.task_id, "owner": task.owner, "retries": task.retries}
            for task in dag.tasks]}
        for dag in bag.dags.values()]}
print("PARSED" + json.dumps(bags))
"""


def files() -> Iterator[Path]:
    ignored = (DAGS / ".airflowignore").read_text(encoding="utf-8").split()
    return (path for path in sorted(DAGS.glob("*.py")) if path.name not in ignored)


@pytest.fixture(scope="module")
def bags(module_home: Path) -> dict[str, dict]:
    run = subprocess.run(
        [sys.executable, "-c", PARSE, *map(str, files())], env=environment(), capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout.partition("PARSED")[2])
    return {Path(file).name: bag for file, bag in found.items()}


def test_every_file_parses_without_error_within_two_seconds(bags):
    assert {name: bag["errors"] for name, bag in bags.items() if bag["errors"]} == {}
    assert {name: bag["seconds"] for name, bag in bags.items() if bag["seconds"] > LONGEST_PARSE} == {}


def test_there_is_a_dag_for_arrivals_the_build_the_sweep_the_review_and_each_feed(bags):
    found = {dag["dag_id"] for bag in bags.values() for dag in bag["dags"]}
    assert found == {
        "ingest_arrivals",
        "link_records",
        "build_and_publish",
        "sweep",
        "ehrc_review",
        *(f"pull_{name}" for name in feeds()),
    }


def test_every_dag_is_described_tagged_and_never_catches_up_or_runs_beside_itself(bags):
    for bag in bags.values():
        for dag in bag["dags"]:
            assert dag["doc"], dag
            assert dag["tags"], dag
            assert dag["catchup"] is False, dag
            assert dag["max_active_runs"] == 1, dag


def test_every_task_has_an_owner_and_is_tried_again(bags):
    for bag in bags.values():
        for dag in bag["dags"]:
            for task in dag["tasks"]:
                assert task["owner"] == "data-engineering", task
                assert task["retries"] >= 1, task


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_a_task_calls_a_room_and_decides_nothing_itself(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        assert len([node for node in ast.walk(function) if isinstance(node, ast.stmt)]) - 1 <= MOST_STATEMENTS
        assert not [node for node in ast.walk(function) if isinstance(node, (ast.For, ast.While, ast.Try))]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_rooms_are_imported_when_a_task_runs_and_not_each_time_the_file_is_parsed(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    heavy = [module for module in imported if module.partition(".")[0] in ROOMS]
    # The feeds name the DAGs, so their list, which is light, is read while parsing.
    assert heavy == (["ingest.connectors.feeds"] if path.name == "pull_feeds.py" else [])
