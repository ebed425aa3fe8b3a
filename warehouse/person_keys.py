"""The random key that each person has for ever: whoever are counted together bring the same noise in every table.

The keys are a restricted table of schema `raw`; dbt adds them up wherever it adds people up, and only `publish/` reads
the sums.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from warehouse.sources import raw_tables

PERSON_KEY: Final = "person_key"
KEYS: Final = 4096  # how many keys there are; a cell's key is the sum of its members' keys, modulo this
_DIGITS: Final = 15  # of a person id, as the macro `person_number` reads them


def person_keys(persons: Iterable[int], secret: bytes) -> NDArray[np.int64]:
    """A key from 0 to `KEYS` - 1 for each person: the last bits of an HMAC-SHA256 of the id.

    Args:
        persons: `young_person_id`.
        secret: known to nobody who sees what is published.
    """
    digest = hmac.digest
    drawn = b"".join(digest(secret, int(person).to_bytes(8, "little", signed=True), "sha256")[:2] for person in persons)
    return np.frombuffer(drawn, dtype="<u2").astype(np.int64) % KEYS


def table_of_keys(files: Iterable[Path], secret: bytes, others: pa.ChunkedArray | None = None) -> pa.Table:
    """`raw.person_key`: every person of a run of linkage with their key, in the order of their numbers.

    Args:
        files: of the run's `person_link`.
        secret: see `person_keys`.
        others: ids of persons of another run, who have keys as well.
    """
    # By the file, and keys from their bytes: `read_table` and `pa.array` import pandas, a second of each build.
    links = pa.concat_tables(pq.ParquetFile(file).read(columns=["person_id", "valid_to"]) for file in files)
    ids = pc.unique(links.filter(pc.is_null(links["valid_to"]))["person_id"]).drop_null().to_pylist()
    if others is not None:
        ids += others.to_pylist()
    persons = np.unique(np.array([int(person_id[:_DIGITS], 16) for person_id in ids], dtype=np.int64))
    keys = person_keys(persons.tolist(), secret)
    columns = [pa.Array.from_buffers(pa.int64(), len(of), [None, pa.py_buffer(of)]) for of in (persons, keys)]
    return pa.Table.from_arrays(columns, schema=raw_tables()[PERSON_KEY].schema)
