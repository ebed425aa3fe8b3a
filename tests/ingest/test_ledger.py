import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from ingest import landing, ledger
from ingest.ledger import Arrival, LeaseLostError
from pathways.database import Role, connect
from pathways.errors import DatabaseError, RefusedFileError

PROBLEM = RefusedFileError("It is empty.", why="Nothing was loaded.", fix="Send it again.")


def arrive(home: Path, content: str = "a", *, claim_now: bool = False) -> Arrival:
    file = home / "a.csv"
    file.write_text(content)
    return ledger.record(landing.land_file(file), origin="receive", manifest={}, claim_now=claim_now)


def let_the_lease_run_out(arrival: Arrival) -> None:
    with connect(Role.INGEST) as connection, connection.cursor() as cursor:
        cursor.execute(
            "update ledger.arrival set lease_expires_at = now() - interval '1 second' where arrival_id = %s",
            (arrival.arrival_id,),
        )


def refuse(arrival: Arrival) -> None:
    with connect(Role.INGEST) as connection:
        ledger.finish(connection, arrival, "refused", problem=PROBLEM)


def test_an_arrival_is_claimed_by_one_worker(home: Path):
    arrival = arrive(home)
    assert ledger.pending_arrivals() == [arrival.arrival_id]
    claimed = ledger.claim(arrival.arrival_id)
    assert claimed is not None
    assert claimed.attempts == 1
    assert ledger.claim(arrival.arrival_id) is None
    assert ledger.pending_arrivals() == []
    refuse(claimed)
    assert ledger.claim(arrival.arrival_id) is None


def test_many_workers_share_the_work_without_meeting(home: Path):
    ids = [arrive(home, str(number)).arrival_id for number in range(20)]
    claims: Counter[int] = Counter()

    def work() -> None:
        for arrival_id in ids:
            if ledger.claim(arrival_id):
                claims[arrival_id] += 1

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert claims == Counter(ids)


def test_work_recorded_as_claimed_is_never_offered_to_others(home: Path):
    assert arrive(home, claim_now=True).claimed_by
    assert ledger.pending_arrivals() == []


def test_a_silent_workers_arrival_goes_to_the_next_and_the_first_can_record_nothing(home: Path):
    first = arrive(home, claim_now=True)
    let_the_lease_run_out(first)
    assert ledger.pending_arrivals() == [first.arrival_id]
    second = ledger.claim(first.arrival_id)
    assert second is not None
    assert second.attempts == 2
    with pytest.raises(LeaseLostError, match="took over"):
        refuse(first)
    refuse(second)


def test_a_claim_given_back_waits_again_and_does_not_count(home: Path):
    arrival = arrive(home, claim_now=True)
    ledger.release(arrival)
    again = ledger.claim(arrival.arrival_id)
    assert again is not None
    assert again.attempts == 1


def test_long_work_keeps_its_lease(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ledger, "LEASE", timedelta(seconds=0.6))
    arrival = arrive(home, claim_now=True)
    with ledger.at_work(arrival) as connection:
        for _ in range(6):
            time.sleep(0.3)
            assert ledger.pending_arrivals() == []
        ledger.finish(connection, arrival, "refused", problem=PROBLEM)


def test_the_same_bytes_are_worked_on_by_one_worker_at_a_time(home: Path):
    first, second = arrive(home, claim_now=True), arrive(home, claim_now=True)
    order: list[str] = []

    def other() -> None:
        with ledger.at_work(second):
            order.append("second")

    with ledger.at_work(first):
        waiting = threading.Thread(target=other)
        waiting.start()
        time.sleep(0.4)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_a_cut_connection_is_said_in_words_and_records_nothing(home: Path):
    arrival = arrive(home, claim_now=True)

    def cut_off() -> None:
        with ledger.at_work(arrival) as connection:
            server = psycopg2.connect(make_dsn(host=str(home / "postgres"), user="postgres", dbname="postgres"))
            with server, server.cursor() as cursor:
                cursor.execute("select pg_terminate_backend(%s)", (connection.info.backend_pid,))
            server.close()
            ledger.finish(connection, arrival, "refused", problem=PROBLEM)

    with pytest.raises(DatabaseError, match="was lost while taking in"):
        cut_off()
    ledger.release(arrival)
    assert ledger.pending_arrivals() == [arrival.arrival_id]


def test_the_database_itself_refuses_rows_that_do_not_add_up(home: Path):
    arrival = arrive(home)
    with (
        pytest.raises(psycopg2.errors.CheckViolation),
        connect(Role.INGEST) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "insert into ledger.extract (extract_id, arrival_id, dataset, publisher, contract_version, variant, sha256,"
            " received_at, is_synthetic, outcome, rows_received, rows_accepted, rows_quarantined, rows_duplicate)"
            " values ('x', %s, 'd', 'p', 1, '', 'f', now(), false, 'accepted', 10, 8, 1, 0)",
            (arrival.arrival_id,),
        )
