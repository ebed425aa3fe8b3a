"""A splink linker over frames, that leaves nothing behind on the connection: what stays registered stays in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

import duckdb
import polars as pl
from splink import DuckDBAPI, Linker

from ingest.linkage.model import COMPARED, Settings
from ingest.linkage.standardise import expand


@contextmanager
def linker_of(
    connection: duckdb.DuckDBPyConnection,
    model: Settings,
    frames: dict[str, pl.DataFrame],
    frequencies: dict[str, pl.DataFrame],
) -> Iterator[Linker]:
    """A linker over frames by name, with the frequencies of names registered (else splink counts its own).

    Args:
        connection: from `engine.engine`.
        model: splink's settings.
        frames: department persons, one frame to deduplicate or two to link; the names are in alphabetical order.
        frequencies: for each column in `model.TERM_FREQUENCIES`, its values with their share.

    Yields:
        The linker. Its tables and what was registered for it are gone afterwards.
    """
    api = DuckDBAPI(connection)
    registered = [f"{name}_{api.id}" for name in (*frames, *frequencies)]
    try:
        tables = [
            api.register(expand(frame).select(COMPARED).to_arrow(), dataset_display_name=name)
            for name, frame in zip(registered, frames.values(), strict=False)
        ]
        linker = Linker(tables, deepcopy(model), log_level=None)
        for name, (column, table) in zip(registered[len(frames) :], frequencies.items(), strict=True):
            known = api.register(table.to_arrow(), table_name=name)
            linker.table_management.register_term_frequency_lookup(known, column)
        yield linker
    finally:
        api.delete_tables_created_by_splink_from_db()
        for name in registered:
            connection.unregister(name)


def display_names(linker: Linker) -> list[str]:
    """What splink calls the frames of a linker, in their order."""
    return [table.dataset_display_name for table in linker._input_tables_dict.values()]  # noqa: SLF001 - told nowhere else
