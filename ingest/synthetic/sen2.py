"""DfE: the SEN2 person-level return, as the COLLECT Blade export gives it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import lateness, reference, sen2_plans
from ingest.synthetic import sen2_placements as placements
from ingest.synthetic.columns import absent, numbered, only
from ingest.synthetic.draws import scatter
from ingest.synthetic.plan import census_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Bools = NDArray[np.bool_]

FIRST_CENSUS: Final = 2023  # first year of the statutory person-level return
SECOND_SPECIFICATION: Final = 2024
THIRD_SPECIFICATION: Final = 2025
# Each module's letter in its ids, and its parent.
MODULES: Final = {
    "person": ("P", "sen2"),
    "requests": ("Q", "person"),
    "assessment": ("A", "requests"),
    "namedplan": ("N", "assessment"),
    "plandetail": ("D", "namedplan"),
    "activeplans": ("C", "requests"),
    "placementdetail": ("E", "activeplans"),
    "senneed": ("G", "activeplans"),
}
SECOND_NEED: Final = "S"


def write(block: Block) -> None:
    """Write each census that falls within the years."""
    for year in range(max(FIRST_CENSUS, block.plan.first + 1), block.plan.last + 1):
        census = Census(block, year)
        if block.number == 0:
            _metadata(census)
        _persons(census)
        sen2_plans.write(census)
        placements.write(census)


class Census:
    """One census: the people with a plan open on the day, and those whose plan ceased in the calendar year before.

    Attributes:
        rows: whose rows of the block are in it.
        k: which January after KS4 it is, by person of `rows`.
        open: whether the plan is open, by person of `rows`.
        empty: a column without a value.
        no: a column that says `false`.
    """

    def __init__(self, block: Block, year: int) -> None:
        self.block, self.year = block, year
        self.rng = block.rng(f"sen2 {year}")
        people = block.people
        k = year - people.ks4_year
        ever = people.has_plan & ~np.isnat(people.plan_start)
        is_open = ever & (k >= 0) & (k <= people.plan_years) & (people.plan_start < np.datetime64(census_day(year)))
        ceased = ever & (k == people.plan_years + 1) & (people.plan_years > 0)
        silent = lateness.among(people.la, lateness.totals_only(block.plan, year))
        self.rows = np.flatnonzero((is_open | ceased) & ~silent)
        self.k, self.open = k[self.rows], is_open[self.rows]
        self.n = len(self.rows)
        self.la = people.la[self.rows]
        self.council = reference.places().dfe_number.astype(str)[self.la]
        self.empty = absent(self.n)
        self.no = pl.Series(np.full(self.n, "false"))
        self._numbers = scatter(people.id[self.rows], year)

    @property
    def post_16(self) -> Bools:
        """Whose plan is open after KS4."""
        return np.asarray(self.open & (self.k >= 1))

    def ids(self, module: str, letter: str | None = None) -> pl.Series:
        """The ids of a module: one to a person."""
        if module == "sen2":
            return numbered(f"SYN{self.year}T", pl.Series(self.council), 11)
        return numbered(f"SYN{self.year}{letter or MODULES[module][0]}", self._numbers, 11)

    def put(
        self, module: str, columns: dict[str, object], keep: Bools | None = None, letter: str | None = None
    ) -> None:
        """Append a module's rows: of everybody in the census, or of those to keep."""
        key, parent = self.ids(module, letter), MODULES[module][1]
        frame = pl.DataFrame(
            {
                f"{module}tableid": key,
                "NativeId": key,
                f"{module}orderseqcolumn": np.ones(self.n, np.int64),
                "sourceid": np.full(self.n, "SYN"),
                f"{parent}tableid": self.ids(parent),
                **columns,
            }
        )
        self.block.files.csv(
            f"dfe/sen2/{self.year}/sen2-{self.year}-{module}.csv",
            frame if keep is None else frame.filter(pl.Series(keep)),
        )


def _metadata(census: Census) -> None:
    """One row for each council, with rows of persons or without."""
    numbers = sorted(reference.places().dfe_number.astype(str))
    ids = [f"SYN{census.year}T{number:0>11}" for number in numbers]
    same = {
        "collection": "SEN2",
        "year": census.year,
        "referencedate": f"{census_day(census.year):%Y-%b-%d} 00:00:00",
        "sourcelevel": "L",
        "softwarecode": "SYNTHETIC",
        "release": "1",
        "serialno": 1,
        "datetime": f"{date(census.year, 3, 4):%Y-%b-%d} 00:00:00",
    }
    frame = pl.DataFrame({"sen2tableid": ids, "NativeId": ids, "sen2orderseqcolumn": 1, "sourceid": "SYN"})
    frame = frame.with_columns(
        *(pl.lit(value).alias(column) for column, value in same.items()),
        pl.Series("lea", numbers),
        dmo=pl.lit(None, pl.String),
        dco=pl.lit(None, pl.String),
    )
    census.block.files.csv(f"dfe/sen2/{census.year}/sen2-{census.year}-sen2.csv", frame)


def _persons(census: Census) -> None:
    block, rows, n = census.block, census.rows, census.n
    who = block.recorded("sen2")[rows]
    female = block.people.female[rows]
    gender = {"gendercurrent": np.where(female, "2", "1")}
    sex = gender if census.year < SECOND_SPECIFICATION else {"sex": np.where(female, "F", "M")}
    young = census.k < 1
    uln = only(~young | (census.rng.random(n) < 0.4), who["uln"])
    nothing = (who["upn"].is_null() & uln.is_null()).to_numpy()
    columns = {
        "surname": who["surname"],
        "forename": who["forename"],
        "personbirthdate": sen2_plans.blade(who["birth_date"]),
        **sex,
        "ethnicity": block.coded("sen2", "npd", rows),
        "postcode": block.postcodes("sen2", rows, census_day(census.year)),
        "upn": who["upn"],
        "uniquelearnernumber": uln,
        "upnunknown": only(nothing, reference.codes("sen2_upn_unknown")[0]),
    }
    census.put("person", columns)
    block.answers.records("sen2", pl.Series(block.people.id[rows]), census.ids("person"))
    block.tally.add("sen2_uln_missing", who["uln"].filter(pl.Series(~young)).null_count(), (~young).sum())
    block.tally.add("sen2_upn_missing", who["upn"].null_count(), n)
