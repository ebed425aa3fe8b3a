"""A tracker to measure: a release made from the folder EXTRACTS names, or from the made-up samples."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ingest import pipeline
from ingest.samples import write_samples
from publish import release
from warehouse.build import build


def released() -> bool:
    """Take everything in and release it, in the PATHWAYS_HOME in use.

    Raises:
        SystemExit: the gates stopped the release, so there is nothing to measure.
    """
    given = os.environ.get("EXTRACTS")
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(given)] if given else write_samples(Path(folder))
        pipeline.receive(files)
    build()
    published = release.publish()
    if published.state != "released":
        raise SystemExit(f"The release is {published.state}: {published.reasons}")
    return True
