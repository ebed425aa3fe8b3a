"""How well each pair of departments is linked, and for whom less well; with a truth, how well indeed."""

from __future__ import annotations

from itertools import permutations
from typing import Final

import polars as pl

from ingest.linkage.calibrate import NAMED_THRESHOLD, STRICT
from ingest.linkage.uncertainty import link_rates

GROUPS: Final = ("everyone", "sex", "ethnicity_5", "sen", "local_authority_code")
UNKNOWN: Final = "not known"
_ORDER: Final = ("department", "other_department", "group_value")
LINK_QUALITY: Final[dict[str, pl.DataType]] = {
    "department": pl.String(),
    "other_department": pl.String(),
    "group_kind": pl.String(),
    "group_value": pl.String(),
    "persons": pl.Int64(),
    "linked": pl.Int64(),
    "link_rate": pl.Float64(),
    "tier_1": pl.Int64(),
    "tier_2": pl.Int64(),
    "tier_3": pl.Int64(),
    "expected_precision": pl.Float64(),
    "expected_share_found": pl.Float64(),
    "strict_link_rate": pl.Float64(),
    "imputed_link_rate": pl.Float64(),
    "imputed_link_rate_low": pl.Float64(),
    "imputed_link_rate_high": pl.Float64(),
    "run_id": pl.String(),
    "named_threshold": pl.Float64(),
    "nameless_threshold": pl.Float64(),
    "strict_threshold": pl.Float64(),
}


def link_quality(
    persons: pl.DataFrame, link_edge: pl.DataFrame, run_id: str, nameless_threshold: float
) -> pl.DataFrame:
    """Link rates by pair of departments and group, as they can be told without a truth.

    Args:
        persons: `person_key`, `department` and the columns of `GROUPS` but the first.
        link_edge: as `person_links.link_edges` gives it.
        run_id: of the run.
        nameless_threshold: of the model's calibration.

    Returns:
        A row per department (`department`), other department, `group_kind` and `group_value`, where the department
        knows such groups at all: DWP holds no ethnicity, so its links by ethnicity are told from the other side, as a
        group that only a link can tell would always be found linked. `persons`, `linked`,
        `link_rate` (percent), `tier_1`, `tier_2`, `tier_3` (counts), `expected_precision` (mean probability of the
        links), `expected_share_found` (percent of the counterparts that all pairs above 2 bits let expect), the rates
        of `uncertainty.link_rates`, and the probabilities from which on a link is taken or strict
        (`named_threshold`, `nameless_threshold`, `strict_threshold`). docs/linkage.md says what each means.
    """
    sides = []
    for own, other in (("left", "right"), ("right", "left")):
        side = link_edge.filter(pl.col("best")).select(
            pl.col(own).alias("person_key"),
            pl.col(f"department_{own}").alias("department"),
            pl.col(f"department_{other}").alias("other_department"),
            "link_tier",
            "match_probability",
            (pl.col("linked") & pl.col("accepted")).alias("taken"),
            (pl.col("accepted") & ~pl.col("linked")).alias("gave_way"),
        )
        sides.append(side)
    best = pl.concat(sides)
    people = persons.select(
        "person_key", "department", pl.lit("everyone").alias("everyone"), *(pl.col(name) for name in GROUPS[1:])
    ).with_columns(pl.col(GROUPS).cast(pl.Categorical))
    departments = sorted(people["department"].unique())
    # Two departments at a time: all pairs of them at once would be each person three times over.
    told = (
        pl.concat(
            _of_pair(people.filter(department=own), best.filter(department=own, other_department=other), (own, other))
            for own, other in permutations(departments, 2)
        )
        if len(departments) > 1
        else pl.DataFrame(schema=LINK_QUALITY)
    )
    told = told.with_columns(
        pl.lit(run_id).alias("run_id"),
        pl.lit(NAMED_THRESHOLD).alias("named_threshold"),
        pl.lit(nameless_threshold).alias("nameless_threshold"),
        pl.lit(STRICT).alias("strict_threshold"),
    )
    order = [pl.col("group_kind").replace_strict(dict(zip(GROUPS, range(len(GROUPS)), strict=True))), *_ORDER]
    return told.sort(order).select(pl.col(name).cast(kind) for name, kind in LINK_QUALITY.items())


def _of_pair(people: pl.DataFrame, best: pl.DataFrame, pair: tuple[str, str]) -> pl.DataFrame:
    each = people.join(best, on="person_key", how="left")
    kinds = [kind for kind in GROUPS if people[kind].null_count() < people.height]
    department, other_department = (pl.lit(name) for name in pair)
    return pl.concat(_by(each, kind) for kind in kinds).with_columns(
        department.alias("department"), other_department.alias("other_department")
    )


def _by(each: pl.DataFrame, kind: str) -> pl.DataFrame:
    taken = pl.col("taken").fill_null(value=False)
    expected = pl.col("match_probability").sum()
    gave_way = pl.col("gave_way").fill_null(value=False)
    possible = pl.when(gave_way).then(0.0).otherwise(pl.col("match_probability").fill_null(0.0))
    return (
        each.group_by(pl.col(kind).alias("group_value"))
        .agg(
            pl.len().cast(pl.Int64).alias("persons"),
            taken.sum().cast(pl.Int64).alias("linked"),
            (taken.mean() * 100).alias("link_rate"),
            *((taken & (pl.col("link_tier") == tier)).sum().cast(pl.Int64).alias(f"tier_{tier}") for tier in (1, 2, 3)),
            pl.col("match_probability").filter(taken).mean().alias("expected_precision"),
            (pl.when(expected > 0).then(pl.col("match_probability").filter(taken).sum() / expected) * 100).alias(
                "expected_share_found"
            ),
            **link_rates(possible, taken),
        )
        .with_columns(pl.lit(kind).alias("group_kind"), pl.col("group_value").cast(pl.String).fill_null(UNKNOWN))
    )


def against_truth(
    records: pl.DataFrame, found: pl.DataFrame, truth: pl.DataFrame, pair: tuple[str, str]
) -> dict[str, float]:
    """Precision and recall of linking two departments, over pairs of records, where the truth is known.

    Args:
        records: `source_record_key` and `department` of the records that count.
        found: `source_record_key` and `person_id`.
        truth: `source_record_key` and `person`.
        pair: the two departments.

    Returns:
        `precision`, `recall`, `f1` from 0 to 1, and `pairs`, the number of true pairs.
    """
    each = records.join(found, on="source_record_key").join(truth, on="source_record_key")
    each = each.filter(pl.col("person_id").is_not_null())
    both = [each.filter(pl.col("department") == department) for department in pair]
    of_truth = records.join(truth, on="source_record_key")
    true_pairs = _pairs([of_truth.filter(pl.col("department") == department) for department in pair], ["person"])
    found_pairs = _pairs(both, ["person_id"])
    right = _pairs(both, ["person_id", "person"])
    precision = right / found_pairs if found_pairs else 1.0
    recall = right / true_pairs if true_pairs else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "pairs": float(true_pairs)}


def _pairs(sides: list[pl.DataFrame], by: list[str]) -> int:
    counted = [side.group_by(by).len(f"n{place}") for place, side in enumerate(sides)]
    return int(counted[0].join(counted[1], on=by).select((pl.col("n0").cast(pl.Int64) * pl.col("n1")).sum()).item())
