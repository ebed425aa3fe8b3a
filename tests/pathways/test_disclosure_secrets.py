"""The secrets of disclosure control are made once; a release that used one binds all that follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg2.extras import Json

from pathways.database import Role, connect
from pathways.disclosure_secrets import disclosure_secret, person_key, rotate, rotations
from pathways.errors import SecretError
from pathways.settings import settings


def record_release(release_id: str, disclosure: dict[str, str] | None, state: str = "released") -> None:
    with connect(Role.PUBLISH) as connection, connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger.release (release_id, as_known_on, state, manifest) values (%s, now(), %s, %s)",
            (release_id, state, Json({"disclosure": disclosure})),
        )


def test_a_secret_is_made_once_for_its_owner_alone(home: Path):
    first = person_key()
    assert len(first.content) == 32
    assert person_key() == first
    kept = home / "secrets" / "person_key"
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0
    assert first.content.hex() not in first.fingerprint
    assert disclosure_secret("noise_table", lambda: first.content).fingerprint != first.fingerprint


def test_a_release_without_figures_of_people_binds_nothing(home: Path):
    first = person_key()
    record_release("2026-01-01.1", None)
    (home / "secrets" / "person_key").unlink()
    assert person_key() != first


@pytest.mark.parametrize("state", ["released", "withdrawn", "candidate"])
def test_a_secret_that_a_release_used_is_never_made_again(home: Path, state: str):
    record_release("2026-01-01.1", {"person_key": person_key().fingerprint}, state)
    record_release("2026-01-02.1", None)
    kept = home / "secrets" / "person_key"
    kept.unlink()
    with pytest.raises(SecretError, match="is gone") as error:
        person_key()
    assert "Restore" in error.value.fix
    assert not kept.exists()


def test_new_secrets_after_a_decision_that_is_kept(home: Path):
    used = person_key().fingerprint
    assert rotate("not one was used yet") == []
    record_release("2026-01-01.1", {"person_key": used})
    assert rotate("the backup is lost") == ["person_key"]
    new = person_key()
    assert new.fingerprint != used
    assert [told["because"] for told in rotations()] == ["the backup is lost"]
    record_release("2026-01-02.1", {"person_key": new.fingerprint})
    (home / "secrets" / "person_key").unlink()
    with pytest.raises(SecretError, match="is gone"):
        person_key()


def test_another_secret_is_refused(home: Path):
    used = person_key().fingerprint
    record_release("2026-01-01.1", {"person_key": used})
    kept = home / "secrets" / "person_key"
    kept.unlink()
    kept.write_bytes(bytes(32))
    with pytest.raises(SecretError, match=f"theirs {used}"):
        person_key()


def test_a_secret_that_cannot_be_read_is_told(home: Path):
    (home / "secrets" / "person_key").mkdir(parents=True)
    with pytest.raises(SecretError, match="cannot be read"):
        person_key()


def test_secrets_may_be_kept_elsewhere(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATHWAYS_SECRETS", str(home / "elsewhere"))
    settings.cache_clear()
    person_key()
    assert (home / "elsewhere" / "person_key").is_file()
