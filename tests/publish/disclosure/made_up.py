"""Synthetic cubes of people: skewed, so that many cells are small."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from publish.disclosure.cells import Hierarchy
from warehouse.person_keys import person_keys

SECRET = b"a key of the tests"
REGIONS = 5


def hierarchy(councils: int = 40, **sizes: int) -> Hierarchy:
    """Councils in regions in England, and flat dimensions of so many values each under a total."""
    areas: dict[str, str | None] = {f"council {number}": f"region {number % REGIONS}" for number in range(councils)}
    areas |= {f"region {number}": "England" for number in range(REGIONS)} | {"England": None}
    flat = {
        name: {**{f"{name} {number}": "total" for number in range(size)}, "total": None} for name, size in sizes.items()
    }
    return {"area": areas, **flat}


def people(of: Hierarchy, count: int, seed: int = 28) -> pl.DataFrame:
    """People with a finest value of each dimension, and their keys."""
    chance = np.random.default_rng(seed)
    columns = {}
    for name, values in of.items():
        finest = [value for value in values if value not in set(values.values())]
        columns[name] = chance.choice(finest, count, p=chance.dirichlet(np.full(len(finest), 1.5)))
    return pl.DataFrame(columns).with_columns(key=pl.Series(person_keys(range(count), SECRET)))


def finest(of: Hierarchy, rows: pl.DataFrame) -> pl.DataFrame:
    """Counts and keys of the finest grain."""
    return rows.group_by(list(of)).agg(pl.len().cast(pl.Int64).alias("count"), pl.col("key").sum())


def one_way(of: Hierarchy, *beside: str) -> list[Sequence[str]]:
    """Tables of each characteristic by itself, beside what is in all of them."""
    return [(*beside, name) for name in of if name not in beside]
