"""Small made-up extracts in the publishers' true layouts, to see the whole tracker run without any file of theirs.

Every figure comes from a seeded model; every file says so, in its name and in the manifest beside it, and all that is
built from them is marked as made up, down to the page.
"""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Final

from ingest.samples import adults, destinations, ehc_plans, homes_and_benefits, young_people
from ingest.samples.england import england

DEFAULT_SEED: Final = 20191023


def write_samples(folder: Path, seed: int = DEFAULT_SEED) -> list[Path]:
    """Write one small file or more for each dataset, with its manifest.

    Args:
        folder: where; each file appears there under its final name only when its manifest does.
        seed: the same seed gives the same bytes.

    Returns:
        The files, without the manifests.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places = england(random.Random(seed))  # noqa: S311 - made-up figures, not a secret
    files = []
    for room in (ehc_plans, young_people, destinations, adults, homes_and_benefits):
        rng = random.Random(f"{seed} {room.__name__}")  # noqa: S311 - a change to one room leaves the others as they are
        files += [_with_manifest(table.write(_unfinished(folder)), folder) for table in room.tables(places, rng)]
    _unfinished(folder).rmdir()
    return files


def _unfinished(folder: Path) -> Path:
    """A hidden folder beside the files, which no one reads."""
    hidden = folder / ".unfinished"
    hidden.mkdir(exist_ok=True)
    return hidden


def _with_manifest(written: Path, folder: Path) -> Path:
    content = written.read_bytes()
    manifest = {"synthetic": True, "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
    (folder / f"{written.name}.manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return written.rename(folder / written.name)
