import json
import os
import resource
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import polars as pl
import psycopg2
import pytest

from pathways.database import Role, connect
from pathways.errors import ReleaseError
from pathways.settings import settings
from publish import files, release
from publish.explain import explain
from publish.folders import UNFINISHED, release_folder


def ask(query: str, role: Role = Role.DASHBOARD) -> list[tuple]:
    with connect(role) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def on_the_page() -> list[str]:
    return [name for (name,) in ask("select release_id from published.release order by released_at")]


def interns_in_hartlepool(release_id: str) -> float:
    ((value,),) = ask(
        "select value from published.official_statistic"
        f" where release_id = '{release_id}' and area_code = 'E06000001' and period_id = '2024/25'"
    )
    return value


def require_approval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATHWAYS_RELEASE", "approve")
    settings.cache_clear()


def broken(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Hartlepool's figure both suppressed and shown."""
    status = pl.when(pl.col("area_code") == "E06000001").then(pl.lit("confidential")).otherwise("value_status")
    return {**tables, "official_statistic": tables["official_statistic"].with_columns(value_status=status)}


def test_the_first_release_is_on_the_page_in_files_and_in_the_ledger(home: Path, made_up: ModuleType):
    tables = made_up.tables_of()
    first = made_up.publish_tables(tables)
    assert (first.state, first.changed, first.reasons) == ("released", True, [])
    assert on_the_page() == [first.release_id]
    for name, frame in tables.items():
        columns = ", ".join(f'"{column}"' for column in frame.columns)
        rows = ask(f"select {columns} from published.{name} where release_id = '{first.release_id}'")
        assert len(rows) == frame.height
        assert set(rows) == set(frame.iter_rows()), name
    (kept,) = release.list_releases()
    assert kept.state == "released"
    assert json.loads((home / "releases" / first.release_id / "manifest.json").read_text()) == kept.manifest


def test_a_suppressed_figure_has_no_value_and_says_so_in_the_file(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    text = (home / "releases" / first.release_id / "official_statistic.csv").read_text()
    (line,) = [line for line in text.splitlines() if "2023/24" in line]
    assert ",total,total,,confidential," in line


def test_the_manifest_says_what_the_release_rests_on(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    manifest = release.find(release.list_releases(), first.release_id).manifest
    assert manifest["release_id"] == first.release_id
    assert manifest["is_synthetic"] is True
    assert manifest["extracts"][0]["file_name"] == "work_based_placements.csv"
    assert manifest["extracts"][0]["received_at"] == "2026-01-05T09:30:00.000000Z"
    assert manifest["definitions"] == {"supported_internships": "1"}
    assert manifest["build"]["tests_passed"] == 63
    assert manifest["code"]["version"]
    assert all(gate["passed"] for gate in manifest["gates"])
    assert {file["table"]: file["rows"] for file in manifest["files"]}["official_statistic"] == 8


def test_publishing_the_same_again_makes_no_second_release(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    again = made_up.publish_tables(made_up.tables_of())
    assert (again.release_id, again.state, again.changed) == (first.release_id, "released", False)
    assert on_the_page() == [first.release_id]
    assert [path.name for path in (home / "releases").iterdir()] == [first.release_id]


def test_a_correction_makes_a_second_release_and_the_first_stays_readable(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    assert on_the_page() == [first.release_id, second.release_id]
    assert interns_in_hartlepool(first.release_id) == 45
    assert interns_in_hartlepool(second.release_id) == 50


def test_a_correction_taken_back_is_a_third_release(home: Path, made_up: ModuleType):
    for extra in (0, 5, 0):
        last = made_up.publish_tables(made_up.tables_of(extra))
        assert last.changed
    assert len(on_the_page()) == 3


def test_the_same_tables_give_the_same_bytes(home: Path, made_up: ModuleType):
    for extra in (0, 5, 0):
        made_up.publish_tables(made_up.tables_of(extra))
    first, _, third = sorted((home / "releases").iterdir())
    for file in sorted(first.glob("*.csv")):
        assert file.read_bytes() == (third / file.name).read_bytes()


def test_a_failed_gate_keeps_the_candidate_and_leaves_the_page_alone(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(broken(made_up.tables_of()))
    assert second.state == "candidate"
    assert "carry a value although their status says it is absent" in second.reasons[0]
    assert on_the_page() == [first.release_id]
    assert release.find(release.list_releases(), second.release_id).reasons == second.reasons
    assert all(check.is_same for check in files.verify(home / "releases" / second.release_id))
    with pytest.raises(ReleaseError, match="did not pass its gates"):
        release.approve(second.release_id)


def test_the_same_candidate_is_kept_once(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(broken(made_up.tables_of()))
    again = made_up.publish_tables(broken(made_up.tables_of()))
    assert (again.release_id, again.changed, again.reasons) == (first.release_id, False, first.reasons)


def test_a_release_waits_for_sign_off_where_that_is_asked_for(home: Path, made_up: ModuleType, monkeypatch):
    require_approval(monkeypatch)
    held = made_up.publish_tables(made_up.tables_of())
    assert held.state == "held"
    assert on_the_page() == []
    assert made_up.publish_tables(made_up.tables_of()).changed is False
    assert release.approve(held.release_id).state == "released"
    assert on_the_page() == [held.release_id]
    assert release.approve(held.release_id).changed is False


def test_what_is_signed_off_is_what_was_held_whatever_the_warehouse_holds_since(home, made_up, monkeypatch):
    require_approval(monkeypatch)
    held = made_up.publish_tables(made_up.tables_of())
    made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    release.approve(held.release_id)
    assert interns_in_hartlepool(held.release_id) == 45


def test_an_older_release_is_not_signed_off_over_a_newer(home: Path, made_up: ModuleType, monkeypatch):
    require_approval(monkeypatch)
    held = [
        made_up.publish_tables(made_up.tables_of(extra), made_up.RECEIVED + timedelta(days=extra)).release_id
        for extra in (0, 5)
    ]
    release.approve(held[1])
    with pytest.raises(ReleaseError, match="out already, is newer"):
        release.approve(held[0])


def test_a_look_back_is_kept_in_files_and_not_shown(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(made_up.tables_of(5), made_up.RECEIVED + timedelta(days=5))
    back = made_up.publish_tables(made_up.tables_of())
    assert back.state == "candidate"
    assert f"release {second.release_id}, out already, is newer" in back.reasons[0]
    assert on_the_page() == [first.release_id, second.release_id]
    for file in (home / "releases" / first.release_id).glob("*.csv"):
        assert file.read_bytes() == (home / "releases" / back.release_id / file.name).read_bytes()


def test_a_release_whose_files_were_changed_is_not_signed_off(home: Path, made_up: ModuleType, monkeypatch):
    require_approval(monkeypatch)
    held = made_up.publish_tables(made_up.tables_of())
    file = home / "releases" / held.release_id / "official_statistic.csv"
    file.chmod(0o644)
    file.write_text(file.read_text().replace("45.0", "54.0"))
    with pytest.raises(ReleaseError, match="has other bytes of the same size"):
        release.approve(held.release_id)
    assert on_the_page() == []


def test_a_withdrawn_release_leaves_the_page_and_stays_readable_to_the_engineer(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    assert release.withdraw(second.release_id).state == "withdrawn"
    assert on_the_page() == [first.release_id]
    for name in made_up.tables_of():
        assert ask(f"select count(*) from published.{name} where release_id = '{second.release_id}'") == [(0,)]
    kept = release.find(release.list_releases(), second.release_id)
    assert kept.state == "withdrawn"
    assert all(check.is_same for check in files.verify(release_folder(kept.release_id)))
    assert release.withdraw(second.release_id).changed is False
    with pytest.raises(ReleaseError, match="There is no release"):
        explain("6", "England", "2024/25", release_id=second.release_id)


def test_withdrawn_figures_come_back_only_by_approval(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    release.withdraw(first.release_id)
    again = made_up.publish_tables(made_up.tables_of())
    assert (again.state, again.changed) == ("withdrawn", False)
    assert "only approving that release brings them back" in again.reasons[0]
    assert on_the_page() == []
    release.approve(first.release_id)
    assert on_the_page() == [first.release_id]
    assert interns_in_hartlepool(first.release_id) == 45


def test_a_stopped_candidate_that_was_withdrawn_stands_in_the_way_of_nothing(home: Path, made_up: ModuleType):
    made_up.publish_tables(made_up.tables_of(5), made_up.RECEIVED + timedelta(days=5))
    back = made_up.publish_tables(made_up.tables_of())
    release.withdraw(back.release_id)
    assert made_up.publish_tables(made_up.tables_of(), made_up.RECEIVED + timedelta(days=9)).state == "released"


def test_an_unknown_release_is_named_with_what_there_is(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    with pytest.raises(ReleaseError) as error:
        release.withdraw("2019-10-23.1")
    assert first.release_id in error.value.fix


def test_a_column_added_later_is_empty_in_earlier_releases(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    tables = made_up.tables_of()
    tables["area"] = tables["area"].with_columns(population_16_24=pl.lit(7_000, dtype=pl.Int64))
    second = made_up.publish_tables(tables)
    values = dict(ask("select distinct release_id, population_16_24 from published.area"))
    assert values == {first.release_id: None, second.release_id: 7_000}
    back = made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    assert interns_in_hartlepool(back.release_id) == 50


def test_a_column_whose_type_changed_is_not_released(home: Path, made_up: ModuleType):
    tables = made_up.tables_of()
    tables["area"] = tables["area"].with_columns(population_16_24=pl.lit(7_000, dtype=pl.Int64))
    first = made_up.publish_tables(tables)
    tables["area"] = tables["area"].with_columns(population_16_24=pl.lit("seven thousand"))
    with pytest.raises(ReleaseError, match=r"area\.population_16_24 is text in this release and bigint in earlier"):
        made_up.publish_tables(tables)
    assert on_the_page() == [first.release_id]


def start_publisher(extra: int = 0) -> subprocess.Popen[str]:
    script = Path(__file__).parent / "made_up.py"
    return subprocess.Popen([sys.executable, script, str(extra)], stdout=subprocess.PIPE, text=True, env=os.environ)


def wait_until(happened, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_waiting_for(table: str) -> bool:
    return bool(
        ask(
            f"select 1 from pg_locks where not granted and locktype = 'relation' and relation = '{table}'::regclass",
            Role.OWNER,
        )
    )


@pytest.mark.parametrize("step", ["ledger.release", "published.release"], ids=["files written", "tables filled"])
def test_a_publisher_killed_between_two_steps_is_taken_up_by_the_next(home: Path, made_up: ModuleType, step: str):
    first = made_up.publish_tables(made_up.tables_of())
    with connect(Role.OWNER) as blocker, blocker.cursor() as cursor:
        cursor.execute(f"lock table {step} in share row exclusive mode")  # readers go on; the step waits at its insert
        publisher = start_publisher(extra=5)
        wait_until(lambda: is_waiting_for(step))
        publisher.kill()
        publisher.wait()
    assert on_the_page() == [first.release_id]
    assert interns_in_hartlepool(first.release_id) == 45
    second = made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    assert second.state == "released"
    assert second.release_id.endswith(".2"), "the work of the killed publisher was not taken up"
    assert interns_in_hartlepool(second.release_id) == 50
    assert sorted(path.name for path in (home / "releases").iterdir()) == [first.release_id, second.release_id]
    assert len(release.list_releases()) == 2


def test_a_publisher_killed_while_writing_its_files_leaves_nothing(home: Path, made_up: ModuleType):
    unfinished = home / "releases" / UNFINISHED
    unfinished.mkdir(parents=True)
    (unfinished / "official_statistic.csv").write_text("statistic_id,indica")
    first = made_up.publish_tables(made_up.tables_of())
    assert [path.name for path in (home / "releases").iterdir()] == [first.release_id]


@pytest.mark.slow
def test_a_publisher_killed_at_any_moment_leaves_one_release_or_none(home: Path, made_up: ModuleType):
    for extra, delay in enumerate([0.6, 0.9, 1.2, 1.5, 1.8, 2.1]):
        publisher = start_publisher(extra)
        time.sleep(delay)
        publisher.kill()
        publisher.wait()
        shown = on_the_page()
        last = made_up.publish_tables(made_up.tables_of(extra))
        assert on_the_page() == [*shown, last.release_id] if last.changed else shown
        assert interns_in_hartlepool(last.release_id) == 45 + extra
        for each in release.list_releases():
            assert all(check.is_same for check in files.verify(release_folder(each.release_id)))


def test_two_publishers_at_once_make_one_release(home: Path, made_up: ModuleType):
    publishers = [start_publisher() for _ in range(2)]
    said = [publisher.communicate(timeout=60)[0] for publisher in publishers]
    assert [publisher.returncode for publisher in publishers] == [0, 0]
    assert sorted("changed=True" in line for line in said) == [False, True]
    assert len(on_the_page()) == 1
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


def test_released_files_cannot_be_written_over_by_accident(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    assert {oct(path.stat().st_mode & 0o777) for path in (home / "releases" / first.release_id).iterdir()} == {"0o444"}


def test_the_dashboard_cannot_write_what_it_reads(home: Path, made_up: ModuleType):
    made_up.publish_tables(made_up.tables_of())
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask("delete from published.official_statistic returning 1")
