"""One indicator across councils: each council's figure beside its region, England and the councils most like it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

import polars as pl

from dashboard.figures.funnel import Point, position, spread
from dashboard.queries import series
from dashboard.snapshot import ENGLAND, Indicator, Snapshot

SCALES = {"percent": 100.0, "per_1000": 1000.0}
FEWEST_IN_FUNNEL = 20


@dataclass(frozen=True)
class Councils:
    """One indicator, breakdown and period for every place: rows by the code that the place has today."""

    indicator: Indicator
    period_label: str
    group: str
    by_place: dict[str, dict[str, Any]]

    @property
    def england(self) -> dict[str, Any] | None:
        """England's row."""
        return self.by_place.get(ENGLAND)


@dataclass(frozen=True)
class Comparison:
    """One council's figure beside those it may be compared with."""

    councils: Councils
    own: dict[str, Any] | None
    region: dict[str, Any] | None
    england: dict[str, Any] | None
    alike_middle: float | None
    alike_count: int
    position: str | None


def councils(snapshot: Snapshot, indicator: Indicator, topic: str = "", group: str = "") -> Councils | None:
    """The latest period in which councils have figures; None where they have none.

    The headline breakdown unless another is named. Part years are left out.
    """
    topic, group = topic or indicator.headline_breakdown_topic, group or indicator.headline_breakdown
    key = ("councils", indicator.indicator_id, topic, group)
    return snapshot.once(key, lambda: _councils(snapshot, indicator, topic, group))


def _councils(snapshot: Snapshot, indicator: Indicator, topic: str, group: str) -> Councils | None:
    rows = snapshot.figures(indicator.indicator_id).filter(
        pl.col("breakdown_topic") == topic, pl.col("breakdown") == group, ~pl.col("is_part_year")
    )
    known = rows.filter(pl.col("value").is_not_null(), pl.col("place_code").is_in(list(snapshot.local_authorities)))
    if known.is_empty():
        return None
    latest = known.sort("period_sort").row(-1, named=True)
    in_period = rows.filter(pl.col("period_id") == latest["period_id"])
    return Councils(
        indicator,
        latest["period_label"],
        "" if group == "total" else latest["breakdown_label"],
        {row["place_code"]: row for row in in_period.iter_rows(named=True)},
    )


def all_councils(snapshot: Snapshot) -> dict[str, Councils]:
    """By indicator: every indicator that councils have figures for."""
    found = {key: councils(snapshot, indicator) for key, indicator in snapshot.indicators.items()}
    return {key: rows for key, rows in found.items() if rows is not None}


def alike(snapshot: Snapshot, place: str) -> list[str]:
    """The councils most like one, the most alike first."""
    rows = snapshot.tables["area_neighbour"].filter(pl.col("area_code") == place).sort("neighbour_rank")
    return rows["neighbour_area_code"].to_list()


def comparison(snapshot: Snapshot, rows: Councils, place: str) -> Comparison:
    """One council beside its region, England and the middle of the councils most like it."""
    values = [rows.by_place[code]["value"] for code in alike(snapshot, place) if code in rows.by_place]
    known = [value for value in values if value is not None]
    own = rows.by_place.get(place)
    region = snapshot.region_of.get(place)
    return Comparison(
        rows,
        own,
        rows.by_place.get(region) if region else None,
        rows.england,
        median(known) if known else None,
        len(known),
        _position(snapshot, rows, own),
    )


def _position(snapshot: Snapshot, rows: Councils, own: dict[str, Any] | None) -> str | None:
    england = rows.england
    scale = SCALES.get(rows.indicator.unit)
    if own is None or england is None or scale is None:
        return None
    if own["value"] is None or not own["denominator"] or not england["value"]:
        return None
    return position(own["denominator"], own["value"], england["value"], scale, _spread(snapshot, rows))


def _points(snapshot: Snapshot, rows: Councils, place: str = "") -> list[Point]:
    """The councils that have both a figure and the count under it."""
    return [
        Point(name, row["denominator"], row["value"], code == place)
        for code, name in snapshot.local_authorities.items()
        if (row := rows.by_place.get(code)) and row["value"] is not None and row["denominator"]
    ]


def _spread(snapshot: Snapshot, rows: Councils) -> float:
    """How many times as far as chance puts them councils lie from England; 1 where too few are known to tell."""

    def worked_out() -> float:
        points = _points(snapshot, rows)
        england, scale = rows.england, SCALES.get(rows.indicator.unit)
        if england is None or not england["value"] or scale is None or len(points) < FEWEST_IN_FUNNEL:
            return 1.0
        return spread(points, england["value"], scale)

    return snapshot.once(("spread", rows.indicator.indicator_id, rows.group), worked_out)


@dataclass(frozen=True)
class Funnel:
    """What a funnel plot needs."""

    councils: Councils
    points: list[Point]
    centre: float
    scale: float
    spread: float


def funnel(snapshot: Snapshot, rows: Councils, place: str) -> Funnel | None:
    """The councils whose counts are published; all young people where the headline group's counts are not.

    None where too few councils have both a figure and the count under it.
    """
    total = councils(snapshot, rows.indicator, "total", "total")
    for candidate in (rows, total):
        if candidate is None or candidate.england is None or not candidate.england["value"]:
            continue
        scale = SCALES.get(candidate.indicator.unit)
        points = _points(snapshot, candidate, place)
        if scale and len(points) >= FEWEST_IN_FUNNEL:
            return Funnel(candidate, points, candidate.england["value"], scale, _spread(snapshot, candidate))
    return None


def over_time(snapshot: Snapshot, indicator: Indicator, place: str) -> dict[str, pl.DataFrame]:
    """The headline series of a council, its region and England, by the code of each; those without figures left out."""
    places = [place, snapshot.region_of.get(place), ENGLAND]
    found = {code: series.headline(snapshot, indicator, code) for code in places if code}
    return {code: rows for code, rows in found.items() if rows["value"].drop_nulls().len()}
