"""One block of people with all that the writers need: who they are, what they do, and what each source wrote down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import addresses, cld, identifiers, pathways, population, recorded, reference
from ingest.synthetic.draws import stream
from ingest.synthetic.population import day

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from ingest.synthetic.addresses import Addresses
    from ingest.synthetic.calibration import Tally
    from ingest.synthetic.files import Files
    from ingest.synthetic.pathways import Paths
    from ingest.synthetic.plan import Plan
    from ingest.synthetic.population import People
    from ingest.synthetic.truth import Truth

STATE_NAMES: Final = np.array(["benefit", "none", "not_captured", "education", "apprenticeship", "work"])
# By state: month and day from which a spell starts and by which it ends, and over how many days each is spread.
_STARTS: Final = ((8, 10, 45), (9, 1, 10), (9, 1, 1), (9, 1, 14), (8, 20, 40), (8, 1, 55))
_ENDS: Final = ((8, 1, 30), (8, 1, 30), (8, 30, 1), (6, 25, 25), (7, 10, 50), (7, 10, 50))


@dataclass
class Block:
    """A block, its random streams and its outlets.

    Attributes:
        years: one row per person and academic year since KS4: `row` (in the block), `k`, `year` (begins), `state`,
            `setting`, `intern`, `plan_open`, `run` (the spell), its `start` and `end`, and whether it is its `first` or
            `last` year.
        spells: one row per spell: `run`, `row`, `state`, `setting`, `intern`, `start`, `end` (null: still going on).
    """

    plan: Plan
    number: int
    people: People
    paths: Paths
    addresses: Addresses
    truth: pl.DataFrame
    years: pl.DataFrame
    spells: pl.DataFrame
    files: Files
    tally: Tally
    answers: Truth
    _recorded: dict[str, pl.DataFrame] = field(default_factory=dict)

    def rng(self, room: str) -> np.random.Generator:
        """The random stream of a writer for this block."""
        return stream(self.plan.seed, self.number, room)

    def recorded(self, source: str) -> pl.DataFrame:
        """What a source wrote down about each person of the block."""
        if source not in self._recorded:
            self._recorded[source] = recorded.as_recorded(self.plan, self.number, self.people, self.truth, source)
        return self._recorded[source]

    def postcodes(self, source: str, rows: NDArray[np.int64], on: NDArray[np.datetime64] | date) -> pl.Series:
        """The postcodes that a source holds of these people on a day, or a day each: of then, or of a year before."""
        late = self.recorded(source)["hears_late"].to_numpy()[rows]
        days = np.broadcast_to(np.asarray(on, "datetime64[D]"), rows.shape)
        return self.addresses.at(rows, np.where(late, days - addresses.YEAR, days))

    def coded(self, source: str, column: str, rows: NDArray[np.int64]) -> NDArray[np.str_]:
        """The ethnicity code that a source wrote for these people, in the code list `column`."""
        codes = reference.table("ethnicity")[column].cast(pl.String).to_numpy().astype(str)
        return np.asarray(codes[self.recorded(source)["ethnicity"].to_numpy()[rows]])


def make(plan: Plan, number: int, files: Files, tally: Tally, answers: Truth) -> Block:
    """Draw a block."""
    people = population.draw(plan, number)
    paths = pathways.draw(plan, number, people)
    truth = recorded.true_identity(plan, number, people)
    homes = addresses.draw(plan, number, people)
    years, spells = _spells(plan, number, people, paths)
    block = Block(plan, number, people, paths, homes, truth, years, spells, files, tally, answers)
    block.truth = truth.with_columns(nhs_number=care_numbers(block, cld.in_care(block)[0]))
    return block


def _spells(plan: Plan, number: int, people: People, paths: Paths) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng = stream(plan.seed, number, "spells")
    row, column = np.nonzero(paths.state >= 0)
    state, setting, intern = paths.state[row, column], paths.setting[row, column], paths.intern[row, column]
    year = people.ks4_year[row] + column
    new = np.ones(len(row), np.bool_)
    new[1:] = (
        (row[1:] != row[:-1])
        | (state[1:] != state[:-1])
        | (setting[1:] != setting[:-1])
        | intern[1:]
        | (intern[1:] != intern[:-1])
    )
    run = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    final = np.r_[first[1:], len(row)] - 1
    kind = state[first]
    start = _spread(rng, year[first], kind, _STARTS)
    end = _spread(rng, year[final] + 1, kind, _ENDS)
    still = (year[final] + 1 >= plan.last) & np.isin(kind, [pathways.WORK, pathways.BENEFIT, pathways.APPRENTICESHIP])
    end = np.where(still, np.datetime64("NaT"), end)
    spells = pl.DataFrame(
        {
            "run": np.arange(len(first)),
            "row": row[first],
            "k": column[first] + 1,
            "state": kind,
            "setting": setting[first],
            "intern": intern[first],
            "start": start,
            "end": end,
        }
    )
    years = pl.DataFrame(
        {
            "row": row,
            "k": column + 1,
            "year": year,
            "state": state,
            "setting": setting,
            "intern": intern,
            "plan_open": paths.plan_open[row, column],
            "run": run,
            "start": start[run],
            "end": end[run],
            "first": new,
            "last": np.r_[new[1:], True],
        }
    )
    return years, spells


def _spread(
    rng: np.random.Generator, year: NDArray[np.int64], kind: NDArray[np.int8], days: tuple[tuple[int, int, int], ...]
) -> NDArray[np.datetime64]:
    table = np.array(days)
    month, first, width = (table[kind, i] for i in range(3))
    return np.asarray(day(year, month, first) + (rng.random(len(year)) * width).astype("timedelta64[D]"))


def care_numbers(block: Block, in_care: NDArray[np.bool_]) -> pl.Series:
    """NHS numbers for the people of a block who have any need of one."""
    rank = np.cumsum(in_care) - 1
    numbers = identifiers.nhs_number(block.number * identifiers.NHS_A_BLOCK + np.maximum(rank, 0))
    return pl.Series(np.where(in_care, numbers, -1)).cast(pl.String).replace("-1", None)
