"""The places of the made-up samples, which are real, and the arithmetic of their figures, which are not."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingest.area_lists import seeds_folder

AS_AT: Final = "2024-05-01"  # before Barnsley's and Sheffield's new codes, which publishers do not use yet
FEW: Final = 40  # up to so many people are drawn one by one

Cell = str | int
Row = dict[str, Cell]


@dataclass(frozen=True)
class Place:
    """An area, with its made-up share of England's people."""

    code: str
    name: str
    kind: str
    dfe_number: str
    cassr_code: str
    region: str
    share: float = 0.0


@dataclass(frozen=True)
class England:
    """The country, its nine regions and two halves of London, its 153 authorities and its lower-tier districts."""

    country: Place
    regions: tuple[Place, ...]
    london_halves: tuple[Place, ...]
    authorities: tuple[Place, ...]
    districts: tuple[Place, ...]

    def region_of(self, place: Place) -> Place:
        """The region that an authority or district lies in."""
        return next(region for region in self.regions if region.code == place.region)


def england(rng: random.Random) -> England:
    """The places in force on `AS_AT`, from the area list, with shares drawn at random."""
    with (seeds_folder() / "area.csv").open(encoding="utf-8") as seed:
        rows = [row for row in csv.DictReader(seed) if row["area_code"].startswith("E") and _in_force(row)]
    parents = {row["area_code"]: row["parent_area_code"] for row in rows}
    found: dict[str, list[Place]] = {}
    for row in rows:
        parent = row["parent_area_code"]
        region = parent if parent.startswith("E12") else parents.get(parent, "")
        place = Place(
            row["area_code"], row["area_name"], row["area_type"], row["dfe_number"], row["cassr_code"], region
        )
        found.setdefault(place.kind, []).append(place)
    country = next(place for place in found["country"] if place.code == "E92000001")
    authorities = _with_shares(rng, found["local_authority"])
    return England(
        replace(country, share=1.0),
        tuple(
            replace(region, share=sum(place.share for place in authorities if place.region == region.code))
            for region in found["region"]
        ),
        tuple(found["region_part"]),
        authorities,
        _with_shares(rng, found["district"]),
    )


def levels(england: England, by_authority: Mapping[Place, Mapping[str, int]]) -> Iterator[tuple[Row, dict[str, int]]]:
    """England, each region and each authority: the geography columns of EES, and the counts, which add up exactly."""
    country: Counter[str] = Counter()
    regions: dict[str, Counter[str]] = {region.code: Counter() for region in england.regions}
    for authority, counts in by_authority.items():
        country.update(counts)
        regions[authority.region].update(counts)
    measures = list(next(iter(by_authority.values())))
    national: Row = {"geographic_level": "National", "country_code": "E92000001", "country_name": "England"}
    yield national, {measure: country[measure] for measure in measures}
    for region in england.regions:
        there = national | {
            "geographic_level": "Regional",
            "region_code": region.code,
            "region_name": region_name(region),
        }
        yield there, {measure: regions[region.code][measure] for measure in measures}
    for authority, counts in by_authority.items():
        region = england.region_of(authority)
        there = national | {
            "geographic_level": "Local authority",
            "region_code": region.code,
            "region_name": region_name(region),
            "new_la_code": authority.code,
            "old_la_code": authority.dfe_number,
            "la_name": authority.name,
        }
        yield there, dict(counts)


def region_name(region: Place) -> str:
    """As DfE writes it."""
    return region.name.replace("the Humber", "The Humber")


def split(rng: random.Random, total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """`total` people over labels, about by weight, adding up exactly."""
    if total <= FEW:
        drawn = Counter(rng.choices(list(weights), list(weights.values()), k=total))
        return {label: drawn[label] for label in weights}
    wobbly = {label: weight * rng.uniform(0.9, 1.1) for label, weight in weights.items()}
    scale = total / sum(wobbly.values())
    parts = {label: int(weight * scale) for label, weight in wobbly.items()}
    largest = max(parts, key=lambda label: parts[label])
    parts[largest] += total - sum(parts.values())
    return parts


def percent(part: float, whole: float, places: int = 1) -> str:
    """A percentage as text, without a trailing `.0`, as EES writes it; 0 of 0 is 0."""
    return plain(100 * part / whole if whole else 0.0, places)


def plain(value: float, places: int = 1) -> str:
    """A number as text, without a trailing `.0`."""
    return f"{round(value, places) + 0.0:g}"


def rounded(count: float, base: int) -> int:
    """A count rounded to a multiple of `base`."""
    return int(base * round(count / base))


@dataclass(frozen=True)
class Table:
    """One made-up file: what it is called, and its rows in the publisher's layout."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Cell]]
    bom: bool = False
    newline: str = "\n"

    def write(self, folder: Path) -> Path:
        """Write it; columns that a row lacks are blank."""
        file = folder / self.name
        with file.open("w", encoding="utf-8-sig" if self.bom else "utf-8", newline="") as text:
            writer = csv.DictWriter(text, self.columns, lineterminator=self.newline)
            writer.writeheader()
            writer.writerows(self.rows)
        return file


@dataclass(frozen=True)
class Text:
    """One made-up file that is not a plain table."""

    name: str
    content: str

    def write(self, folder: Path) -> Path:
        """Write it."""
        file = folder / self.name
        file.write_text(self.content, encoding="utf-8", newline="")
        return file


def _in_force(row: Mapping[str, str]) -> bool:
    return (row["valid_from"] or "0") <= AS_AT < (row["valid_to"] or "9")


def _with_shares(rng: random.Random, places: Sequence[Place]) -> tuple[Place, ...]:
    sizes = [rng.lognormvariate(0.0, 0.6) for _ in places]
    return tuple(replace(place, share=size / sum(sizes)) for place, size in zip(places, sizes, strict=True))
