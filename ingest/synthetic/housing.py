"""MHCLG: what lettings and homelessness cases share: in which years, of whom, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.pathways import NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]

LEARNING_NEEDS: Final = ("SLD", "PMLD", "MLD", "DS", "ASD", "SLCN")


def adult_years(block: Block, rng: np.random.Generator, rate: float) -> pl.DataFrame:
    """Person-years from 18 on in which the event happens; likelier for people with a plan, the idle and the poor."""
    years = block.years.filter(pl.col("k") >= 3)
    row, state = years["row"].to_numpy(), years["state"].to_numpy()
    if not len(row):
        return years
    weight = np.where(block.people.has_plan[row], 1.8, 1.0) * np.where(state <= NONE, 2.2, 1.0)
    weight = weight * (0.4 + 1.2 * block.people.idaci[row])
    return years.filter(pl.Series(rng.random(len(row)) < rate * weight / weight.mean()))


def districts(la: Ints, rng: np.random.Generator) -> NDArray[np.str_]:
    """A lower-tier council of each person's county, or the council itself where it has no districts."""
    below = reference.places().districts
    width = np.array([len(d) for d in below])
    table = np.array([[*d, *[""] * (int(width.max()) - len(d))] for d in below])
    return np.asarray(table[la, (rng.random(len(la)) * width[la]).astype(int)])
