"""One dataset that comes in more than one layout, such as a workbook made by hand and the answer of an API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.formats import Batch, Headers, Layout
from ingest.formats.source import Source


@dataclass(frozen=True)
class Either:
    """The first of several layouts that fits the file; they give their columns the same names."""

    layouts: tuple[Layout, ...]

    def headers(self, source: Source) -> Headers | None:
        """The columns in the layout that fits; None when none does."""
        fitting = self._fitting(source)
        return fitting.headers(source) if fitting else None

    def batches(self, source: Source, columns: tuple[str, ...] | None = None) -> Iterator[Batch]:
        """The rows in the layout that fits."""
        fitting = self._fitting(source)
        if fitting is not None:
            yield from fitting.batches(source, columns)

    def _fitting(self, source: Source) -> Layout | None:
        return next((layout for layout in self.layouts if layout.headers(source) is not None), None)
