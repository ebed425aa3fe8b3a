"""DfE: the SEN2 person-level return, as the COLLECT Blade export gives it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import lateness, reference
from ingest.synthetic.columns import absent, numbered, only
from ingest.synthetic.draws import choose, even, fixed, scatter
from ingest.synthetic.pathways import APPRENTICESHIP, BENEFIT, EDUCATION, FE, HE, NONE, NOT_CAPTURED, SPECIAL, SPECIALIST, WORK
from ingest.synthetic.plan import census_day
from ingest.synthetic.population import day
from ingest.synthetic.providers import school, ukprn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.synthetic.block import Block

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

FIRST_CENSUS: Final = 2023  # first year of the statutory person-level return
PLACEMENTS: Final = {"not_recorded": 0.051, "NEET": 0.108, "OLA": 0.040, "OPA": 0.018, "EHE": 0.012}
APPRENTICESHIPS: Final = 1_017 / 165_082
TRAINEESHIPS: Final = 686 / 165_082
REASONS: Final = {4: 0.138, 3: 0.088, 2: 0.120, 6: 0.550, 1: 0.010, 7: 0.012, 8: 0.005, 9: 0.020}
TRANSFERS: Final = 0.06  # of plans that cease are moves to another council


def write(block: Block) -> None:
    """Write each census that falls within the years."""
    for year in range(max(FIRST_CENSUS, block.plan.first + 1), block.plan.last + 1):
        _Census(block, year).write()


class _Census:
    """One census: the people with a plan open on the day, and those whose plan ceased in the calendar year before."""

    def __init__(self, block: Block, year: int) -> None:
        self.block, self.year = block, year
        self.rng = block.rng(f"sen2 {year}")
        people = block.people
        self.k = year - people.ks4_year  # which January after KS4
        ever = people.has_plan & ~np.isnat(people.plan_start)
        self.open = ever & (self.k <= people.plan_years) & (people.plan_start < np.datetime64(census_day(year)))
        self.open &= self.k >= 0
        ceased = ever & (self.k == people.plan_years + 1) & (people.plan_years > 0)
        silent = lateness.among(people.la, lateness.totals_only(block.plan, year))
        self.rows = np.flatnonzero((self.open | ceased) & ~silent)
        self.open_rows = self.open[self.rows]
        self.cease_date = cease_dates(block)[self.rows]
        ids = scatter(people.id[self.rows], year)
        self.names = {letter: self._table_id(letter, ids) for letter in "PQANDCEGS"}
        self.la = reference.places().dfe_number[people.la[self.rows]].astype(str)
        self.n = len(self.rows)

    def _table_id(self, letter: str, ids: Ints) -> pl.Series:
        return numbered(f"SYN{self.year}{letter}", ids, 11)

    def _put(self, module: str, own: str, letter: str, parent: tuple[str, pl.Series], columns: dict[str, object], keep: Bools | None = None) -> None:
        key = self.names[letter]
        frame = pl.DataFrame(
            {
                own: key,
                "NativeId": key,
                f"{module}orderseqcolumn": np.ones(self.n, np.int64),
                "sourceid": np.full(self.n, "SYN"),
                parent[0]: parent[1],
                **columns,
            }
        )
        if keep is not None:
            frame = frame.filter(pl.Series(keep))
        self.block.files.csv(f"dfe/sen2/{self.year}/{module}.csv", frame)

    def write(self) -> None:
        block, people, rows, n = self.block, self.block.people, self.rows, self.n
        who = block.recorded("sen2")[rows]
        if block.number == 0:
            self._metadata()
        sex = (
            {"gendercurrent": np.where(people.female[rows], "2", "1")}
            if self.year < 2024  # noqa: PLR2004
            else {"sex": np.where(people.female[rows], "F", "M")}
        )
        young = self.k[rows] < 1
        uln = only(~young | (self.rng.random(n) < 0.4), who["uln"])  # noqa: PLR2004
        nothing = (who["upn"].is_null() & uln.is_null()).to_numpy()
        unknown = only(nothing, reference.codes("sen2_upn_unknown")[0])
        sen2 = numbered(f"SYN{self.year}T", pl.Series(self.la), 11)
        self._put(
            "person", "persontableid", "P", ("sen2tableid", sen2),
            {
                "surname": who["surname"], "forename": who["forename"], "personbirthdate": blade(who["birth_date"]), **sex,
                "ethnicity": block.coded("sen2", "npd", rows), "postcode": who["postcode"], "upn": who["upn"],
                "uniquelearnernumber": uln, "upnunknown": unknown,
            },
        )  # fmt: skip
        block.answers.records("sen2", pl.Series(people.id[rows]), self.names["P"])
        self._plans()
        self._placements()
        block.tally.add("sen2_uln_missing", who["uln"].filter(pl.Series(~young)).is_null().sum(), (~young).sum())
        block.tally.add("sen2_upn_missing", who["upn"].is_null().sum(), n)

    def _metadata(self) -> None:
        numbers = sorted(reference.places().dfe_number.astype(str))
        ids = [f"SYN{self.year}T{number:0>11}" for number in numbers]
        day_ = f"{census_day(self.year):%Y-%b-%d} 00:00:00"
        same = {"collection": "SEN2", "year": self.year, "referencedate": day_, "sourcelevel": "L", "softwarecode": "SYNTHETIC", "release": "1", "serialno": 1, "datetime": f"{date(self.year, 3, 4):%Y-%b-%d} 00:00:00"}
        frame = pl.DataFrame({"sen2tableid": ids, "NativeId": ids, "sen2orderseqcolumn": 1, "sourceid": "SYN"}).with_columns(
            *(pl.lit(v).alias(c) for c, v in same.items()), pl.Series("lea", numbers), dmo=pl.lit(None, pl.String), dco=pl.lit(None, pl.String)
        )
        self.block.files.csv(f"dfe/sen2/{self.year}/sen2.csv", frame)

    def _plans(self) -> None:
        rng, n, rows, people = self.rng, self.n, self.rows, self.block.people
        start = people.plan_start[rows]
        received = start - rng.integers(120, 210, n).astype("timedelta64[D]")
        assessed = start - rng.integers(5, 60, n).astype("timedelta64[D]")
        no = pl.Series(np.full(n, "false"))
        source = {"requestsource": rng.integers(1, 9, n).astype(str)} if self.year >= 2025 else {}  # noqa: PLR2004
        self._put(
            "requests", "requeststableid", "Q", ("persontableid", self.names["P"]),
            {
                "receiveddate": blade(pl.Series(received)), **source, "rya": no,
                "requestoutcomedate": blade(pl.Series(received + np.timedelta64(40, "D"))),
                "requestoutcome": np.full(n, "Y"), "requestmediation": no, "requesttribunal": no,
                "exported": absent(n),
            },
        )  # fmt: skip
        self._put(
            "assessment", "assessmenttableid", "A", ("requeststableid", self.names["Q"]),
            {
                "assessmentoutcome": np.full(n, "Y"), "assessmentoutcomedate": blade(pl.Series(assessed)),
                "assessmentmediation": no, "assessmenttribunal": no, "othermediation": no, "othertribunal": no,
                "week20": np.where(rng.random(n) < 0.04, "true", "false"),  # noqa: PLR2004
            },
        )  # fmt: skip
        reason = self._reasons()
        empty = absent(n)
        self._put(
            "namedplan", "namedplantableid", "N", ("assessmenttableid", self.names["A"]),
            {
                "startdate": blade(pl.Series(start)), "planres": empty, "planwbp": empty,
                "pb": np.where(rng.random(n) < 0.06, "true", "false"), "oa": no, "dp": empty,  # noqa: PLR2004
                "ceasedate": blade(pl.Series(np.where(self.open_rows, np.datetime64("NaT"), self.cease_date))),
                "ceasereason": only(~self.open_rows, reason),
            },
        )  # fmt: skip
        special = people.special_school[rows]
        self._put(
            "plandetail", "plandetailtableid", "D", ("namedplantableid", self.names["N"]),
            {
                "urn": school(people.la[rows], np.where(special, 1, 0)), "ukprn": empty, "sensetting": empty,
                "sensettingother": empty, "placementrank": np.ones(n, np.int64), "senunitindicator": no, "resourcedprovisionindicator": no,
            },
        )  # fmt: skip
        if self.year == 2025:  # noqa: PLR2004
            self._count_reasons(reason)

    def _reasons(self) -> Ints:
        """Why plans ceased, in the published shares, and in keeping with what the person does next."""
        rng, people, rows = self.rng, self.block.people, self.rows
        reason = np.zeros(self.n, np.int64)
        ceased = np.flatnonzero(~self.open_rows)
        k = self.k[rows][ceased]
        aged_out = people.plan_years[rows][ceased] >= 9  # noqa: PLR2004
        transfer = ~aged_out & (rng.random(len(ceased)) < TRANSFERS)
        after = self.block.paths.state[rows[ceased], np.clip(k - 1, 0, self.block.paths.years - 1)]
        setting = self.block.paths.setting[rows[ceased], np.clip(k - 1, 0, self.block.paths.years - 1)]
        # In the order of REASONS: work, then study, then all else (1 is also 19 in the adult estate).
        score = np.select([after == WORK, setting == HE, after == EDUCATION], [0.0, 1.0, 2.0], 3.0) + 0.6 * rng.normal(size=len(ceased))
        shares = np.array(list(REASONS.values()))
        drawn = np.searchsorted(np.cumsum(shares / shares.sum())[:-1], even(rng, (aged_out | transfer).astype(int), score), side="right")
        reason[ceased] = np.where(aged_out, 1, np.where(transfer, 5, np.array(list(REASONS))[drawn]))
        return reason

    def _count_reasons(self, reason: Ints) -> None:
        counted = ~self.open_rows & (reason != 5) & (self.k[self.rows] >= 2)  # noqa: PLR2004
        for code in (1, 2, 3, 4, 6):
            self.block.tally.add(f"cease_{code}", (reason[counted] == code).sum(), counted.sum())

    def _placements(self) -> None:
        rng, n, people, rows = self.rng, self.n, self.block.people, self.rows
        empty = absent(n)
        where, wbp = self._where()
        age_under_16 = self.k[rows] < 1
        moved = (rng.random(n) < 0.012) & people.mover[rows]  # noqa: PLR2004
        transfer = only(moved, np.roll(self.la, 1))
        review = pl.Series(np.datetime64(date(self.year, 1, 10)) - rng.integers(20, 380, n).astype("timedelta64[D]"))
        residential = only((where == SPECIALIST) & (rng.random(n) < 0.12), reference.codes("sen2_res")[1])  # noqa: PLR2004
        letters = [reference.code("sen2_wbp", m) for m in ("supported_internship", "apprenticeship", "traineeship")]
        work = only(wbp > 0, np.array(["", *letters])[wbp])
        both = {"res": residential, "wbp": work}
        old = self.year < 2024  # noqa: PLR2004
        newer = {} if old else {"reviewmeeting": blade(review), "reviewoutcome": np.where(rng.random(n) < 0.9, "M", "A")}  # noqa: PLR2004
        newest = {"reviewdraft": empty, "phasetransferduedate": empty, "phasetransferfinaldate": empty} if self.year >= 2025 else {}  # noqa: PLR2004
        self._put(
            "activeplans", "activeplanstableid", "C", ("requeststableid", self.names["Q"]),
            {"transferla": transfer, **(both if old else {}), **newer, **newest, "lastreview": blade(review.dt.offset_by("3w"))}, self.open_rows,
        )  # fmt: skip
        in_school = np.isin(where, [SPECIAL, 4])
        college = np.isin(where, [FE, SPECIALIST, 3])
        setting = np.select([where == 10, where == 11, where == 12, where == 13, where == 14, where == 15], ["NEET", "NIEC", "NIEO", "OLA", "OPA", "EHE"], "")  # noqa: PLR2004
        urn = only(in_school, school(people.la[rows], np.where(where == SPECIAL, 1, 0)))
        provider = only(college, ukprn(people.la[rows], where))
        entry = day(np.where(age_under_16, self.year - 3, self.year - 1), 9, 1) + rng.integers(0, 20, n).astype("timedelta64[D]")
        pattern = {"attendancepattern": np.where(rng.random(n) < 0.93, "F", "P")} if old else {}  # noqa: PLR2004
        no = np.full(n, "false")
        self._put(
            "placementdetail", "placementdetailtableid", "E", ("activeplanstableid", self.names["C"]),
            {
                **({} if old else both), "urn": urn, "ukprn": provider, "sensetting": pl.Series(setting).replace("", None),
                "sensettingother": empty, "placementrank": np.ones(n, np.int64), "entrydate": blade(pl.Series(entry)), "leavingdate": empty,
                **pattern, "senunitindicator": no, "resourcedprovisionindicator": no,
            },
            self.open_rows & (where >= 0),
        )  # fmt: skip
        need = reference.table("needs")["need"].to_numpy().astype(object)[people.need[rows]]
        if self.year < 2024:  # Down syndrome was part of other until then  # noqa: PLR2004
            need = np.where(need == "DS", "OTH", need)
        told = self.open_rows & ~lateness.among(people.la[rows], lateness.without_needs(self.block.plan, self.year))
        for rank, kept in ((1, told & (need != "unknown")), (2, told & (rng.random(n) < 0.35))):  # noqa: PLR2004
            second = reference.table("needs")["need"].to_numpy().astype(object)[(people.need[rows] * 3 + 1) % 5]
            self._put(
                "senneed", "senneedtableid", "G" if rank == 1 else "S", ("activeplanstableid", self.names["C"]),
                {"sentype": need if rank == 1 else second, "sentyperank": np.full(n, rank)},
                kept if rank == 1 else kept & (second != need) & (need != "unknown"),
            )  # fmt: skip

    def _where(self) -> tuple[Ints, Ints]:
        """The placement (a setting, or 10 to 15 for none; -1 not recorded) and work-based activity of each person."""
        rng, block, rows, n = self.rng, self.block, self.rows, self.n
        k = self.k[rows]
        column = np.clip(k - 1, 0, block.paths.years - 1)
        state, setting = block.paths.state[rows, column], block.paths.setting[rows, column].astype(np.int64)
        intern = block.paths.intern[rows, column] & (k >= 1)
        post = self.open_rows & (k >= 1)
        count = float(post.sum())
        where = np.where(state == EDUCATION, setting, -2)
        where = np.where(np.isin(state, [APPRENTICESHIP, WORK]), FE, where)
        clustered = (2 * fixed(block.people.la[rows], self.year) + 0.2) ** 3  # councils that lose placements
        missing = choose(rng, post & ~intern, PLACEMENTS["not_recorded"] * count, clustered)
        idle = post & ~missing & np.isin(state, [BENEFIT, NONE, NOT_CAPTURED])
        neet = choose(rng, idle, PLACEMENTS["NEET"] * count)
        where[idle] = np.where(rng.random(int(idle.sum())) < 0.55, 11, 12)  # noqa: PLR2004
        where[neet] = 10
        left = post & ~missing & (state == EDUCATION) & ~intern
        for number, name in ((13, "OLA"), (14, "OPA"), (15, "EHE")):
            taken = choose(rng, left, PLACEMENTS[name] * count, np.where(np.isin(setting, [SPECIAL, SPECIALIST]), 0.3, 1.0))
            where[taken] = number
            left &= ~taken
        where[missing] = -1
        school_age = k < 1
        where = np.where(school_age, np.where(block.people.special_school[rows], SPECIAL, 4), where)
        apprentice = choose(rng, post & (state == APPRENTICESHIP) & ~missing, APPRENTICESHIPS * count)
        wbp = np.where(intern, 1, np.where(apprentice, 2, 0))
        trainee = choose(rng, left & (where == FE) & (k <= 3), TRAINEESHIPS * count)  # noqa: PLR2004
        wbp[trainee] = 3
        if self.year == 2025:  # noqa: PLR2004
            self._count(where[post], wbp[post], k[post], block.people.female[rows][post])
        return where, wbp

    def _count(self, where: Ints, wbp: Ints, k: Ints, female: Bools) -> None:
        from ingest.synthetic import count_sen2

        count_sen2.placements(self.block, self.rows[self.open_rows & (self.k[self.rows] >= 1)], where, wbp, k, female)


def cease_dates(block: Block) -> NDArray[np.datetime64]:
    """When each plan ceased: between the January it was last open and the next, mostly at the end of the school year."""
    people = block.people
    rng = block.rng("cease dates")
    n = len(people)
    year = people.ks4_year + people.plan_years
    summer = rng.random(n) < 0.8  # noqa: PLR2004
    span = np.where(summer, rng.integers(0, 45, n), rng.integers(-120, 110, n)).astype("timedelta64[D]")
    return np.asarray(np.where(people.plan_years > 0, day(year, 7, 18) + span, np.datetime64("NaT")))


def blade(dates: pl.Series) -> pl.Series:
    """Dates as COLLECT exports them: `2022-Sep-28 00:00:00`."""
    return dates.cast(pl.Date).dt.strftime("%Y-%b-%d 00:00:00")
