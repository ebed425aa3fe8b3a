"""Publishers that are killed, meet each other, a reader or a full disk, or lose their database."""

import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

from pathways.database import Role, connect
from pathways.errors import ReleaseError
from publish import files, release
from publish.folders import UNFINISHED, release_folder


def start_publisher(extra: int = 0) -> subprocess.Popen[str]:
    script = Path(__file__).parent / "made_up.py"
    return subprocess.Popen([sys.executable, script, str(extra)], stdout=subprocess.PIPE, text=True, env=os.environ)


def wait_until(happened, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.mark.parametrize("step", ["ledger.release", "published.release"], ids=["files written", "tables filled"])
def test_a_publisher_killed_between_two_steps_is_taken_up_by_the_next(
    home: Path, made_up: ModuleType, step: str, shown: ModuleType
):
    first = made_up.publish_tables(made_up.tables_of())
    with connect(Role.OWNER) as blocker, blocker.cursor() as cursor:
        cursor.execute(f"lock table {step} in share row exclusive mode")  # readers go on; the step waits at its insert
        publisher = start_publisher(extra=5)
        wait_until(lambda: shown.is_waiting_for(step))
        publisher.kill()
        publisher.wait()
    assert shown.on_the_page() == [first.release_id]
    assert shown.interns_in_hartlepool(first.release_id) == 45
    second = made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    assert second.state == "released"
    assert second.release_id.endswith(".2"), "the work of the killed publisher was not taken up"
    assert shown.interns_in_hartlepool(second.release_id) == 50
    assert sorted(path.name for path in (home / "releases").iterdir()) == [first.release_id, second.release_id]
    assert len(release.list_releases()) == 2


def test_a_publisher_killed_while_writing_its_files_leaves_nothing(home: Path, made_up: ModuleType):
    unfinished = home / "releases" / UNFINISHED
    unfinished.mkdir(parents=True)
    (unfinished / "official_statistic.csv").write_text("statistic_id,indica")
    first = made_up.publish_tables(made_up.tables_of())
    assert [path.name for path in (home / "releases").iterdir()] == [first.release_id]


@pytest.mark.slow
def test_a_publisher_killed_at_any_moment_leaves_one_release_or_none(
    home: Path, made_up: ModuleType, shown: ModuleType
):
    for extra, delay in enumerate([0.6, 0.9, 1.2, 1.5, 1.8, 2.1]):
        publisher = start_publisher(extra)
        time.sleep(delay)
        publisher.kill()
        publisher.wait()
        before = shown.on_the_page()
        last = made_up.publish_tables(made_up.tables_of(extra))
        assert shown.on_the_page() == [*before, last.release_id] if last.changed else before
        assert shown.interns_in_hartlepool(last.release_id) == 45 + extra
        for each in release.list_releases():
            assert all(check.is_same for check in files.verify(release_folder(each.release_id)))


def test_two_publishers_at_once_make_one_release(home: Path, made_up: ModuleType, shown: ModuleType):
    publishers = [start_publisher() for _ in range(2)]
    said = [publisher.communicate(timeout=60)[0] for publisher in publishers]
    assert [publisher.returncode for publisher in publishers] == [0, 0]
    assert sorted("changed=True" in line for line in said) == [False, True]
    assert len(shown.on_the_page()) == 1
    assert len(release.list_releases()) == 1


def test_a_reader_is_not_held_up_by_a_release(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    with connect(Role.DASHBOARD) as reader, reader.cursor() as cursor:
        cursor.execute(f"select count(*) from published.official_statistic where release_id = '{first.release_id}'")
        publishing = threading.Thread(target=made_up.publish_tables, args=(made_up.tables_of(5),))
        publishing.start()
        publishing.join(timeout=20)
        assert not publishing.is_alive(), "the release waited for a reader"
        cursor.execute("select count(distinct release_id) from published.official_statistic")
        assert cursor.fetchone() == (2,)


def test_a_full_disk_leaves_the_page_alone_and_no_part_of_a_release(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    script = Path(__file__).parent / "made_up.py"
    publisher = subprocess.run(
        [sys.executable, script, "5"],
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000)),
    )
    assert "The files of the release could not be written" in publisher.stderr
    assert [path.name for path in (home / "releases").iterdir()] == [first.release_id]
    assert made_up.publish_tables(made_up.tables_of(5)).state == "released"


def test_a_database_that_was_lost_gets_its_releases_back_from_their_files(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(made_up.tables_of(5))
    for each in (first, second):
        release.withdraw(each.release_id)
    with connect(Role.OWNER) as connection, connection.cursor() as cursor:
        cursor.execute("delete from ledger.release")
    again = made_up.publish_tables(made_up.tables_of(5))
    assert (again.release_id, again.state) == (second.release_id, "released")
    assert [each.release_id for each in release.list_releases()] == [second.release_id, first.release_id]


def test_files_that_cannot_be_written_leave_the_page_alone(home: Path, made_up: ModuleType):
    (home / "releases").write_text("a file where a folder should be")
    with pytest.raises(ReleaseError, match="could not be written"):
        made_up.publish_tables(made_up.tables_of())
    assert release.list_releases() == []
