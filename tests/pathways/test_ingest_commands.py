import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pathways.cli import app
from pathways.settings import settings

run = CliRunner().invoke
HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,new_la_code,"
    "old_la_code,la_name,breakdown_topic,breakdown,open_supp_intern,open_apprentice,open_trainee,open_wbp\n"
)
ENGLAND = "202425,Academic year,National,E92000001,England,,,,,,Made up,{group},{interns},2,1,{placements}\n"


@pytest.fixture
def extract(home: Path) -> Callable[..., Path]:
    def write(name: str, *placements: str) -> Path:
        rows = [ENGLAND.format(group=f"Group {n}", interns=1, placements=value) for n, value in enumerate(placements)]
        (home / name).write_text(HEADER + "".join(rows))
        return home / name

    return write


def test_receive_prints_one_object_for_each_file(extract: Callable[..., Path], home: Path):
    good, partly, bad = extract("good.csv", "5", "6"), extract("partly.csv", "7", "many"), extract("bad.csv", "lots")
    (home / "other.csv").write_text("name,colour\nx,red\n")
    result = run(app, ["receive", str(good), str(partly), str(bad), str(home / "other.csv"), "--json"])
    outcomes = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [(o["file"], o["status"], o["rows_accepted"], o["rows_quarantined"]) for o in outcomes] == [
        ("good.csv", "accepted", 2, 0),
        ("partly.csv", "accepted", 1, 1),
        ("bad.csv", "quarantined", 0, 1),
        ("other.csv", "refused", 0, 0),
    ]
    assert {"dataset", "extract_id", "rows_received", "rows_duplicate", "problem"} < set(outcomes[0])
    assert outcomes[0]["problem"] is None
    assert "1 of 2 rows, 1 quarantined" in " ".join(result.stderr.split())
    assert "2 accepted, 1 quarantined, 1 not recognised" in " ".join(result.stderr.split())


def test_what_was_passed_over_or_guessed_is_said_below_the_file_and_to_machines(home: Path):
    wider = HEADER.replace("\n", ",new_measure,remarks\n")
    row = ENGLAND.format(group="Group 1", interns=1, placements=5).rstrip("\n")
    (home / "wider.csv").write_bytes(f"{wider}{row},7,said – by phone\n".encode("cp1252"))
    result = run(app, ["receive", str(home / "wider.csv"), "--json"])
    (outcome,) = json.loads(result.stdout)
    assert outcome["status"] == "accepted"
    assert outcome["notes"][:3] == [
        "The text is not UTF-8; it was read as Windows-1252. If names look wrong, ask the sender for UTF-8.",
        "The extra column new_measure was ignored.",
        "The extra column remarks was ignored.",
    ]
    said = " ".join(result.stderr.split())
    assert all(note in said for note in outcome["notes"])
    assert json.loads(run(app, ["receive", str(home / "wider.csv"), "--json"]).stdout)[0]["notes"] == outcome["notes"]


def test_a_refused_file_is_said_in_words_and_by_the_exit_code(extract: Callable[..., Path], home: Path):
    (home / "empty.csv").write_bytes(b"")
    result = run(app, ["receive", str(home / "empty.csv"), str(extract("good.csv", "5"))])
    assert result.exit_code == 1
    assert "empty.csv: refused" in result.stderr
    assert "good.csv: accepted" in result.stderr


def test_queued_files_wait_until_ingest(extract: Callable[..., Path]):
    result = run(app, ["receive", "--queue", "--json", str(extract("a.csv", "5"))])
    assert [outcome["status"] for outcome in json.loads(result.stdout)] == ["pending"]
    assert json.loads(run(app, ["status", "--json"]).stdout)["pending"] == 1
    settings().inbox.mkdir()
    extract("b.csv", "6").rename(settings().inbox / "b.csv")
    result = run(app, ["ingest", "--json"])
    assert [(o["file"], o["status"]) for o in json.loads(result.stdout)] == [
        ("a.csv", "accepted"),
        ("b.csv", "accepted"),
    ]
    assert json.loads(run(app, ["ingest", "--json"]).stdout) == []


def test_status_shows_every_dataset_and_what_waits(extract: Callable[..., Path], home: Path):
    (home / "empty.csv").write_bytes(b"")
    run(app, ["receive", str(extract("a.csv", "5", "many")), str(home / "empty.csv"), "--synthetic"])
    status = json.loads(run(app, ["status", "--json"]).stdout)
    datasets = {each["dataset"]: each for each in status["datasets"]}
    placements = datasets["dfe__work_based_placements"]
    assert (placements["file_name"], placements["rows_accepted"], placements["rows_quarantined"]) == ("a.csv", 1, 1)
    assert placements["is_synthetic"] is True
    assert placements["late_by_days"] == 0
    assert placements["latest_period"] == "2024/25"
    assert placements["behind_by_days"] == max((datetime.now(UTC).date() - date(2025, 7, 31)).days - 366 - 30, 0)
    assert datasets["dfe__ceased_ehc_plans"]["extract_id"] is None
    assert (status["pending"], status["refused"], status["not_recognised"]) == (0, 1, 0)
    words = run(app, ["status"]).stdout
    assert "dfe__work_based_placements" in words
    assert "2024/25" in words
    assert "0 pending, 1 refused" in words


def test_replay_says_when_nothing_changed(extract: Callable[..., Path]):
    [outcome] = json.loads(run(app, ["receive", "--json", str(extract("a.csv", "5", "many"))]).stdout)
    result = run(app, ["replay", outcome["extract_id"]])
    assert result.exit_code == 0
    assert "nothing changed" in result.stderr
    assert "nothing changed" in run(app, ["replay", "--dataset", "dfe__work_based_placements"]).stderr
