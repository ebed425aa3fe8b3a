"""Every published table of people, declared: see `publish/disclosure/specification.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import polars as pl

from pathways.published import PUBLISHED
from pathways.published.linked_figures import INDICATOR_FIGURE
from pathways.published.quality import LINK_RATE
from pathways.published.table import Tables
from publish.disclosure.cells import Ladders
from publish.disclosure.policy import ROUNDED_TO
from publish.disclosure.rates import with_rate
from publish.disclosure.specification import KEY_SUFFIX, Specification
from warehouse.sources import SEEDS

_SEND: Final = {"ehc_plan": "send", "sen_support": "send"}
_TOTAL: Final = "total"
_EVERYONE: Final = "everyone"  # of link rates
_YEARS: Final = 3  # are pooled


def unprotected(tables: Tables) -> list[str]:
    """What of people would leave otherwise than as declared: a key, a column that nothing protects, a true count."""
    promised = {table.name: set(table.columns) for table in PUBLISHED}
    reasons = [
        f"{name}.{column} is a sum of keys of persons."
        for name, rows in tables.items()
        for column in rows.columns
        if column.endswith(KEY_SUFFIX)
    ]
    for of in PROTECTED:
        rows = tables[of.table]
        further = sorted(set(rows.columns) - promised[of.table])
        reasons += [f"{of.table}.{column} is declared nowhere." for column in further]
        exact = rows.filter(pl.any_horizontal(pl.col(*of.counts) % ROUNDED_TO != 0)).height
        if exact:
            reasons.append(f"{of.table}: {exact:,} rows hold a count that is not rounded to {ROUNDED_TO}.")
    return reasons


def _with_share(shown: pl.DataFrame, by: str) -> pl.DataFrame:
    """Each row's share of everyone, whom the row `total` holds; where that row is shown as 0, there is no share."""
    key = [name for name in ("cohort", "sen_group", "academic_age") if name in shown.columns]
    everyone = shown.filter(pl.col(by) == _TOTAL).select(*key, everyone="young_people")
    joined = shown.join(everyone, on=key, how="left", maintain_order="left").with_columns(
        pl.col("everyone").fill_null(0)
    )
    return with_rate(joined, "young_people", "everyone")


def _total_of(column: str, rows: pl.DataFrame) -> Mapping[str, str]:
    return {value: _TOTAL for value in rows[column].unique().sort() if value != _TOTAL}


def _indicator_ladders(cells: pl.DataFrame) -> Ladders:
    return {
        "period": list(_windows(cells)),
        "area": [_areas(cells)],
        "breakdown": list(_breakdowns(cells)),
    }


def _areas(cells: pl.DataFrame) -> Mapping[str, str]:
    """Local authorities in regions, regions in England."""
    areas = cells.select("area_level", "area_code", "region_code").unique()
    (country,) = areas.filter(pl.col("area_level") == "country").rows() or [("country", "", "")]
    return {
        f"{level} / {code} / {region}": f"region / {region} / {region}"
        if level == "local_authority"
        else " / ".join(country)
        for level, code, region in areas.sort(pl.all()).iter_rows()
        if level != "country"
    }


def _windows(cells: pl.DataFrame) -> Iterator[Mapping[str, str]]:
    """The years of each window of three; windows that overlap are apart, so that a year is in one of each ladder."""
    definition = ["outcome_id", "definition_version"]
    periods = cells.select(*definition, "period_kind", "period").unique().sort(pl.all())
    start = pl.col("period").str.head(4).cast(pl.Int64)
    years = periods.filter(pl.col("period_kind") == "one_year").with_columns(start=start)
    pooled = periods.filter(pl.col("period_kind") == "three_years").with_columns(first=start)
    for apart in range(_YEARS):
        first = pl.col("start") - (pl.col("start") - apart) % _YEARS
        met = years.with_columns(first=first).join(
            pooled, on=[*definition, "first"], suffix="_pooled", maintain_order="left"
        )
        yield {
            f"{outcome} / {version} / one_year / {year}": f"{outcome} / {version} / three_years / {window}"
            for outcome, version, year, window in met.select(*definition, "period", "period_pooled").iter_rows()
        }


def _breakdowns(cells: pl.DataFrame) -> Iterator[Mapping[str, str]]:
    """Values that differ in one dimension make up one without it; 18 ethnic groups make up five."""
    dimensions = _topics()
    named = {frozenset(of): topic for topic, of in dimensions.items()}
    values = cells.group_by("breakdown_topic").agg(pl.col("breakdown").unique().sort()).sort("breakdown_topic")
    for topic, of_topic in values.iter_rows():
        of = dimensions[topic]
        for left_out in of:
            whole = named.get(frozenset(name for name in of if name != left_out))
            if whole:
                yield {_cell(topic, value): _cell(whole, _fewer(of, value, dimensions[whole])) for value in of_topic}
        if "ethnicity_18" in of:
            whole = topic.replace("ethnicity_18", "ethnicity_5")
            yield {_cell(topic, value): _cell(whole, _in_five_groups(of, value)) for value in of_topic}


def _fewer(of: tuple[str, ...], value: str, kept: tuple[str, ...]) -> str:
    """What is left of a value when it is told by fewer dimensions."""
    told = dict(zip(of, value.split("|"), strict=True))
    return "|".join(told[name] for name in kept) or _TOTAL


def _in_five_groups(of: tuple[str, ...], value: str) -> str:
    """A value with its ethnic group as one of the five."""
    major = _ethnic_groups()
    return "|".join(
        major.get(part, part) if name == "ethnicity_18" else part
        for name, part in zip(of, value.split("|"), strict=True)
    )


def _cell(topic: str, value: str) -> str:
    return f"{topic} / {value}"


@cache
def _topics() -> Mapping[str, tuple[str, ...]]:
    """The dimensions of each breakdown, as the seed `indicator_breakdown` has them."""
    seed = pl.read_csv(SEEDS / "indicator_breakdown.csv", infer_schema=False)
    columns = ("breakdown_topic", "dimension_1", "dimension_2", "dimension_3")
    return {topic: tuple(of for of in by if of) for topic, *by in seed.select(columns).iter_rows()}


@cache
def _ethnic_groups() -> Mapping[str, str]:
    """The group of five that each of the eighteen ethnic groups is in."""
    seed = pl.read_csv(SEEDS / "ethnicity.csv", infer_schema=False)
    return dict(seed.select("gss_18", "ethnicity_major").unique().iter_rows())


def _link_groups(cells: pl.DataFrame) -> Iterator[Mapping[str, str]]:
    """The groups of each kind that a department tells make up everyone whom it knows."""
    groups = cells.select("department", "group_kind", "group_value").unique().sort(pl.all())
    for kind in groups["group_kind"].unique().sort():
        if kind != _EVERYONE:
            yield {
                f"{department} / {kind} / {value}": f"{department} / {_EVERYONE} / {_EVERYONE}"
                for department, value in groups.filter(group_kind=kind).select("department", "group_value").iter_rows()
            }


def _together(*columns: str | pl.Expr) -> pl.Expr:
    return pl.concat_str(*columns, separator=" / ")


def _of_both() -> pl.Expr:
    """Whoever two departments both know is the same whosever persons are counted, but the groups are as one says."""
    whose = ("department", "other_department")
    pair = _together(pl.min_horizontal(whose), pl.max_horizontal(whose))
    return pl.when(pl.col("group_kind") == _EVERYONE).then(pair).otherwise(_together(*LINK_RATE.key))


def _with_link_rates(shown: pl.DataFrame) -> pl.DataFrame:
    decimals = pl.when(pl.col("group_kind") == "local_authority_code").then(0).otherwise(1)
    headline = with_rate(shown, "linked", "persons", decimals, "link_rate")
    return with_rate(headline, "linked_strict", "persons", decimals, "strict_link_rate")


PROTECTED: Final = (
    Specification(
        table="indicator_figure",
        dimensions=INDICATOR_FIGURE.key,
        counts={"denominator": None, "numerator": "denominator"},
        axes={
            "period": ("outcome_id", "definition_version", "period_kind", "period"),
            "area": ("area_level", "area_code", "region_code"),
            "breakdown": ("breakdown_topic", "breakdown"),
        },
        ladders=_indicator_ladders,
        derived=lambda shown: with_rate(
            shown,
            "numerator",
            "denominator",
            pl.when(pl.col("area_level") == "local_authority").then(0).otherwise(1),
        ),
    ),
    Specification(
        table="pathway_share",
        dimensions=("cohort", "sen_group", "academic_age", "pathway_activity"),
        counts={"young_people": None},
        ladders=lambda cells: {"sen_group": [_SEND], "pathway_activity": [_total_of("pathway_activity", cells)]},
        derived=lambda shown: _with_share(shown, "pathway_activity"),
    ),
    Specification(
        table="pathway_flow",
        dimensions=("cohort", "sen_group", "from_age", "to_age", "from_activity", "to_activity"),
        counts={"young_people": None},
        ladders=lambda _: {"sen_group": [_SEND]},
    ),
    Specification(
        table="first_paid_work",
        dimensions=("cohort", "sen_group", "band"),
        counts={"young_people": None},
        carried=("label", "sort_key", "is_synthetic"),
        ladders=lambda cells: {"sen_group": [_SEND], "band": [_total_of("band", cells)]},
        derived=lambda shown: _with_share(shown, "band"),
    ),
    Specification(
        table="source_coverage",
        dimensions=("cohort", "source"),
        counts={"everyone": None, "young_people": "everyone"},
        carried=("says", "is_synthetic"),
        derived=lambda shown: with_rate(shown, "young_people", "everyone"),
    ),
    Specification(
        table="linkage_effect",
        dimensions=("outcome_id", "definition_version"),
        counts={
            "denominator": None,
            "numerator": "denominator",
            "denominator_strict": "denominator",
            "numerator_strict": "numerator",
        },
        carried=("says", "period", "is_synthetic"),
        derived=lambda shown: with_rate(
            with_rate(shown, "numerator", "denominator"), "numerator_strict", "denominator_strict", name="rate_strict"
        ),
    ),
    Specification(
        table="link_rate",
        dimensions=LINK_RATE.key,
        counts={"persons": None, "linked": "persons", "linked_strict": "linked"},
        carried=(
            "run_id",
            "finished_at",
            "model_version",
            "model_used_since",
            "named_threshold",
            "nameless_threshold",
            "strict_threshold",
            "is_synthetic",
        ),
        axes={"group": ("department", "group_kind", "group_value")},
        ladders=lambda cells: {"group": list(_link_groups(cells))},
        same_people={
            "persons": _together("department", "group_kind", "group_value"),
            "linked": _of_both(),
            "linked_strict": _of_both(),
        },
        derived=_with_link_rates,
    ),
)
