"""Where the extracts are written: files that grow block by block, and the manifest beside each when it is whole."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from ingest.synthetic.publication import published_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    import polars as pl

LABEL: Final = "SYNTHETIC DATA: no row describes a real person"
PART: Final = ".part"


@dataclass
class Files:
    """All files of a run, unfinished until the last block.

    Attributes:
        folder: the root; files appear there as `<name>.part` and get their names, and manifests, in `finish`.
        published: when a file says it was published whose name does not tell.
    """

    folder: Path
    published: date
    _begun: set[str] = field(default_factory=set)
    _tails: dict[str, str] = field(default_factory=dict)
    _later: dict[str, list[str]] = field(default_factory=dict)

    def csv(self, name: str, rows: pl.DataFrame, above: str = "") -> None:
        """Append rows to a CSV file; the first call writes `above` and the header."""
        with self._appending(name, above) as (handle, is_new):
            rows.write_csv(handle, include_header=is_new)

    def lines(self, name: str, lines: pl.Series, head: str, tail: str) -> None:
        """Append text, one value a line, to a file that begins with `head` and will end with `tail`."""
        self._tails[name] = tail
        with self._appending(name, head) as (handle, _):
            if len(lines):
                lines.to_frame("line").write_csv(handle, include_header=False, quote_style="never")

    def later(self, name: str, lines: pl.Series) -> None:
        """Text that goes after everything else in a file of lines, before its tail."""
        self._later.setdefault(name, []).extend(lines)

    @contextmanager
    def _appending(self, name: str, above: str) -> Iterator[tuple[BinaryIO, bool]]:
        """A file to append to, and whether it is new; opened each time, as there may be more than can be open."""
        path, is_new = self.folder / (name + PART), name not in self._begun
        path.parent.mkdir(parents=True, exist_ok=True)
        self._begun.add(name)
        with path.open("ab") as handle:
            if is_new:
                handle.write(above.encode())
            yield handle, is_new

    def close(self) -> None:
        """Write what comes after everything else; the files keep their `.part` until `finish`."""
        for name, tail in self._tails.items():
            with (self.folder / (name + PART)).open("ab") as handle:
                handle.write("".join(f"{line}\n" for line in self._later.get(name, [])).encode() + tail.encode())

    def finish(self) -> list[Path]:
        """Give every written file its name, with a manifest beside it."""
        finished = []
        for part in sorted(self.folder.rglob(f"*{PART}")):
            whole = part.with_suffix("")
            with part.open("rb") as source:
                digest = hashlib.file_digest(source, "sha256").hexdigest()
            manifest = {
                "synthetic": True,
                "sha256": digest,
                "size_bytes": part.stat().st_size,
                "published_on": published_on(whole.relative_to(self.folder).as_posix(), self.published).isoformat(),
            }
            (whole.parent / f"{whole.name}.manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
            finished.append(part.rename(whole))
        return finished
