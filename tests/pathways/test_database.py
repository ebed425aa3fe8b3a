"""The embedded server: what is said when it does not start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pathways import database


def test_a_server_that_does_not_start_says_where_to_look(prepared_server: Path, fresh_home: Path):
    """As in a folder that was copied while its server ran: the lock names a process that lives, but elsewhere."""
    database.prepare()
    database.stop_embedded()
    folder = fresh_home / "postgres"
    lock = folder / ".s.PGSQL.5432.lock"
    (pid, *_) = (prepared_server / "postmaster.pid").read_text().split()
    lock.write_text(f"{pid}\n{folder}\n0\n5432\n{folder}\n")
    told = subprocess.run((sys.executable, "-m", "pathways.cli", "status"), capture_output=True, text=True, check=False)
    lock.unlink()
    said = " ".join((told.stdout + told.stderr).split())
    assert told.returncode != 0
    assert "The embedded PostgreSQL did not start. It ended at once." in said
    assert "Traceback" not in said
