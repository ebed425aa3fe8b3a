"""A whole file that cannot be used, in the three parts every error has."""

from __future__ import annotations

from typing import Final

from pathways.errors import RefusedFileError

KEPT: Final = "The file was kept as sent but not loaded, so the figures shown do not change."


def refusal(what: str, *, fix: str, why: str = KEPT) -> RefusedFileError:
    """The refusal of a file: what is wrong with it, what follows, and what to do about it."""
    return RefusedFileError(what, why=why, fix=fix)
