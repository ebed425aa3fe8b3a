"""Where the extracts are written: files that grow block by block, and the manifest beside each when it is whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from ingest.synthetic.publication import published_on

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import polars as pl

LABEL: Final = "SYNTHETIC DATA: no row describes a real person"
PART: Final = ".part"


@dataclass
class Files:
    """All files of a run, open until the last block.

    Attributes:
        folder: the root; files appear there as `<name>.part` and get their names, and manifests, in `finish`.
        published: when a file says it was published whose name does not tell.
    """

    folder: Path
    published: date
    _open: dict[str, BinaryIO] = field(default_factory=dict)
    _tails: dict[str, str] = field(default_factory=dict)
    _later: dict[str, list[str]] = field(default_factory=dict)

    def csv(self, name: str, rows: pl.DataFrame, above: str = "") -> None:
        """Append rows to a CSV file; the first call writes `above` and the header."""
        handle, new = self._handle(name)
        if new and above:
            handle.write(above.encode())
        rows.write_csv(handle, include_header=new)

    def lines(self, name: str, lines: pl.Series, head: str, tail: str) -> None:
        """Append text, one value a line, to a file that begins with `head` and will end with `tail`."""
        handle, new = self._handle(name)
        if new:
            handle.write(head.encode())
            self._tails[name] = tail
        if len(lines):
            lines.to_frame("line").write_csv(handle, include_header=False, quote_style="never")

    def later(self, name: str, lines: pl.Series) -> None:
        """Text that goes after everything else in a file of lines, before its tail."""
        self._later.setdefault(name, []).extend(lines)

    def _handle(self, name: str) -> tuple[BinaryIO, bool]:
        if name in self._open:
            return self._open[name], False
        path = self.folder / (name + PART)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._open[name] = path.open("wb")
        return self._open[name], True

    def close(self) -> None:
        """Write the tails and close; the files keep their `.part` until `finish`."""
        for name, tail in self._tails.items():
            self._open[name].write("".join(f"{line}\n" for line in self._later.get(name, [])).encode() + tail.encode())
        self.abandon()

    def abandon(self) -> None:
        """Close what is open, as it is."""
        for handle in self._open.values():
            handle.close()
        self._open.clear()

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
