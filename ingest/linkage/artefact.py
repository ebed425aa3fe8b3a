"""The trained model as a kept thing: JSON, frequencies of names as Parquet, and a version that is its content's hash.

It lies in the identity zone beside the lake (the frequencies hold names) and is never changed: a new model is a new
folder, and using it is a decision.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl

from ingest.durable import place
from ingest.linkage.calibrate import Calibration
from ingest.linkage.model import Settings
from pathways.errors import LinkageError

_MODEL: Final = "model.json"


@dataclass(frozen=True)
class Model:
    """A trained model.

    Attributes:
        settings: splink's settings with every m and u probability.
        frequencies: for each column in `model.TERM_FREQUENCIES`, its values with their share.
        calibration: how scores become probabilities, and from which on a pair is taken.
    """

    settings: Settings
    frequencies: dict[str, pl.DataFrame]
    calibration: Calibration = field(default_factory=Calibration)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that stand for the content."""
        digest = hashlib.sha256(self._text().encode())
        for name in sorted(self.frequencies):
            table = self.frequencies[name].sort(name)
            digest.update(name.encode())
            digest.update("\n".join(table[name].to_list()).encode())
            digest.update(table[f"tf_{name}"].cast(pl.Float64).to_numpy().tobytes())
        return digest.hexdigest()[:12]

    def save(self, folder: Path) -> Path:
        """Write `folder/<version>/`, whole or not at all; what is there already is left as it is. Returns its path."""
        final = folder / self.version
        if not final.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as beside:
                draft = Path(beside) / self.version
                draft.mkdir()
                for name, table in self.frequencies.items():
                    table.write_parquet(draft / f"{name}.parquet")
                (draft / _MODEL).write_text(self._text(), encoding="utf-8")
                place(draft, final)
        return final

    def _text(self) -> str:
        return json.dumps(
            {"settings": self.settings, "calibration": self.calibration.as_dict()}, indent=1, sort_keys=True
        )


def load(folder: Path) -> Model:
    """The model kept in `folder`, a folder named by its version.

    Raises:
        LinkageError: it is not there, or its content is not that of its version.
    """
    try:
        kept = json.loads((folder / _MODEL).read_text(encoding="utf-8"))
        frequencies = {file.stem: pl.read_parquet(file) for file in sorted(folder.glob("*.parquet"))}
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise LinkageError(
            f"The linkage model in {folder.name} cannot be read.",
            why="Without it no new extract can be linked as the earlier ones were.",
            fix="Bring the folder back from the backup, or train a new model and decide to use it.",
        ) from error
    model = Model(kept["settings"], frequencies, Calibration.from_dict(kept["calibration"]))
    if model.version != folder.name:
        raise LinkageError(
            f"The linkage model in {folder.name} has been changed: its content is version {model.version}.",
            why="Links made with it would not be those that its version promises.",
            fix="Bring the folder back from the backup; a changed model is saved under its own version.",
        )
    return model
