import json
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from pathways.cli import app


@pytest.fixture(scope="module")
def releases(module_home: Path, made_up: ModuleType) -> list[str]:
    return [made_up.publish_tables(made_up.tables_of(extra)).release_id for extra in (0, 5)]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def said(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def as_json(*arguments: str):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_releases_are_listed_the_newest_first(releases):
    assert [each["release_id"] for each in as_json("release", "list")] == releases[::-1]
    assert as_json("release", "list")[0]["figures"] == 8
    assert releases[0] in said("release", "list")


def test_a_release_is_shown_with_its_files_gates_and_code(releases):
    shown = said("release", "show", releases[0])
    assert "from made-up extracts" in shown
    assert "official_statistic.csv 8" in shown
    assert "symbols_are_valid passed" in shown
    assert as_json("release", "show", releases[0])["manifest"]["release_id"] == releases[0]


def test_a_release_is_explained_by_what_it_changed(releases, made_up: ModuleType):
    first, second = (as_json("release", "explain", each) for each in releases)
    assert first["before"] is None
    assert first["extracts_added"] == [made_up.EXTRACT]
    assert first["figures"] == [{"indicator_id": "supported_internships", "added": 8, "changed": 0, "removed": 0}]
    assert second["before"] == releases[0]
    assert second["extracts_added"] == []
    assert second["figures"] == [{"indicator_id": "supported_internships", "added": 0, "changed": 3, "removed": 0}]
    assert second["files_changed"] == ["official_statistic.csv"]
    assert f"since {releases[0]}" in said("release", "explain", releases[1])


def test_a_figure_is_explained_in_sentences_and_for_machines(releases):
    asked = ("explain", "6", "--area", "Hartlepool", "--period", "2024/25")
    assert "Hartlepool, 2024/25 (Total: Total): 50 people" in said(*asked)
    assert as_json(*asked, "--breakdown", "total/total", "--release", releases[0])["value"] == 45


def test_a_copy_is_proved_or_not(releases, module_home: Path):
    folder = module_home / "releases" / releases[0]
    assert "true copy" in said("verify", str(folder / "manifest.json"))
    assert as_json("verify", str(folder))["is_same"] is True
    copied = module_home / "copied"
    copied.mkdir()
    for file in folder.iterdir():
        (copied / file.name).write_bytes(file.read_bytes().replace(b"Hartlepool", b"Hartlepaul"))
    result = run("verify", str(copied / "manifest.json"), "--json")
    assert result.exit_code == 1
    assert [file["path"] for file in json.loads(result.stdout)["files"] if not file["is_same"]] == ["area.csv"]


def test_publishing_before_anything_was_built_says_what_to_do(releases):
    result = run("publish")
    assert result.exit_code == 1
    assert "pathways build" in result.exception.fix


def test_a_release_is_withdrawn_and_brought_back(releases):
    assert as_json("release", "withdraw", releases[1])["state"] == "withdrawn"
    assert as_json("explain", "6", "--area", "Hartlepool", "--period", "2024/25")["value"] == 45
    assert "is out" in said("release", "approve", releases[1])
    assert as_json("explain", "6", "--area", "Hartlepool", "--period", "2024/25")["value"] == 50
