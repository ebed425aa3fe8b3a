"""How much memory a process took at most."""

from __future__ import annotations

import re
from pathlib import Path


def peak_mb() -> float:
    """Of this process alone: what `getrusage` says starts from the parent's, which lives on until the new program."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    if found is None:
        raise SystemExit("This system does not say how much memory a process took; the benchmarks need Linux.")
    return int(found[1]) / 1024
