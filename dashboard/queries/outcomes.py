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
FINER: Final = {"country": 0, "region": 1, "local_authority": 2}
_WANTED: Final = ("period", "area_code", "breakdown", "numerator", "denominator", "rate", "rate_status", "is_synthetic")


@dataclass(frozen=True)
class Outcome:
    """One row of `published.outcome`: an outcome and one version of its definition."""

    outcome_id: str
    definition_version: str
    title: str
    shown_as: str
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


def outcomes(snapshot: Snapshot) -> dict[str, Outcome]:
    """By key, in the order of their titles; a release of before there were titles has what the definition says."""
    rows = snapshot.tables["outcome"].with_columns(
        pl.coalesce("title", "says").alias("title"), pl.col("shown_as").fill_null("share")
    )
    columns = ("outcome_id", "definition_version", "title", "shown_as", "says", "owner")
    found = [Outcome(*row) for row in rows.sort("title", "definition_version").select(columns).iter_rows()]
    return {outcome.key: outcome for outcome in found}


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


def through_time(view_of: tuple[Snapshot, Release], outcome: Outcome, place: Place, topic: str) -> pl.DataFrame:
    """Each year of one area, by group.

    Returns:
        `period_id`, `period_kind`, `period_label`, `period_sort`, `breakdown`, `numerator`, `denominator`, `rate`
        (percent, null where `rate_status` says why) and `is_synthetic`, in the order of periods.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    snapshot, release = view_of
    return _figures(release, outcome, topic, place.level, _codes(snapshot, place))


def by_council(view_of: tuple[Snapshot, Release], outcome: Outcome, topic: str) -> pl.DataFrame:
    """The latest year of every council that has a figure, by group, as `through_time`, with `place_code`.

    Raises:
        DatabaseError: PostgreSQL cannot be reached.
    """
    snapshot, release = view_of
    rows = _figures(release, outcome, topic, "local_authority", None)
    now = snapshot.tables["area"].select("area_code", place_code="current_area_code")
    return rows.filter(pl.col("period_sort") == pl.col("period_sort").max()).join(now, on="area_code", how="left")


def _codes(snapshot: Snapshot, place: Place) -> list[str]:
    """The codes of an area: those that it had before, too."""
    rows = snapshot.tables["area"].filter(pl.col("current_area_code") == place.code)
    return sorted({place.code, *rows["area_code"]})


def _figures(release: Release, outcome: Outcome, topic: str, level: str, codes: Sequence[str] | None) -> pl.DataFrame:
    wanted: Mapping[str, str] = {
        "outcome_id": outcome.outcome_id,
        "definition_version": outcome.definition_version,
        "period_kind": "one_year",
        "area_level": level,
        "breakdown_topic": topic,
    }
    conditions: list[sql.Composable] = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value)) for name, value in wanted.items()
    ]
    if codes is not None:
        conditions.append(sql.SQL("area_code in ({})").format(sql.SQL(", ").join(map(sql.Literal, codes))))
    columns = {name: INDICATOR_FIGURE.columns[name] for name in _WANTED}
    with connect(Role.DASHBOARD) as connection, connection.cursor() as cursor:
        rows = rows_of(cursor, INDICATOR_FIGURE.name, columns, release.release_id, sql.SQL(" and ").join(conditions))
    return rows.with_columns(
        period_id="period",
        # "2023/24" of schools, "2023-24" of finances, "2023" of the calendar.
        period_kind=pl.when(pl.col("period").str.contains("/"))
        .then(pl.lit("academic_year"))
        .when(pl.col("period").str.contains("-"))
        .then(pl.lit("financial_year"))
        .otherwise(pl.lit("calendar_year")),
        period_label="period",
        period_sort=pl.col("period").str.slice(0, 4).cast(pl.Int64),
    ).sort("period_sort")


def drawn(rows: pl.DataFrame, outcome: Outcome) -> pl.DataFrame:
    """With `value`, what a chart draws: how many, or the rate; nearly all stands as all and hardly any as none."""
    if outcome.is_number:
        return rows.with_columns(value=pl.col("numerator").cast(pl.Float64))
    words = pl.col("rate_status").replace_strict({"nearly_all": 100.0, "hardly_any": 0.0}, default=None)
    return rows.with_columns(value=pl.coalesce("rate", words))
