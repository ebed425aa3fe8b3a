"""Made-up files in the layouts of DHSC's and ONS's releases on adults: ASCOF, employment."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from ingest.samples.england import England, Place, Row, Table, percent, split

ASCOF_YEARS: Final = ("2021-22", "2022-23", "2023-24")
ASCOF_COLUMNS: Final = (
    "Return.Year", "Geographical.Code", "Geographical.Description", "Geographical.Level", "ONS.Area.Code",
    "ASCOF.Measure.Code", "Disaggregation.Level", "Measure.Type", "Measure.Value", "Measure.Group",
    "Measure.Group.Description",
)  # fmt: skip
ASCOF_REGIONS: Final = {
    "E12000001": ("NE", "North East"),
    "E12000002": ("NW", "North West"),
    "E12000003": ("YH", "Yorkshire and the Humber"),
    "E12000004": ("EM", "East Midlands"),
    "E12000005": ("WM", "West Midlands"),
    "E12000006": ("E", "Eastern"),
    "E12000007": ("L", "London"),
    "E12000008": ("SE", "South East"),
    "E12000009": ("SW", "South West"),
}
LEARNING: Final = "adults with a learning disability"
MENTAL_HEALTH: Final = "adults in contact with secondary mental health services"
ASCOF_MEASURES: Final = {  # code: words, a made-up level with how far authorities differ, and people in England
    "1E": (f"The proportion of {LEARNING} in paid employment", (0.05, 0.4), 60_000),
    "1F": (f"The proportion of {MENTAL_HEALTH} in paid employment", (0.07, 0.4), 80_000),
    "1G": (f"The proportion of {LEARNING} who live in their own home or with their family", (0.8, 0.1), 60_000),
    "1H": (f"The proportion of {MENTAL_HEALTH} living independently, with or without support", (0.6, 0.2), 80_000),
}
SEXES: Final = {"Female": ("F", 41), "Male": ("M", 59)}
FEWEST_ADULTS: Final = 30  # an authority with fewer of a sex has its figures hidden

APS_COLUMNS: Final = (
    "areacd", "areanm", "geography", "indicator", "period", "observation", "measure", "unit", "lci_95", "uci_95",
    "status", "notes",
)  # fmt: skip
APS_YEARS: Final = (2020, 2021, 2022, 2023)
APS_INDICATORS: Final = {"Employment rate": 75.0, "Economically inactive": 21.0}
APS_TOO_FEW: Final = "Estimate and confidence interval unreliable since the group sample size is small (3-9)"
SMALLEST: Final = ("E09000001", "E06000053")  # City of London and Isles of Scilly

Sexes = dict[str, tuple[int, int]]


def tables(places: England, rng: random.Random) -> Iterator[Table]:
    """The two files."""
    yield _ascof(places, rng)
    yield _employment(places, rng)


def _ascof(places: England, rng: random.Random) -> Table:
    rows: list[Row] = []
    councils = [place for place in places.authorities if place.cassr_code]  # newer ones have no number in the list
    for year in ASCOF_YEARS:
        for code, (words, level, adults) in ASCOF_MEASURES.items():
            group: Row = {"Return.Year": year, "Measure.Group": code, "Measure.Group.Description": words}
            sums: dict[str, Sexes] = {}
            for place in councils:
                by_sex = _adults(rng, int(place.share * adults), level)
                for area in (place.region, places.country.code):
                    _add(sums.setdefault(area, dict.fromkeys(SEXES, (0, 0))), by_sex)
                rows += _ascof_rows(group | _where(place.cassr_code, place.name, "Council", place.code), code, by_sex)
            for area, by_sex in sums.items():
                short, name = ASCOF_REGIONS.get(area, ("England", "England"))
                kind = "Region" if area in ASCOF_REGIONS else "England"
                rows += _ascof_rows(group | _where(short, name, kind, area), code, by_sex)
    return Table("made-up-ascof-1e-1f-1g-1h.csv", ASCOF_COLUMNS, rows)


def _where(code: str, name: str, level: str, area_code: str) -> Row:
    return {
        "Geographical.Code": code,
        "Geographical.Description": name,
        "Geographical.Level": level,
        "ONS.Area.Code": area_code,
    }


def _adults(rng: random.Random, people: int, level: tuple[float, float]) -> Sexes:
    """For each sex, how many of how many."""
    rate = level[0] * rng.uniform(1 - level[1], 1 + level[1])
    by_sex = split(rng, people, {sex: weight for sex, (_, weight) in SEXES.items()})
    return {sex: (round(number * rate), number) for sex, number in by_sex.items()}


def _add(sums: Sexes, more: Sexes) -> None:
    for sex, (part, people) in more.items():
        sums[sex] = (sums[sex][0] + part, sums[sex][1] + people)


def _ascof_rows(about: Row, code: str, by_sex: Sexes) -> Iterator[Row]:
    everyone = (sum(part for part, _ in by_sex.values()), sum(people for _, people in by_sex.values()))
    for sex, (part, people) in {"Total": everyone, **by_sex}.items():
        few = about["Geographical.Level"] == "Council" and people < FEWEST_ADULTS
        letter = SEXES[sex][0] if sex in SEXES else ""
        for kind, value in (("Outcome", percent(part, people)), ("Numerator", part), ("Denominator", people)):
            yield about | {
                "ASCOF.Measure.Code": f"{code}{letter}",
                "Disaggregation.Level": sex,
                "Measure.Type": kind,
                "Measure.Value": "c" if few else value,
            }


def _employment(places: England, rng: random.Random) -> Table:
    areas = [(places.country, "Nation"), *((region, "Region") for region in places.regions)]
    areas += [(place, _aps_level(place)) for place in places.authorities]
    rows: list[Row] = []
    for indicator, level in APS_INDICATORS.items():
        for place, geography in areas:
            here = level + (rng.gauss(0, 3) if place.share else rng.gauss(0, 0.8))
            for year in APS_YEARS:
                about: Row = {
                    "areacd": place.code,
                    "areanm": place.name,
                    "geography": geography,
                    "indicator": indicator,
                    "period": f"{year}-01-01/P1Y",
                    "measure": "Percentage",
                    "unit": "%",
                }
                if place.code in SMALLEST:
                    about |= {"status": "u", "notes": APS_TOO_FEW} if year % 2 else {"status": "x"}
                else:
                    value = here + rng.gauss(0, 0.5)
                    about |= {"observation": f"{value:.1f}", "lci_95": f"{value - 2:.1f}", "uci_95": f"{value + 2:.1f}"}
                rows.append(about)
    return Table("made-up-employment-rate.csv", APS_COLUMNS, rows, newline="\r\n")


def _aps_level(place: Place) -> str:
    return "County or Unitary Authority" if place.code.startswith(("E06", "E10")) else "Local Authority District"
