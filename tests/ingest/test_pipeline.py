import json
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from psycopg2.extras import RealDictCursor

from ingest import lake, landing, ledger, pipeline, quarantine
from ingest.replay import replay, replayable
from pathways.database import Role, connect
from pathways.errors import PathwaysError
from pathways.settings import settings

DATASET = "dfe__work_based_placements"
Placements = Callable[..., Path]


def ledger_rows(table: str) -> list[dict[str, object]]:
    with connect(Role.INGEST) as connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(f"select * from ledger.{table} order by 1")
        return [dict(row) for row in cursor.fetchall()]


def lake_rows(extract_id: str) -> pl.DataFrame:
    return pl.read_parquet(lake.extract_folder(DATASET, extract_id) / "part-*.parquet")


def test_a_file_becomes_an_extract_whose_rows_add_up(home: Path, placements: Placements):
    file = placements(home / "wbp.csv", rows=4, new_la_code=["", "", "", "E09999999"], breakdown=["a", "b", "b", "c"],
                      open_supp_intern=["1", "2", "2", "1"], open_wbp=["5", "x", "x", "5"],
                      geographic_level=["National", "National", "National", "Local authority"])  # fmt: skip
    [outcome] = pipeline.receive([file])
    assert outcome.status == "accepted"
    assert outcome.dataset == DATASET
    assert (outcome.rows_received, outcome.rows_accepted) == (4, 2)
    assert (outcome.rows_quarantined, outcome.rows_duplicate) == (1, 1)
    rows = lake_rows(outcome.extract_id)
    assert rows["extract_id"].unique().to_list() == [outcome.extract_id]
    assert rows["work_based_placements"].to_list() == [5, None]
    assert rows["work_based_placements_status"].to_list() == ["published", "not_available"]
    bad = pl.read_parquet(quarantine.quarantine_file(DATASET, outcome.extract_id))
    assert bad["source_row"].to_list() == [5]
    assert "E09999999" in json.dumps(json.loads(bad["row_as_sent"][0]))
    [coverage] = ledger_rows("extract_coverage")
    assert (coverage["coverage"], coverage["rows_accepted"]) == ("country 2024/25", 2)
    assert file.exists()


def test_the_same_bytes_again_change_nothing_whatever_their_name(home: Path, placements: Placements):
    first = placements(home / "wbp.csv")
    [made] = pipeline.receive([first])
    before = ledger_rows("extract"), sorted(settings().lake.rglob("*"))
    again = first.rename(home / "renamed.csv")
    [outcome] = pipeline.receive([again])
    assert (outcome.status, outcome.extract_id) == ("duplicate", made.extract_id)
    assert (outcome.rows_received, outcome.rows_duplicate, outcome.rows_accepted) == (3, 3, 0)
    assert (ledger_rows("extract"), sorted(settings().lake.rglob("*"))) == before


def test_a_correction_supersedes_and_both_stay(home: Path, placements: Placements):
    [first] = pipeline.receive([placements(home / "wbp.csv")])
    [other_year] = pipeline.receive([placements(home / "old.csv", year="202324")])
    [second] = pipeline.receive([placements(home / "wbp.csv", open_apprentice="3")])
    supersedes = {row["extract_id"]: row["supersedes"] for row in ledger_rows("extract")}
    assert supersedes == {first.extract_id: None, other_year.extract_id: None, second.extract_id: first.extract_id}
    assert lake_rows(first.extract_id)["apprenticeships"].to_list() == [2, 2, 2]
    assert lake_rows(second.extract_id)["apprenticeships"].to_list() == [3, 3, 3]


def test_one_bad_file_never_stops_the_others(home: Path, placements: Placements):
    folder = home / "extracts"
    (folder / "sub").mkdir(parents=True)
    (folder / "a-empty.csv").write_bytes(b"")
    (folder / "b-page.csv").write_text("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>")
    (folder / "c-other.csv").write_text("name,colour\nx,red\n")
    (folder / ".hidden.csv").write_text("x")
    placements(folder / "sub" / "d-good.csv")
    outcomes = pipeline.receive([folder, home / "absent.csv"])
    assert [(o.file.rsplit("/", 1)[-1], o.status, o.is_failure) for o in outcomes] == [
        ("a-empty.csv", "refused", True),
        ("b-page.csv", "refused", True),
        ("c-other.csv", "refused", False),  # no contract knows it: kept, without alarm
        ("d-good.csv", "accepted", False),
        ("absent.csv", "refused", True),
    ]
    for outcome in outcomes[:3]:
        assert set(outcome.problem) == {"what", "why", "fix"}
    landed = [landing.landed_file(row["landing_path"]) for row in ledger_rows("arrival")]
    assert all(file.exists() for file in landed)
    assert [row["outcome"] for row in ledger_rows("arrival")] == ["refused", "refused", "not_recognised", "accepted"]


def test_refused_bytes_are_tried_again_when_they_come_again(home: Path):
    (home / "a.csv").write_bytes(b"")
    assert [pipeline.receive([home / "a.csv"])[0].status for _ in range(2)] == ["refused", "refused"]


def test_a_file_without_a_good_row_is_quarantined_whole_and_tried_again_when_it_comes_again(
    home: Path, placements: Placements
):
    file = placements(home / "wbp.csv", open_wbp="many")
    [outcome] = pipeline.receive([file])
    assert (outcome.status, outcome.rows_quarantined) == ("quarantined", 3)
    assert "None of the 3 rows" in outcome.problem["what"]
    assert not lake.extract_folder(DATASET, outcome.extract_id).exists()
    [again] = pipeline.receive([file])
    assert (again.status, again.extract_id, again.rows_duplicate) == ("duplicate", outcome.extract_id, 3)
    assert len(ledger_rows("extract")) == 1


def test_a_zip_is_its_members(home: Path, placements: Placements):
    good = placements(home / "good.csv")
    with zipfile.ZipFile(home / "all.zip", "w") as archive:
        archive.write(good, "2025/wbp.csv")
        archive.write(good, "2025/copy.csv")
        archive.writestr("readme.txt", "hello")
        archive.writestr("empty.csv", "")
    outcomes = pipeline.receive([home / "all.zip"], synthetic=True)
    assert {outcome.file: outcome.status for outcome in outcomes} == {
        "all.zip/wbp.csv": "duplicate",
        "all.zip/copy.csv": "accepted",
        "all.zip/empty.csv": "refused",
        "all.zip/readme.txt": "refused",
    }
    [extract] = ledger_rows("extract")
    assert extract["is_synthetic"] is True
    assert ledger_rows("arrival")[0]["outcome"] == "container"
    again = pipeline.receive([home / "all.zip"])
    assert [outcome.status for outcome in again].count("duplicate") == 2
    assert len(ledger_rows("extract")) == 1


def test_ingest_of_a_container_sums_up_its_members(home: Path, placements: Placements):
    with zipfile.ZipFile(home / "all.zip", "w") as archive:
        archive.write(placements(home / "good.csv"), "wbp.csv")
        archive.write(placements(home / "old.csv", year="202324"), "old.csv")
    [queued] = pipeline.receive([home / "all.zip"], queue_only=True)
    assert queued.status == "pending"
    outcome = pipeline.ingest(queued.arrival_id)
    assert (outcome.status, outcome.rows_accepted, len(outcome.members)) == ("accepted", 6, 2)
    assert pipeline.ingest(queued.arrival_id) == outcome
    assert pipeline.pending_arrivals() == []


def test_what_a_manifest_says_goes_with_the_extract(home: Path, placements: Placements):
    file = placements(home / "wbp.csv")
    (home / "wbp.csv.manifest.json").write_text('{"synthetic": true, "published_on": "2025-06-26"}')
    pipeline.receive([file])
    assert ledger_rows("extract")[0]["is_synthetic"] is True
    assert str(ledger_rows("extract_coverage")[0]["published_on"]) == "2025-06-26"


def test_a_file_unlike_its_manifest_is_refused(home: Path, placements: Placements):
    file = placements(home / "wbp.csv")
    (home / "wbp.csv.manifest.json").write_text('{"size_bytes": 10}')
    [outcome] = pipeline.receive([file])
    assert outcome.status == "refused"
    assert "its manifest says 10" in outcome.problem["what"]


def test_an_older_publication_that_comes_late_supersedes_nothing(home: Path, placements: Placements):
    new, old = placements(home / "new.csv"), placements(home / "old.csv", open_apprentice="9")
    (home / "new.csv.manifest.json").write_text('{"published_on": "2025-06-26"}')
    (home / "old.csv.manifest.json").write_text('{"published_on": "2025-05-01"}')
    pipeline.receive([new, old])
    assert [row["supersedes"] for row in ledger_rows("extract")] == [None, None]


def test_what_is_dropped_in_the_inbox_is_taken_in(home: Path, placements: Placements):
    settings().inbox.mkdir()
    placements(settings().inbox / "wbp.csv")
    assert [outcome.status for outcome in pipeline.ingest_pending()] == ["accepted"]
    assert list(pipeline.ingest_pending()) == []


def test_the_unforeseen_refuses_one_file_and_leaves_a_traceback(
    home: Path, placements: Placements, monkeypatch: pytest.MonkeyPatch
):
    first, second = placements(home / "a.csv"), placements(home / "b.csv", year="202324")
    with monkeypatch.context() as broken:
        broken.setattr(lake, "LARGEST_PART", "not a number")
        [outcome] = pipeline.receive([first])
    assert outcome.status == "refused"
    assert "TypeError" in outcome.problem["what"]
    assert "Traceback" in (home / "logs" / "ingest.log").read_text()
    assert [outcome.status for outcome in pipeline.receive([first, second])] == ["accepted", "accepted"]


def test_a_file_that_keeps_killing_its_worker_is_refused_in_the_end(home: Path, placements: Placements):
    [queued] = pipeline.receive([placements(home / "a.csv")], queue_only=True)
    with connect(Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute("update ledger.arrival set attempts = %s", (ledger.MOST_ATTEMPTS,))
    outcome = pipeline.ingest(queued.arrival_id)
    assert outcome.status == "refused"
    assert "stopped its worker" in outcome.problem["what"]


def test_replay_makes_nothing_when_nothing_changed(home: Path, placements: Placements):
    [outcome] = pipeline.receive([placements(home / "a.csv", rows=3, open_wbp=["5", "many", "9"])])
    assert replayable(DATASET) == [outcome.extract_id]
    assert replay(outcome.extract_id) is None
    assert len(ledger_rows("extract")) == 1
    assert len(ledger_rows("arrival")) == 1


def quarantine_everything_but_the_first_row(extract_id: str) -> None:
    """As if an earlier, stricter contract had checked the file: only what that would have left is put in place."""
    part = lake.extract_folder(DATASET, extract_id) / "part-0.parquet"
    pl.read_parquet(part).head(1).write_parquet(part)
    with connect(Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute("update ledger.extract set rows_accepted = 1, rows_quarantined = 2")
        cursor.execute("update ledger.extract_coverage set rows_accepted = 1")


def test_replay_after_a_fix_makes_an_extract_that_supersedes(home: Path, placements: Placements):
    [outcome] = pipeline.receive([placements(home / "a.csv")])
    quarantine_everything_but_the_first_row(outcome.extract_id)
    again = replay(outcome.extract_id)
    assert again is not None
    assert again.extract_id == f"{outcome.extract_id}-r1"
    assert (again.status, again.rows_accepted) == ("accepted", 3)
    first, second = ledger_rows("extract")
    assert second["supersedes"] == first["extract_id"]
    assert second["received_at"] > first["received_at"]
    assert ledger_rows("arrival")[-1]["origin"] == "replay"
    assert lake_rows(outcome.extract_id).height == 1
    assert replay(outcome.extract_id) is None
    assert replayable(DATASET) == []


def test_replay_of_what_does_not_exist_says_where_names_are_found(home: Path):
    with pytest.raises(PathwaysError, match="There is no extract dfe__x-0"):
        replay("dfe__x-0")
    with pytest.raises(PathwaysError, match="There is no dataset dfe__x"):
        replayable("dfe__x")


def test_replay_of_what_a_correction_replaced_displaces_nothing(home: Path, placements: Placements):
    [outcome] = pipeline.receive([placements(home / "a.csv")])
    quarantine_everything_but_the_first_row(outcome.extract_id)
    pipeline.receive([placements(home / "b.csv", open_apprentice="3")])
    assert replay(outcome.extract_id) is None
    assert len(ledger_rows("extract")) == 2


def test_the_same_bytes_dropped_by_two_at_once_make_one_extract(home: Path, placements: Placements):
    files = [placements(home / name, rows=20_000) for name in ("a.csv", "b.csv")]
    outcomes: list[pipeline.Outcome] = []
    workers = [threading.Thread(target=lambda file=file: outcomes.extend(pipeline.receive([file]))) for file in files]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(outcome.status for outcome in outcomes) == ["accepted", "duplicate"]
    assert len(ledger_rows("extract")) == 1
