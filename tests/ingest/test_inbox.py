import json
import os
import threading
import time
from pathlib import Path

import pytest

from ingest import inbox, landing, ledger
from ingest.collect import collect_inbox
from pathways.settings import settings


@pytest.fixture
def drop(home: Path) -> Path:
    settings().inbox.mkdir(parents=True)
    return settings().inbox


def arrivals(ids: list[int]) -> list[ledger.Arrival]:
    claimed = [ledger.claim(arrival_id) for arrival_id in ids]
    assert None not in claimed
    return claimed  # type: ignore[return-value]


def test_a_whole_file_moves_to_the_landing_zone_byte_for_byte(drop: Path):
    (drop / "dfe").mkdir()
    (drop / "dfe" / "neet 2025.csv").write_bytes(b"\xef\xbb\xbfa,b\r\n1,\x96\r\n")
    [arrival] = arrivals(collect_inbox())
    landed = landing.landed_file(arrival.landing_path)
    assert landed.read_bytes() == b"\xef\xbb\xbfa,b\r\n1,\x96\r\n"
    assert landed.name == f"{arrival.sha256[:12]}-neet 2025.csv"
    assert landed.stat().st_mode & 0o777 == 0o444
    assert not (drop / "dfe" / "neet 2025.csv").exists()
    assert not list((settings().identity / "landing" / ".incoming").iterdir())


def test_hidden_half_uploaded_and_manifest_files_are_no_arrivals(drop: Path):
    for name in (".DS_Store", "big.csv.part", "lost.csv.manifest.json"):
        (drop / name).write_text("x")
    (drop / ".cache").mkdir()
    (drop / ".cache" / "x.csv").write_text("x")
    assert collect_inbox() == []
    assert (drop / "big.csv.part").exists()


def test_a_file_that_still_grows_waits(drop: Path):
    stop = threading.Event()

    def upload() -> None:
        with (drop / "slow.csv").open("wb", buffering=0) as file:
            while not stop.wait(0.05):
                file.write(b"row\n")

    uploading = threading.Thread(target=upload)
    uploading.start()
    time.sleep(0.1)
    try:
        assert collect_inbox() == []
        assert "still being written" in inbox.look()[1][0].reason
    finally:
        stop.set()
        uploading.join()
    assert len(collect_inbox()) == 1


def test_a_manifest_makes_a_file_wait_until_it_is_complete(drop: Path):
    whole = b"a,b\n1,2\n"
    manifest = drop / "neet.csv.manifest.json"
    manifest.write_text(json.dumps({"size_bytes": len(whole), "synthetic": True, "published_on": "2025-07-01"}))
    (drop / "neet.csv").write_bytes(whole[:3])
    assert collect_inbox() == []
    (drop / "neet.csv").write_bytes(whole)
    [arrival] = arrivals(collect_inbox())
    assert arrival.manifest == {"size_bytes": 8, "synthetic": True, "published_on": "2025-07-01"}
    assert not manifest.exists()


def test_a_file_that_never_comes_to_match_its_manifest_is_recorded_with_the_difference(
    drop: Path, monkeypatch: pytest.MonkeyPatch
):
    (drop / "neet.csv").write_text("a,b\n")
    (drop / "neet.csv.manifest.json").write_text(json.dumps({"sha256": "0" * 64}))
    assert collect_inbox() == []
    monkeypatch.setattr(inbox, "GIVE_UP_SECONDS", 0)
    [arrival] = arrivals(collect_inbox())
    assert "its manifest says 000" in arrival.manifest["unmatched"]


def test_a_link_in_the_inbox_is_not_followed(drop: Path, home: Path):
    secret = home / "secret"
    secret.write_text("s")
    (drop / "link.csv").symlink_to(secret)
    os.mkfifo(drop / "pipe.csv")
    assert collect_inbox() == []
    assert [file.path.name for file in inbox.look()[1]] == ["link.csv", "pipe.csv"]


def test_two_workers_collecting_at_once_record_each_file_once(drop: Path):
    for number in range(30):
        (drop / f"{number}.csv").write_text(str(number))
    found: list[list[int]] = []
    workers = [threading.Thread(target=lambda: found.append(collect_inbox())) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(len(ids) for ids in found) == 30
    assert len(ledger.pending_arrivals()) == 30


@pytest.mark.slow
def test_thousands_of_files_are_collected_quickly(drop: Path):
    for number in range(1000):
        (drop / f"{number}.csv").write_text(str(number))
    started = time.monotonic()
    assert len(collect_inbox()) == 1000
    assert time.monotonic() - started < 60
    assert not any(drop.iterdir())
