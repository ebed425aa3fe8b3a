"""The two secrets that protect figures of people: made once, and never again once a release has used them.

`person_key` gives each person a key, `noise_table` turns a count and its key into the change it is shown with. Whoever
has both can undo the protection. With others the same data would be shown with other noise, and what two such releases
have in common is the truth: so a release that once used a secret binds all that follow. See docs/disclosure-control.md.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from pathways import kept_secrets
from pathways.database import Role, connect
from pathways.errors import SecretError

Name = Literal["person_key", "noise_table"]
WHY: Final = (
    "Figures of people would be shown with other noise than before, and two such releases of the same data give them "
    "away; so nothing was built or released."
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
            fix=f"Restore {path} from the backup (docs/disclosure-control.md).",
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
            fix=f"Restore {path} from the backup (docs/disclosure-control.md).",
        )
    return found


def used_fingerprint(name: Name) -> str | None:
    """The fingerprint of the secret in the newest release that used one, whatever became of that release."""
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select manifest #>> array['disclosure', %s] from ledger.release"
            " where manifest #>> array['disclosure', %s] is not null"
            " order by created_at desc, release_id desc limit 1",
            (name, name),
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0])
