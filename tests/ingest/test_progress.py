"""How far what arrived has got: what a build waits for, and what a release has not seen."""

from __future__ import annotations

import select
import threading
import time
from pathlib import Path

import psycopg2

from ingest import landing, ledger, progress
from ingest.ledger import Arrival
from pathways.database import Role, connect
from pathways.errors import RefusedFileError

PROBLEM = RefusedFileError("It is empty.", why="Nothing was loaded.", fix="Send it again.")


def arrive(home: Path, *, claim_now: bool = False) -> Arrival:
    file = home / "a.csv"
    file.write_text("a")
    return ledger.record(landing.land_file(file), origin="receive", manifest={}, claim_now=claim_now)


def accept(arrival: Arrival, dataset: str = "dfe__example") -> None:
    with connect(Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger.extract (extract_id, arrival_id, dataset, publisher, contract_version, variant, sha256,"
            " received_at, is_synthetic, outcome, rows_received, rows_accepted, rows_quarantined, rows_duplicate)"
            " values (%s, %s, %s, 'DfE', 1, '2025', %s, now(), false, 'accepted', 1, 1, 0, 0)",
            (f"{dataset}-{arrival.arrival_id}", arrival.arrival_id, dataset, arrival.sha256),
        )
        ledger.finish(connection, arrival, "accepted")


def release(state: str = "released") -> None:
    with connect(Role.PUBLISH) as connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger.release (release_id, as_known_on, state, manifest)"
            " values ('2025-06-26.1', clock_timestamp(), %s, '{}')",
            (state,),
        )


def test_nothing_on_the_way_is_not_waited_for(home: Path):
    began = time.monotonic()
    assert progress.wait_until_quiet().on_the_way == 0
    assert time.monotonic() - began < 1


def test_a_file_in_the_inbox_and_an_arrival_at_work_are_both_on_the_way(home: Path):
    arrive(home, claim_now=True)
    (home / "inbox").mkdir(exist_ok=True)
    (home / "inbox" / "b.csv").write_text("b")
    (home / "inbox" / "c.csv.part").write_text("c")
    assert progress.progress().on_the_way == 2


def test_a_build_waits_for_the_file_that_is_being_taken_in(home: Path):
    arrival = arrive(home, claim_now=True)

    def finish() -> None:
        with connect(Role.INGEST) as connection:
            ledger.finish(connection, arrival, "refused", problem=PROBLEM)

    timer = threading.Timer(1, finish)
    timer.start()
    now = progress.wait_until_quiet(patience=20)
    timer.join()
    assert (now.on_the_way, now.outcomes) == (0, {"refused": 1})


def test_a_file_that_gets_nowhere_does_not_hold_up_the_others_for_ever(home: Path):
    arrive(home)
    assert progress.wait_until_quiet(patience=0.5).on_the_way == 1


def test_an_extract_waits_until_a_release_was_built_after_it(home: Path):
    first = arrive(home, claim_now=True)
    accept(first)
    assert progress.not_released() == [f"dfe__example-{first.arrival_id}"]
    release()
    assert progress.not_released() == []
    accept(arrive(home, claim_now=True))
    assert len(progress.not_released()) == 1


def link(known_until: str) -> None:
    with connect(Role.IDENTITY) as identity, identity.cursor() as cursor:
        cursor.execute("insert into identity.linkage_model (model_version) values ('a') on conflict do nothing")
        cursor.execute(
            "insert into identity.linkage_run (run_id, model_version, started_at, known_until, records, persons)"
            f" values ('2025-06-26.1', 'a', {known_until}, {known_until}, 2, 1)"
        )


def test_records_about_people_wait_for_their_links_and_the_links_for_a_release(home: Path):
    accept(arrive(home, claim_now=True), "dwp__leo__identity")
    assert progress.not_released() == []
    link("clock_timestamp()")
    assert [name.partition("-")[0] for name in progress.not_released()] == ["dwp__leo__identity", "linkage 2025"]
    release()
    assert progress.not_released() == []


def test_records_that_say_nobody_by_name_wait_for_no_links(home: Path):
    accept(arrive(home, claim_now=True), "dwp__leo__earnings")
    assert len(progress.not_released()) == 1


def test_records_that_nobody_could_link_within_an_hour_are_built_all_the_same(home: Path):
    accept(arrive(home, claim_now=True), "dfe__ilr")
    link("clock_timestamp() - interval '2 hours'")
    assert progress.not_released() == ["linkage 2025-06-26.1"]
    with connect(Role.OWNER) as owner, owner.cursor() as cursor:
        cursor.execute("update ledger.extract set known_at = clock_timestamp() - interval '61 minutes'")
    assert [name.partition("-")[0] for name in progress.not_released()] == ["dfe__ilr", "linkage 2025"]


def test_words_say_what_waits_for_what(home: Path):
    arrival = arrive(home, claim_now=True)
    assert not progress.standing().taken_in
    accept(arrival)
    now = progress.standing()
    assert (now.taken_in, now.released) == (True, False)
    assert now.words == "1 of 1 files taken in (1 accepted); building a release with 1 extracts or runs of linkage"
    release("candidate")
    now = progress.standing()
    assert not now.released
    assert now.words.endswith("release 2025-06-26.1 is being published")
    with connect(Role.PUBLISH) as connection, connection.cursor() as cursor:
        cursor.execute("update ledger.release set state = 'held'")
    now = progress.standing()
    assert now.released
    assert now.words.endswith("release 2025-06-26.1 waits for sign-off: `pathways release approve 2025-06-26.1`")


def test_who_collects_the_inbox_wakes_nobody_for_it(home: Path):
    listener = psycopg2.connect(host=str(home / "postgres"), user=Role.INGEST.value, dbname="pathways")
    listener.autocommit = True
    listener.cursor().execute("listen arrivals")
    file = home / "a.csv"
    file.write_text("a")
    for origin in ("inbox", "receive"):
        ledger.record(landing.land_file(file), origin=origin, manifest={})
    select.select([listener], [], [], 10)
    listener.poll()
    assert len(listener.notifies) == 1
    listener.close()
