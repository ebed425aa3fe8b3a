"""Person keys: fixed, spread evenly, and different under another secret."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from warehouse.person_keys import KEYS, person_keys, table_of_keys


def test_a_person_has_one_key_for_ever():
    first = person_keys(range(1000), b"secret")
    assert (person_keys(reversed(range(1000)), b"secret")[::-1] == first).all()
    assert first[[0, 999]].tolist() == [2549, 969]  # in a file of an earlier release it must be the same again


def test_keys_are_spread_evenly():
    counted = np.bincount(person_keys(range(400_000), b"secret"), minlength=KEYS)
    assert len(counted) == KEYS
    assert counted.std() < 1.1 * np.sqrt(counted.mean())


def test_another_secret_gives_other_keys():
    assert (person_keys(range(1000), b"secret") == person_keys(range(1000), b"another")).mean() < 0.01


def test_every_person_of_a_run_has_one_key_beside_the_number_that_models_use(tmp_path: Path):
    links = pl.DataFrame(
        {
            "person_id": [
                "0000000000000ff000000000",
                "0000000000000ff000000000",
                "000000000000001000000000",
                None,
                "f" * 24,
            ],
            "valid_to": [None, None, None, None, date(2026, 1, 1)],
        }
    )
    links.write_parquet(tmp_path / "links.parquet")
    table = table_of_keys([tmp_path / "links.parquet"], b"secret")
    assert table.column_names == ["young_person_id", "cell_key"]
    assert table["young_person_id"].to_pylist() == [1, 255]
    assert table["cell_key"].to_pylist() == person_keys([1, 255], b"secret").tolist()
