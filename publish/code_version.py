"""Which code made a release: the package's version, and the commit where the project runs from its repository."""

from __future__ import annotations

import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGE = "post16-pathways-tracker"
REPOSITORY = Path(__file__).parent.parent


def code_version() -> dict[str, object]:
    """`version`, and `commit` and `has_uncommitted_changes`, both null where there is no repository to ask."""
    commit = _git("rev-parse", "HEAD") if (REPOSITORY / ".git").exists() else None
    changes = _git("status", "--porcelain", "--untracked-files=no") if commit else None
    return {
        "version": version(PACKAGE),
        "commit": commit,
        "has_uncommitted_changes": None if changes is None else bool(changes),
    }


def _git(*arguments: str) -> str | None:
    try:
        run = subprocess.run(["git", "-C", str(REPOSITORY), *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return run.stdout.strip()
