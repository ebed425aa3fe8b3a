"""Seconds from a file dropped in the inbox to its figure on the page, with every part of the real system running."""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

NEET = Path("dfe") / "neet-nccis-la-2025.csv"
DROPS = 3
LONGEST = 300.0  # seconds to wait for anything
ADDRESS = re.compile(r"The dashboard: (http://\S+)")


def run() -> dict[str, float]:
    """Bring the tracker up with every published extract but NEET 2025, then drop it, then corrections of it.

    The seconds of each drop run from the rename into the inbox until the page shows the changed figure. Without a
    folder of published extracts there is nothing to drop, and this says so.
    """
    given = os.environ.get("EXTRACTS") or str(Path(__file__).parents[2] / "shared" / "data")
    if not (Path(given) / NEET).exists():
        raise SystemExit(f"Set EXTRACTS to the folder of published extracts: {NEET} is dropped from it.")
    with tempfile.TemporaryDirectory(prefix="pathways-drop-") as folder:
        first = Path(folder) / "first"
        for department in ("dfe", "dwp", "dhsc", "mhclg"):
            shutil.copytree(Path(given) / department, first / department)
        (first / NEET).unlink()
        tracker = Tracker(Path(folder), first)
        try:
            page = tracker.wait_for(tracker.address)
            up = time.monotonic() - tracker.began
            dropped = [_drop(Path(given) / NEET, tracker, page, number) for number in range(DROPS)]
        finally:
            tracker.stop()
    return {"up_seconds": up, "drop_to_page_seconds": statistics.median(dropped), "slowest_drop_seconds": max(dropped)}


class Tracker:
    """`pathways up` in a folder of its own."""

    def __init__(self, folder: Path, extracts: Path) -> None:
        self.inbox = folder / "home" / "inbox"
        self._log = folder / "up.log"
        self.began = time.monotonic()
        environment = os.environ | {"PATHWAYS_HOME": str(folder / "home"), "PATHWAYS_RELEASE": "auto"}
        command = [str(Path(sys.executable).with_name("pathways")), "up", "--extracts", str(extracts)]
        with self._log.open("w") as output:
            self._process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def address(self) -> str:
        """Where the page is; empty until everything runs."""
        found = ADDRESS.search(self._log.read_text())
        return found.group(1) if found else ""

    def wait_for(self, look: Callable[[], Any]) -> Any:
        """What `look` finds, as soon as it finds something."""
        ends = time.monotonic() + LONGEST
        while time.monotonic() < ends and self._process.poll() is None:
            if found := look():
                return found
            time.sleep(0.1)
        raise SystemExit(f"The tracker did not get there. It said:\n{self._log.read_text()}")

    def stop(self) -> None:
        """As Ctrl-C does."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)


def _drop(neet: Path, tracker: Tracker, page: str, number: int) -> float:
    """Drop the file with England's EHC plan figure changed to a value of this drop, and wait for it on the page."""
    figure = f"{20 + number}.7"
    text = neet.read_text(encoding="utf-8-sig")
    header, national, rest = text.split("\n", 2)
    cells = national.split(",")
    cells[header.split(",").index("NEET_NK_EHCP_percent")] = figure
    part = tracker.inbox / f"neet-{number}.csv.part"
    part.write_text("\n".join([header, ",".join(cells), rest]), encoding="utf-8")
    started = time.monotonic()
    part.rename(part.with_suffix(""))
    tracker.wait_for(lambda: figure in httpx.get(f"{page}/indicators/neet_or_not_known", timeout=30).text)
    return time.monotonic() - started
