"""What a build is of, so that the next one makes only what has changed since.

Of the `project`, its files; of the `records`, the record-level extracts and links that it read. Each engine remembers
its own last build (`last_built` and `remember_built`), where what it built is lost with it.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import Literal

from warehouse.sources import PROJECT

Part = Literal["project", "records"]


def project_fingerprint() -> str:
    """The sha256 of every file of the project, by name, and of the version of dbt."""
    digest = hashlib.sha256(version("dbt-core").encode())
    for file in sorted(
        path for path in PROJECT.rglob("*") if path.is_file() and path.suffix in {".sql", ".yml", ".csv"}
    ):
        digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
