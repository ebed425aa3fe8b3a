"""Made-up files in the layouts of DfE's EHC plan releases: work-based placements, ceased plans, needs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Final

from ingest.samples.england import England, Place, Row, Table, levels, percent, split

YEARS: Final = ("202223", "202324", "202425")
CALENDAR_YEARS: Final = ("2022", "2023", "2024")

PLANS_IN_2023: Final = 250_000

ETHNICITIES: Final = {
    "Any other ethnic group": 2, "Asian - Any other Asian background": 2, "Asian - Bangladeshi": 2,
    "Asian - Chinese": 1, "Asian - Indian": 2, "Asian - Pakistani": 4, "Black - Any other Black background": 1,
    "Black - Black African": 4, "Black - Black Caribbean": 2, "Mixed - Any other Mixed background": 3,
    "Mixed - White and Asian": 1, "Mixed - White and Black African": 1, "Mixed - White and Black Caribbean": 2,
    "Unclassified": 8, "White - Any other White background": 4, "White - Gypsy/Roma": 1, "White - Irish": 0.5,
    "White - Traveller of Irish heritage": 0.5, "White - White British": 60,
}  # fmt: skip
PLACEMENT_SEXES: Final = {"Female": 31, "Male": 69, "Unknown": 0}
PLACEMENT_AGES: Final = {
    "age 15 and under": 0.3, "age 16": 6, "age 17": 10, "age 18": 19, "age 19": 21, "age 20": 16, "age 21": 11,
    "age 22": 8, "age 23": 5, "age 24": 3, "age 25 or over": 0, "Age unknown": 0.3,
}  # fmt: skip
PLACEMENTS: Final = {
    "FE - general FE and tertiary colleges": 55, "FE - specialist post-16 institutions": 20, "FE - UKRLP provider": 10,
    "Special - LA maintained": 8, "Special - academy/free school": 4, "Placement not recorded": 3,
}  # fmt: skip
PLAN_AGES: Final = {
    "under 3": 1, "age 3": 1, "age 4": 3, "age 5": 5, "age 6": 6, "age 7": 6, "age 8": 6, "age 9": 6, "age 10": 7,
    "age 11": 7, "age 12": 7, "age 13": 7, "age 14": 7, "age 15": 7, "age 16": 7, "age 17": 6, "age 18": 5, "age 19": 4,
    "age 20": 2, "age 21": 1, "age 22": 0.7, "age 23": 0.4, "age 24": 0.3, "age 25": 0.1,
}  # fmt: skip
NEEDS: Final = {
    "asd": 30, "hi": 2, "mld": 11, "msi": 0.5, "oth": 1, "pd": 4, "pmld": 1.5, "semh": 22, "slcn": 20, "sld": 4,
    "spld": 3, "vi": 1, "need_unknown": 1,
}  # fmt: skip
CEASED_AGES: Final = {f"age {age}": weight for age, weight in zip(range(16, 20), (5, 6, 16, 18), strict=True)} | {
    "age 20 and over": 55
}
CEASED_REASONS: Final = {
    "max_age": 7, "needs_met": 11, "he": 8, "employ": 12, "transfer": 5, "no_engage": 50, "moved_outside_eng": 2,
    "deceased": 1, "not_rec": 0.2, "other": 4,
}  # fmt: skip

GEOGRAPHY: Final = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "new_la_code", "old_la_code", "la_name",
)  # fmt: skip
BREAKDOWN: Final = ("breakdown_topic", "breakdown")
OPEN: Final = ("open_supp_intern", "open_apprentice", "open_trainee")

Topics = Mapping[str, Mapping[str, float]]
Cube = dict[tuple[str, str], dict[Place, dict[str, int]]]


def tables(places: England, rng: random.Random) -> Iterator[Table]:
    """The three files."""
    yield _work_based_placements(places, rng)
    yield _ceased_plans(places, rng)
    yield _needs(places, rng)


def _work_based_placements(places: England, rng: random.Random) -> Table:
    topics: Topics = {
        "Ethnicity": ETHNICITIES,
        "Sex": PLACEMENT_SEXES,
        "Young persons age": PLACEMENT_AGES,
        "Type of placement": PLACEMENTS,
    }
    rows: list[Row] = []
    for number, year in enumerate(YEARS):
        cube: Cube = {}
        for place in places.authorities:
            draw = rng.lognormvariate(0, 0.5) * place.share
            totals = [int(draw * (size + number * growth)) for size, growth in ((1100, 220), (500, -30), (400, -90))]
            _fill(cube, rng, place, dict(zip(OPEN, totals, strict=True)), topics, "All work based placements")
        for row in _rows(places, cube, year, "Academic year", whole=("Sex", "Young persons age")):
            row["open_wbp"] = sum(int(row[measure]) for measure in OPEN)
            rows.append(row)
    _hide(rows, "x", (*OPEN, "open_wbp"), rng)
    return Table(
        "made-up-ehc-plans-work-based-placements.csv",
        (*GEOGRAPHY, *BREAKDOWN, *OPEN, "open_wbp"),
        rows,
        bom=True,
        newline="\r\n",
    )


def _ceased_plans(places: England, rng: random.Random) -> Table:
    topics: Topics = {"Age plan ceased": CEASED_AGES, "Ethnicity": ETHNICITIES, "Sex": {"Female": 30, "Male": 70}}
    rows: list[Row] = []
    for number, year in enumerate(CALENDAR_YEARS):
        cube: Cube = {}
        for place in places.authorities:
            ceased = int(place.share * (12_000 + 1_500 * number) * rng.uniform(0.8, 1.2))
            reasons = split(rng, ceased, CEASED_REASONS)
            # The breakdowns begin in 2023, when the return became one of persons.
            _fill(cube, rng, place, reasons, topics if year != CALENDAR_YEARS[0] else {}, "All ceased EHC plans")
        for row in _rows(places, cube, year, "Calendar year", whole=("Sex", "Age plan ceased")):
            row["total_ceased"] = sum(int(row[reason]) for reason in CEASED_REASONS)
            rows.append(row)
    _hide(rows, "x", (*CEASED_REASONS, "total_ceased"), rng)
    return Table(
        "made-up-ehc-plans-ceased.csv",
        (*GEOGRAPHY, *BREAKDOWN, *CEASED_REASONS, "total_ceased"),
        rows,
        bom=True,
        newline="\r\n",
    )


def _needs(places: England, rng: random.Random) -> Table:
    topics: Topics = {
        "Child or young persons age": PLAN_AGES,
        "Ethnicity": ETHNICITIES,
        "Sex": {"Female": 29, "Male": 71, "Unknown": 0},
    }
    rows: list[Row] = []
    for year in YEARS:
        cube: Cube = {}
        for place in places.authorities:
            _fill(cube, rng, place, split(rng, ehc_plans(place, int(f"20{year[4:]}")), NEEDS), topics, "All EHC plans")
        for row in _rows(places, cube, year, "Academic year", whole=("Child or young persons age",)):
            counts = {need: int(row.pop(need)) for need in NEEDS}
            plans = sum(counts.values())
            figures: Row = {"ehc_plans": plans, **{f"number_{need}": count for need, count in counts.items()}}
            rows.append(row | figures | {_share_of(need): percent(count, plans) for need, count in counts.items()})
    measures = (*(f"number_{need}" for need in NEEDS), *map(_share_of, NEEDS))
    _hide(rows, "x", measures, rng)
    return Table(
        "made-up-ehc-plans-needs.csv",
        (*GEOGRAPHY, *BREAKDOWN, "ehc_plans", *measures),
        rows,
        bom=True,
        newline="\r\n",
    )


def ehc_plans(place: Place, year: int) -> int:
    """Plans at January of a year; they grow by a tenth each year."""
    return int(place.share * PLANS_IN_2023 * 1.1 ** (year - 2023))


def _share_of(need: str) -> str:
    return "unknown_pc" if need == "need_unknown" else f"{need}_pc"


def _fill(  # noqa: PLR0913, PLR0917 - one authority's part of a cube
    cube: Cube,
    rng: random.Random,
    place: Place,
    totals: dict[str, int],
    topics: Topics,
    headline: str,
) -> None:
    cube.setdefault((headline, headline), {})[place] = totals
    for topic, weights in topics.items():
        parts = {measure: split(rng, total, weights) for measure, total in totals.items()}
        for label in weights:
            cube.setdefault((topic, label), {})[place] = {measure: parts[measure][label] for measure in totals}


def _rows(places: England, cube: Cube, year: str, identifier: str, whole: tuple[str, ...]) -> Iterator[Row]:
    """Rows of every level for the headline and the topics in `whole`; of England and its regions for the rest."""
    for (topic, label), by_authority in cube.items():
        for geography, counts in levels(places, by_authority):
            if topic == label or topic in whole or geography["geographic_level"] != "Local authority":
                yield {
                    "time_period": year,
                    "time_identifier": identifier,
                    **geography,
                    "breakdown_topic": topic,
                    "breakdown": label,
                    **counts,
                }


def _hide(rows: list[Row], symbol: str, figures: tuple[str, ...], rng: random.Random) -> None:
    """Put a symbol for the figures of two authorities' breakdowns, as where a return lost them."""
    local = [
        row
        for row in rows
        if row["geographic_level"] == "Local authority" and row["breakdown_topic"] != row["breakdown"]
    ]
    lost = set(rng.sample(sorted({str(row["new_la_code"]) for row in local}), 2))
    for row in local:
        if row["new_la_code"] in lost:
            row.update(dict.fromkeys(figures, symbol))
