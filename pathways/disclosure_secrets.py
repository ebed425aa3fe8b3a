"""The two secrets that protect figures of people: made once, and never again once a release has used them.

`person_key` gives each person a key, `noise_table` turns a count and its key into the change it is shown with. Whoever
has both can undo the protection. With others the same data would be shown with other noise, and what two such releases
have in common is the truth: so a release that once used a secret binds all that follow. See docs/disclosure-control.md.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pathways import kept_secrets
from pathways.database import Role, connect
from pathways.errors import SecretError

Name = Literal["person_key", "noise_table"]
WHY: Final = (
    "Figures of people would be shown with other noise than before, and two such releases of the same data give them "
    "away; so nothing was built or released."
)
FIX: Final = (
    "Restore {path} from the backup; if there is none, `pathways rotate-secrets --because REASON` makes new ones: a"
    " decision (docs/disclosure-control.md)."
)


@dataclass(frozen=True)
class Secret:
    """One of the two."""

    name: Name
    content: bytes

    @property
    def fingerprint(self) -> str:
        """Tells one secret from another without telling what is in it."""
        return sha256(f"{self.name} ".encode() + self.content).hexdigest()[:16]


def person_key() -> Secret:
    """The secret behind the keys of persons: 32 random bytes.

    Raises:
        SecretError: see `disclosure_secret`.
    """
    return disclosure_secret("person_key", lambda: secrets.token_bytes(32))


def disclosure_secret(name: Name, make: Callable[[], bytes]) -> Secret:
    """A secret as it is kept; made where there is none yet and no release ever used one.

    Args:
        name: which.
        make: gives its bytes, the first time.

    Raises:
        SecretError: a release used it and it is gone, another or unreadable.
    """
    used = used_fingerprint(name)
    path = kept_secrets.folder() / name
    if used is not None and not path.exists():
        raise SecretError(
            f"The secret {name} is gone: {path} does not exist, and a release was made with it.",
            why=WHY,
            fix=FIX.format(path=path),
        )
    try:
        found = Secret(name, kept_secrets.content(name, make))
    except OSError as error:
        raise SecretError(
            f"The secret {name} cannot be read: {error}.",
            why=WHY,
            fix=f"Give {path} back to the user that builds and publishes, readable by that user alone.",
        ) from error
    if used not in (None, found.fingerprint):
        raise SecretError(
            f"The secret {name} is not the one that releases were made with: its fingerprint is {found.fingerprint}, "
            f"theirs {used}.",
            why=WHY,
            fix=FIX.format(path=path),
        )
    return found


def rotate(because: str) -> list[Name]:
    """Lay the secrets of releases so far aside, so that new ones are made: a decision, which every manifest then tells.

    Args:
        because: why figures are to be shown with other noise from now on.

    Returns:
        The secrets that releases used and that no longer bind.
    """
    left = {name: used for name in get_args(Name) if (used := used_fingerprint(name))}
    at = datetime.now(UTC)
    for name in left:
        kept = kept_secrets.folder() / name
        if kept.exists():
            kept.rename(kept.with_name(f"{name}.until-{at:%Y%m%dT%H%M%SZ}"))
    if left:
        told = [*rotations(), {"rotated_at": at.isoformat(timespec="seconds"), "because": because, "left": left}]
        _rotations().write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
    return list(left)


def rotations() -> list[dict[str, Any]]:
    """When secrets were laid aside, why, and their fingerprints."""
    return list(json.loads(_rotations().read_text(encoding="utf-8"))) if _rotations().exists() else []


def _rotations() -> Path:
    return kept_secrets.folder() / "rotations.json"


def used_fingerprint(name: Name) -> str | None:
    """The fingerprint of the secret in the newest release that used one, whatever became of that release.

    None where that secret was laid aside since.
    """
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select manifest #>> array['disclosure', %s] from ledger.release"
            " where manifest #>> array['disclosure', %s] is not null"
            " order by created_at desc, release_id desc limit 1",
            (name, name),
        )
        row = cursor.fetchone()
    left = {rotation["left"].get(name) for rotation in rotations()}
    return None if row is None or row[0] in left else str(row[0])
