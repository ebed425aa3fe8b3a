"""Releases that a person signs off, takes back or brings back."""

from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from pathways.errors import ReleaseError
from pathways.settings import settings
from publish import files, release
from publish.explain import explain
from publish.folders import release_folder


def require_approval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATHWAYS_RELEASE", "approve")
    settings.cache_clear()


def test_a_release_waits_for_sign_off_where_that_is_asked_for(
    home: Path, made_up: ModuleType, monkeypatch, shown: ModuleType
):
    require_approval(monkeypatch)
    held = made_up.publish_tables(made_up.tables_of())
    assert held.state == "held"
    assert shown.on_the_page() == []
    assert made_up.publish_tables(made_up.tables_of()).changed is False
    assert release.approve(held.release_id).state == "released"
    assert shown.on_the_page() == [held.release_id]
    assert release.approve(held.release_id).changed is False


def test_what_is_signed_off_is_what_was_held_whatever_the_warehouse_holds_since(
    home, made_up, monkeypatch, shown: ModuleType
):
    require_approval(monkeypatch)
    held = made_up.publish_tables(made_up.tables_of())
    made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    release.approve(held.release_id)
    assert shown.interns_in_hartlepool(held.release_id) == 45


def test_an_older_release_is_not_signed_off_over_a_newer(home: Path, made_up: ModuleType, monkeypatch):
    require_approval(monkeypatch)
    held = [
        made_up.publish_tables(made_up.tables_of(extra), made_up.RECEIVED + timedelta(days=extra)).release_id
        for extra in (0, 5)
    ]
    release.approve(held[1])
    with pytest.raises(ReleaseError, match="out already, is newer"):
        release.approve(held[0])


def test_a_look_back_is_kept_in_files_and_not_shown(home: Path, made_up: ModuleType, shown: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(made_up.tables_of(5), made_up.RECEIVED + timedelta(days=5))
    back = made_up.publish_tables(made_up.tables_of())
    assert back.state == "candidate"
    assert f"release {second.release_id}, out already, is newer" in back.reasons[0]
    assert shown.on_the_page() == [first.release_id, second.release_id]
    for file in (home / "releases" / first.release_id).glob("*.csv"):
        assert file.read_bytes() == (home / "releases" / back.release_id / file.name).read_bytes()


def test_a_release_whose_files_were_changed_is_not_signed_off(
    home: Path, made_up: ModuleType, monkeypatch, shown: ModuleType
):
    require_approval(monkeypatch)
    held = made_up.publish_tables(made_up.tables_of())
    file = home / "releases" / held.release_id / "official_statistic.csv"
    file.chmod(0o644)
    file.write_text(file.read_text().replace("45.0", "54.0"))
    with pytest.raises(ReleaseError, match="has other bytes of the same size"):
        release.approve(held.release_id)
    assert shown.on_the_page() == []


def test_a_withdrawn_release_leaves_the_page_and_stays_readable_to_the_engineer(
    home: Path, made_up: ModuleType, shown: ModuleType
):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    assert release.withdraw(second.release_id).state == "withdrawn"
    assert shown.on_the_page() == [first.release_id]
    for name in made_up.tables_of():
        assert shown.ask(f"select count(*) from published.{name} where release_id = '{second.release_id}'") == [(0,)]
    kept = release.find(release.list_releases(), second.release_id)
    assert kept.state == "withdrawn"
    assert all(check.is_same for check in files.verify(release_folder(kept.release_id)))
    assert release.withdraw(second.release_id).changed is False
    with pytest.raises(ReleaseError, match="There is no release"):
        explain("6", "England", "2024/25", release_id=second.release_id)


def test_withdrawn_figures_come_back_only_by_approval(home: Path, made_up: ModuleType, shown: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    release.withdraw(first.release_id)
    again = made_up.publish_tables(made_up.tables_of())
    assert (again.state, again.changed) == ("withdrawn", False)
    assert "only approving that release brings them back" in again.reasons[0]
    assert shown.on_the_page() == []
    release.approve(first.release_id)
    assert shown.on_the_page() == [first.release_id]
    assert shown.interns_in_hartlepool(first.release_id) == 45


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
