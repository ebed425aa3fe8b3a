"""The error tree: every failure says what happened, why it matters and how to fix it."""

from __future__ import annotations


class PathwaysError(Exception):
    """Something went wrong that a person can act on.

    Args:
        what: what happened, in one sentence.
        why: what follows from it.
        fix: what to do about it.
    """

    def __init__(self, what: str, *, why: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what} {self.why} {self.fix}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.why, self.fix))

    def as_dict(self) -> dict[str, str]:
        """The same three parts for machines."""
        return {"what": self.what, "why": self.why, "fix": self.fix}


def _rebuild(kind: type[PathwaysError], what: str, why: str, fix: str) -> PathwaysError:
    return kind(what, why=why, fix=fix)


class SettingsError(PathwaysError):
    """A setting is missing or cannot be used."""


class DatabaseError(PathwaysError):
    """PostgreSQL could not be started, reached or prepared."""


class RefusedFileError(PathwaysError):
    """A whole file cannot be taken in; its bytes are kept, nothing is loaded."""


class StorageError(PathwaysError):
    """The disk could not take what was written; the work is kept and can be tried again."""


class ConnectorError(PathwaysError):
    """A feed's API did not give what was asked for."""


class WithdrawalError(PathwaysError):
    """An extract cannot be withdrawn."""


class LinkageError(PathwaysError):
    """Records could not be brought together to persons."""


class BuildError(PathwaysError):
    """The warehouse could not be built."""


class SecretError(PathwaysError):
    """A secret that protects figures of people is absent, unreadable or another than releases used."""


class ReleaseError(PathwaysError):
    """A release could not be made, found or changed."""


class ServiceError(PathwaysError):
    """A server of the tracker could not be started, kept running or stopped."""
