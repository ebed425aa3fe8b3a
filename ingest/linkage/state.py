"""What a run leaves for the next, so that a new extract costs what it changes. It holds identifiers in clear."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from pathways.errors import LinkageError

Pair = tuple[str, str]
_STANDARDISED: Final = "standardised.parquet"
_VERSION: Final = "model_version"


@dataclass(frozen=True)
class State:
    """What a run leaves for the next: kept in the identity zone as Parquet, it holds identifiers in clear.

    Attributes:
        standardised: all records that are linked now.
        fingerprints: `person_key` and `fingerprint` of the department persons as they were compared, before those
            without identifiers were joined (`"within"`) and after (`"between"`).
        candidates: for each pair of departments its candidate pairs; a department with itself for those without
            identifiers.
        model_version: of the model that scored them.
    """

    standardised: pl.DataFrame
    fingerprints: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    candidates: Mapping[Pair, pl.DataFrame] = field(default_factory=dict)
    model_version: str = ""

    def save(self, place: Path) -> Path:
        """Write the state to the folder `place`: beside it first, then renamed into place. It must not exist yet."""
        part = place.with_name(f"{place.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        self.standardised.write_parquet(part / _STANDARDISED)
        for stage, table in self.fingerprints.items():
            table.write_parquet(part / f"fingerprints-{stage}.parquet")
        for pair, table in self.candidates.items():
            table.write_parquet(part / f"candidates-{'-'.join(pair)}.parquet")
        (part / _VERSION).write_text(self.model_version, encoding="utf-8")
        return part.rename(place)


def load_state(place: Path) -> State:
    """The state that `save` wrote to `place`.

    Raises:
        LinkageError: it is not there or cannot be read.
    """
    try:
        version = (place / _VERSION).read_text(encoding="utf-8")
        tables = {file.stem: pl.read_parquet(file) for file in sorted(place.glob("*.parquet"))}
        standardised = tables.pop(Path(_STANDARDISED).stem)
    except (OSError, KeyError, pl.exceptions.PolarsError) as error:
        raise LinkageError(
            f"The state of the last linkage run in {place.name} cannot be read.",
            why="A new extract cannot be joined to it alone.",
            fix="Bring it back from the backup, or link all records anew: the person ids stay.",
        ) from error
    fingerprints: dict[str, pl.DataFrame] = {}
    candidates: dict[Pair, pl.DataFrame] = {}
    for name, table in tables.items():
        kind, *rest = name.split("-")
        if kind == "fingerprints":
            fingerprints[rest[0]] = table
        else:
            candidates[rest[0], rest[1]] = table
    return State(standardised, fingerprints, candidates, version)
