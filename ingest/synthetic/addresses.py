"""Where people lived, and when they moved: a postcode out of date is one that was right a year before.

Where a source hears of it late it holds the home of a year before; some groups move more than others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.draws import even, stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.plan import Plan
    from ingest.synthetic.population import People

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Days = NDArray[np.datetime64]

UNIT_LETTERS: Final = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
MOVES_A_YEAR: Final = 0.15  # [E] one in eight of all people moved within the year before a census, more of the young
HOMES: Final = 5  # the last ones of each person; whoever moved more often lived in the first of them before
YEAR: Final = np.timedelta64(365, "D")


@dataclass(frozen=True)
class Addresses:
    """The homes of a block's people.

    Attributes:
        moved: people by moves, the days on which they came to live where they live now, and before that where they
            lived then; the latest move first.
        homes: the postcodes of each person, the present one first: one column more than there are moves.
    """

    moved: Days
    homes: NDArray[np.str_]

    def at(self, rows: Ints, on: Days) -> pl.Series:
        """The postcodes at which people live on a day each."""
        since = (self.moved[rows] > on[:, None]).sum(axis=1)
        return pl.Series("postcode", self.homes[rows, since])


def draw(plan: Plan, block: int, people: People) -> Addresses:
    """The homes of one block's people, up to the day of the cut.

    Moves come at a steady rate of each person's own, drawn backwards from the cut. Those who move between councils
    lived in other ones before, the others elsewhere in their own.
    """
    rng = stream(plan.seed, block, "addresses")
    n = len(people)
    weight = moving_weight(people)
    rate = -np.log1p(-MOVES_A_YEAR) * weight / weight.mean() / 365.25
    gaps = -np.log1p(-rng.random((n, HOMES - 1)))
    # As many moved within the year before as should have, in each block.
    gaps[:, 0] = -np.log1p(-even(rng, np.zeros(n, np.int64)))
    ago = np.ceil(np.cumsum(gaps / rate[:, None], axis=1)).clip(1, 36_500)
    before = [np.where(people.mover, rng.permutation(people.la), people.la) for _ in range(HOMES - 1)]
    homes = [postcodes(rng, la) for la in (people.la, *before)]
    return Addresses(
        np.datetime64(plan.cut) - ago.astype("timedelta64[D]"),
        np.stack([each.to_numpy().astype(str) for each in homes], axis=1),
    )


def moving_weight(people: People) -> Floats:
    """How much likelier than others each person is to move: minorities and the poor rent more, and for less long."""
    return np.asarray(
        np.where(people.mover, 1.8, 0.92) * np.where(people.ethnicity > 0, 1.2, 0.93) * np.where(people.fsm, 1.25, 0.93)
    )


def postcodes(rng: np.random.Generator, la: Ints) -> pl.Series:
    """A postcode in each of these councils: four thousand to a council."""
    places = reference.places()
    n = len(la)
    parts = pl.DataFrame(
        {
            "outward": places.outward[la].astype(str),
            "sector": rng.integers(0, 10, n).astype(str),
            "a": UNIT_LETTERS[rng.integers(0, 20, n)],
            "b": UNIT_LETTERS[rng.integers(0, 20, n)],
        }
    )
    return parts.select(pl.concat_str("outward", pl.lit(" "), "sector", "a", "b")).to_series()
