"""What a run leaves for the next, so that a new extract costs what it changes. It holds identifiers in clear."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from pathways.errors import LinkageError

Pair = tuple[str, str]
_MADE_WITH: Final = "made_with.json"


@dataclass(frozen=True)
class State:
    """What a run leaves for the next: kept in the identity zone as Parquet, it holds identifiers in clear.

    Attributes:
        standardised: all records that are linked now.
        fingerprints: `person_key` and `fingerprint` of the department persons as they were compared, before those
            without identifiers were joined (`"within"`) and after (`"between"`).
        candidates: for each pair of departments its candidate pairs; a department with itself for those without
            identifiers.
        least_bits: for the same pairs, with how little evidence a candidate was kept.
        model_version: of the model that scored them.
        code_version: of the code that standardised and compared them.
        sources: the extracts that were read, as `known.Known.sources`.
        set_aside: keys whose records hold no longer, as `known.Changes.set_aside`.
    """

    standardised: pl.DataFrame
    fingerprints: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    candidates: Mapping[Pair, pl.DataFrame] = field(default_factory=dict)
    least_bits: Mapping[Pair, float] = field(default_factory=dict)
    model_version: str = ""
    code_version: str = ""
    sources: pl.DataFrame = field(default_factory=pl.DataFrame)
    set_aside: pl.DataFrame = field(default_factory=pl.DataFrame)

    def with_records(self, standardised: pl.DataFrame) -> State:
        """The same with other records."""
        return replace(self, standardised=standardised)

    def write(self, folder: Path) -> None:
        """Write the state into `folder`, which must not exist yet."""
        folder.mkdir(parents=True)
        for name, frame in (
            ("standardised", self.standardised), ("sources", self.sources), ("set_aside", self.set_aside)
        ):  # fmt: skip
            frame.write_parquet(folder / f"{name}.parquet")
        for stage, table in self.fingerprints.items():
            table.write_parquet(folder / f"fingerprints-{stage}.parquet")
        for pair, table in self.candidates.items():
            table.write_parquet(folder / f"candidates-{'-'.join(pair)}.parquet")
        made_with = {
            "model_version": self.model_version,
            "code_version": self.code_version,
            "least_bits": {"-".join(pair): bits for pair, bits in self.least_bits.items()},
        }
        (folder / _MADE_WITH).write_text(json.dumps(made_with), encoding="utf-8")


def load_state(folder: Path) -> State:
    """The state that was written to `folder`.

    Raises:
        LinkageError: it is not there, or cannot be read.
    """
    try:
        made_with = json.loads((folder / _MADE_WITH).read_text(encoding="utf-8"))
        tables = {file.stem: pl.read_parquet(file) for file in sorted(folder.glob("*.parquet"))}
        least_bits = {_pair(name): float(bits) for name, bits in made_with.pop("least_bits").items()}
        state = State(
            standardised=tables.pop("standardised"),
            sources=tables.pop("sources"),
            set_aside=tables.pop("set_aside"),
            fingerprints={_rest(name): table for name, table in tables.items() if name.startswith("fingerprints-")},
            candidates={_pair(_rest(name)): table for name, table in tables.items() if name.startswith("candidates-")},
            least_bits=least_bits,
            **made_with,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        raise LinkageError(
            f"The state of the linkage run {folder.name} cannot be read.",
            why="What came since cannot be joined to it alone.",
            fix="Link all records anew: the person ids stay.",
        ) from error
    if state.candidates.keys() != least_bits.keys():
        raise LinkageError(
            f"The state of the linkage run {folder.name} is not whole.",
            why="What came since cannot be joined to it alone.",
            fix="Link all records anew: the person ids stay.",
        )
    return state


@cache
def code_version() -> str:
    """Twelve hexadecimal digits that stand for the code and lists of this package: other code compares otherwise."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.*")):
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _rest(name: str) -> str:
    return name.split("-", 1)[1]


def _pair(name: str) -> Pair:
    left, right = name.split("-")
    return left, right
