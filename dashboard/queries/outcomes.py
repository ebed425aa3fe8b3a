"""Outcomes by area and group, from protected counts of linked records: one outcome, one area, one characteristic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
from psycopg2 import sql

from dashboard.releases import Release, rows_of
from dashboard.snapshot import ENGLAND, Snapshot
from pathways.database import Role, connect
from pathways.published.linked_figures import INDICATOR_FIGURE

TOTAL: Final = "total"
FIRST_SHOWN, FIRST_BY = "ks4_sustained_destination.1", "sen_at_ks4"
FINER: Final = {"country": 0, "region": 1, "local_authority": 2}
_WANTED: Final = ("period", "area_code", "breakdown", "numerator", "denominator", "rate", "rate_status", "is_synthetic")


@dataclass(frozen=True)
class Outcome:
    """One row of `published.outcome`: an outcome and one version of its definition."""

    outcome_id: str
    definition_version: str
    title: str
    shown_as: str
    period_says: str
    council_is: str
    says: str
    owner: str

    @property
    def key(self) -> str:
        """Its name in an address."""
        return f"{self.outcome_id}.{self.definition_version}"

    @property
    def is_number(self) -> bool:
        """Whether there is nobody to take a share of."""
        return self.shown_as == "number"


@dataclass(frozen=True)
class Place:
    """England, a region or a council; `name` is of the two councils together where one alone is too small."""

    code: str
    name: str
    level: str

    @property
    def decimals(self) -> int:
        """Of its rates: one of a council would say more than its counts do."""
        return 0 if self.level == "local_authority" else 1


@dataclass(frozen=True)
class Group:
    """A value of a characteristic, as a person reads it."""

    value: str
    label: str


@dataclass(frozen=True)
class Asked:
    """What is shown: an outcome of an area by a characteristic (`topic`; `by` is its name, `groups` its values).

    `area` is the code by which the area is chosen; that of `place` is of the two together where one is too small.
    """

    outcome: Outcome
    area: str
    place: Place
    topic: str
    by: str
    groups: Sequence[Group]


def outcomes(snapshot: Snapshot) -> dict[str, Outcome]:
    """Those that the release has figures of, by key in the order of their titles.

    A release of before outcomes had titles has none.
    """
    has_figures = snapshot.tables["linkage_effect"].select("outcome_id", "definition_version").unique()
    rows = snapshot.tables["outcome"].filter(pl.col("title").is_not_null())
    rows = rows.join(has_figures, on=["outcome_id", "definition_version"], how="semi").sort("title")
    found = [Outcome(*row) for row in rows.select(list(Outcome.__dataclass_fields__)).iter_rows()]
    return {outcome.key: outcome for outcome in found}


def asked_of(snapshot: Snapshot, asked: Mapping[str, str]) -> Asked | None:
    """What an address asks for (`outcome`, `area`, `by`), else what is shown first; None of a release without any."""
    found, around = outcomes(snapshot), places(snapshot)
    if not found:
        return None
    outcome = found.get(asked.get("outcome", "")) or found.get(FIRST_SHOWN) or next(iter(found.values()))
    wanted = asked.get("area", "")
    area = next((code for code in (snapshot.council(wanted), wanted) if code in around), ENGLAND)
    topics = characteristics(snapshot, around[area])
    topic = next(name for name in (asked.get("by", ""), FIRST_BY, *topics) if name in topics)
    return Asked(outcome, area, around[area], topic, topics[topic], groups(snapshot, topic))


def places(snapshot: Snapshot) -> dict[str, Place]:
    """England, its regions and its councils, by code; one too small to be counted alone leads to the two together."""
    regions = snapshot.tables["area"].filter(area_type="region").sort("area_name").select("area_code", "area_name")
    small = snapshot.tables["small_area"].select("area_code", "merged_area_code", "merged_area_name")
    counted_as = {code: (code, name) for code, name in snapshot.local_authorities.items()}
    for alone, code, name in small.iter_rows():
        counted_as |= {alone: (code, name), code: (code, name)}
    return {
        ENGLAND: Place(ENGLAND, "England", "country"),
        **{code: Place(code, name, "region") for code, name in regions.iter_rows()},
        **{code: Place(*counted_as[code], "local_authority") for code in snapshot.local_authorities},
    }


def councils(snapshot: Snapshot) -> list[Place]:
    """Every council, or two together, once."""
    return list({place.code: place for place in places(snapshot).values() if place.level == "local_authority"}.values())


def characteristics(snapshot: Snapshot, place: Place) -> dict[str, str]:
    """The characteristics by which figures of such an area leave, by topic, with their names."""
    names = dict(snapshot.tables["characteristic"].select("characteristic", "characteristic_label").iter_rows())
    single = snapshot.tables["indicator_breakdown"].filter(pl.col("dimension_2").is_null())
    return {
        topic: names.get(dimension or TOTAL, topic)
        for topic, dimension, level in single.select(
            "breakdown_topic", "dimension_1", "finest_published_level"
        ).iter_rows()
        if FINER[level] >= FINER[place.level]
    }


def groups(snapshot: Snapshot, topic: str) -> list[Group]:
    """The values of a characteristic, in order."""
    rows = snapshot.tables["characteristic"].filter(characteristic=topic).sort("sort_key")
    return [Group(*row) for row in rows.select("value", "label").iter_rows()]


def through_time(release: Release, asked: Asked) -> pl.DataFrame:
    """Each year of one area, by group.

    Returns:
        `period_id`, `period_kind`, `period_label`, `period_sort`, `breakdown`, `numerator`, `denominator`, `rate`
        (percent, null where `rate_status` says why) and `is_synthetic`, in the order of periods. A group of which
        every shown count is none has no row.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    return with_periods(_figures(release, asked, [asked.place.code]))


def by_council(snapshot: Snapshot, release: Release, asked: Asked) -> pl.DataFrame:
    """The latest year of every council, by group, as `through_time`; none where no figure of a council leaves.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    rows = with_periods(_figures(release, asked, [place.code for place in councils(snapshot)]))
    return rows.filter(pl.col("period_sort") == pl.col("period_sort").max())


def _figures(release: Release, asked: Asked, codes: Sequence[str]) -> pl.DataFrame:
    wanted = {
        "outcome_id": asked.outcome.outcome_id,
        "definition_version": asked.outcome.definition_version,
        "period_kind": "one_year",
        "breakdown_topic": asked.topic,
    }
    where = sql.SQL(" and ").join(
        [
            *(sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value)) for name, value in wanted.items()),
            sql.SQL("area_code in ({})").format(sql.SQL(", ").join(map(sql.Literal, codes))),
        ]
    )
    columns = {name: INDICATOR_FIGURE.columns[name] for name in _WANTED}
    with connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        return rows_of(cursor, INDICATOR_FIGURE.name, columns, release.release_id, where)


def with_periods(rows: pl.DataFrame) -> pl.DataFrame:
    """With what a chart through time needs to know of each `period`, in their order.

    "2023/24" is a year of schools, "2023-24" of finances, "2023" of the calendar.
    """
    period = pl.col("period")
    return rows.with_columns(
        period_id=period,
        period_kind=pl.when(period.str.contains("/"))
        .then(pl.lit("academic_year"))
        .when(period.str.contains("-"))
        .then(pl.lit("financial_year"))
        .otherwise(pl.lit("calendar_year")),
        period_label=period,
        period_sort=period.str.slice(0, 4).cast(pl.Int64),
    ).sort("period_sort")


def drawn(rows: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    """With `value`, what a chart draws: how many, or the rate; nearly all stands as all and hardly any as none."""
    if outcome.is_number:
        return rows.with_columns(value=pl.col("numerator").cast(pl.Float64))
    words = pl.col("rate_status").replace_strict({"nearly_all": 100.0, "hardly_any": 0.0}, default=None)
    return rows.with_columns(value=pl.coalesce("rate", words))
