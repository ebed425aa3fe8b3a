"""Secrets that this installation makes for itself: random, made once, in files that only their owner can read."""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pathways.settings import settings


def folder() -> Path:
    """Where they are kept: `secrets/` under PATHWAYS_HOME unless a setting says otherwise, open to its owner alone."""
    kept = settings().secrets or settings().home / "secrets"
    kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    return kept


def secret(name: str) -> str:
    """The secret of that name: 32 random bytes in URL-safe base64 (also the shape of a Fernet key)."""
    return text(name, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


def text(name: str, first: str) -> str:
    """What the kept file `name` holds; the first caller makes it, with `first` in it."""
    return content(name, first.encode).decode()


def content(name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes of the kept file `name`; the first caller makes it.

    Two processes may ask at once: the file appears whole, by a link, and the later one reads the earlier one's.
    """
    kept = folder() / name
    if not kept.exists():
        opened, draft = tempfile.mkstemp(prefix=f".{name}.", dir=folder())  # readable by its owner alone
        with os.fdopen(opened, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            Path(kept).hardlink_to(draft)
        Path(draft).unlink()
    return kept.read_bytes()
