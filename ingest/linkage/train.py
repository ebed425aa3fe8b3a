"""Training, once: how often true pairs and chance pairs agree in each grade. Retraining is a command and a decision."""

from __future__ import annotations

import logging
from typing import Any, Final

import duckdb
import polars as pl

from ingest.linkage.artefact import Model
from ingest.linkage.linker import display_names, linker_of
from ingest.linkage.model import (
    NOMINAL_PRIOR,
    SAME_IN_ONE_HOUSEHOLD,
    TERM_FREQUENCIES,
    TRAINING_BLOCKS,
    TWO_PARTS_SAME,
    Settings,
    settings,
)
from ingest.linkage.standardise import expand
from pathways.errors import LinkageError

_RANDOM_PAIRS: Final = 3e6
_EM_PAIRS: Final = 1e6
_SEED: Final = 16
_LABELS: Final = "linkage_labels"
_ENOUGH_PERSONS: Final = 200
_ENOUGH_KNOWN: Final = 1000
_MOST_KNOWN: Final = 200_000
# No grade is impossible, however few true or chance pairs were seen in it, and none but certain.
_LEAST: Final = 1e-7
_LEAST_SAMPLED: Final = 1e-6
_LEAST_TRUE: Final = 2e-4
_LEAST_WITHIN: Final = 0.01
_NEARLY_ALL: Final = 0.999


def train(
    connection: duckdb.DuckDBPyConnection, left: pl.DataFrame, right: pl.DataFrame, known: pl.DataFrame | None = None
) -> Model:
    """Learn a model from the department persons of two departments that hold names and full dates of birth.

    Chance agreement is learnt within `left` alone, where no two rows are one person. Agreement of true pairs is learnt
    from `known` where there are enough, else by expectation-maximisation between `left` and `right`.

    Args:
        connection: from `engine.engine`.
        left: department persons, as `department_persons` gives them.
        right: those of another department.
        known: `left`, `right`, pairs that an exact identifier says are one person. What the model is then calibrated
            on must be other pairs than these.

    Returns:
        The model, without calibration.

    Raises:
        LinkageError: too few people to learn from.
    """
    if min(left.height, right.height) < _ENOUGH_PERSONS:
        raise LinkageError(
            f"There are {left.height:,} and {right.height:,} persons to learn from.",
            why="A linkage model of so few would be chance.",
            fix="Train on two departments with at least some thousands of persons, or use a kept model.",
        )
    logging.getLogger("splink").setLevel(logging.ERROR)
    frequencies = {name: term_frequencies(pl.concat([left[name], right[name]])) for name in TERM_FREQUENCIES}
    learnt = _chance(connection, left, frequencies)
    if known is not None and known.height >= _ENOUGH_KNOWN:
        learnt = _true_by_identifier(connection, learnt, (left, right), frequencies, known)
    else:
        learnt = _true_by_expectation(connection, learnt, (left, right), frequencies)
    learnt = _without_impossible(learnt)
    _birth_month_from_date(learnt)
    _given_what_they_depend_on(learnt, left)
    return Model(settings=learnt, frequencies=frequencies)


def term_frequencies(values: pl.Series) -> pl.DataFrame:
    """The share of each value, as splink takes it: the value and `tf_<name>`, commonest first."""
    known = values.drop_nulls()
    return (
        known.value_counts(name="tf")
        .select(pl.col(values.name), (pl.col("tf") / max(len(known), 1)).alias(f"tf_{values.name}"))
        .sort([f"tf_{values.name}", values.name], descending=[True, False])
    )


def _chance(
    connection: duckdb.DuckDBPyConnection, persons: pl.DataFrame, frequencies: dict[str, pl.DataFrame]
) -> Settings:
    with linker_of(connection, settings("dedupe_only"), {"chance": persons}, frequencies) as linker:
        linker.training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=_SEED)
        return _clean(linker.misc.save_model_to_json(), "link_only")


def _true_by_expectation(
    connection: duckdb.DuckDBPyConnection,
    learnt: Settings,
    sides: tuple[pl.DataFrame, pl.DataFrame],
    frequencies: dict[str, pl.DataFrame],
) -> Settings:
    with linker_of(connection, learnt, {"a_left": sides[0], "b_right": sides[1]}, frequencies) as linker:
        for rule in TRAINING_BLOCKS:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, max_pairs=_EM_PAIRS, record_sample_proportion=0.05
            )
        return _clean(linker.misc.save_model_to_json(), "link_only")


def _true_by_identifier(
    connection: duckdb.DuckDBPyConnection,
    learnt: Settings,
    sides: tuple[pl.DataFrame, pl.DataFrame],
    frequencies: dict[str, pl.DataFrame],
    known: pl.DataFrame,
) -> Settings:
    some = known.sort("left", "right").head(_MOST_KNOWN)
    those = {
        "a_left": sides[0].join(some, left_on="person_key", right_on="left", how="semi"),
        "b_right": sides[1].join(some, left_on="person_key", right_on="right", how="semi"),
    }
    with linker_of(connection, learnt, those, frequencies) as linker:
        names = display_names(linker)
        labels = some.select(
            pl.lit(names[0]).alias("source_dataset_l"),
            pl.col("left").alias("person_key_l"),
            pl.lit(names[1]).alias("source_dataset_r"),
            pl.col("right").alias("person_key_r"),
        )
        connection.register(_LABELS, labels.to_arrow())
        try:
            linker.training.estimate_m_from_pairwise_labels(_LABELS)
            return _clean(linker.misc.save_model_to_json(), "link_only")
        finally:
            connection.unregister(_LABELS)


def _clean(saved: dict[str, Any], link_type: str) -> Settings:
    """Splink's saved model without what differs from run to run."""
    kept = {name: value for name, value in saved.items() if name not in {"linker_uid", "sql_dialect"}}
    for rule in kept["blocking_rules_to_generate_predictions"]:
        rule.pop("sql_dialect", None)
    return kept | {"link_type": link_type, "probability_two_random_records_match": NOMINAL_PRIOR}


def _levels(model: Settings, comparison: str) -> list[dict[str, Any]]:
    found = next(c for c in model["comparisons"] if c["output_column_name"] == comparison)
    return [level for level in found["comparison_levels"] if not level.get("is_null_level")]


def agreement_by_chance(persons: pl.DataFrame, *columns: str) -> float:
    """The probability that two different rows agree in all `columns`; rows without a value are left out."""
    counts = persons.select(columns).drop_nulls().group_by(columns).len("n")["n"].cast(pl.Float64)
    total = float(counts.sum())
    return float((counts * (counts - 1)).sum()) / max(total * (total - 1), 1.0)


def _without_impossible(model: Settings) -> Settings:
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                for kind, least in (("m_probability", _LEAST_TRUE), ("u_probability", _LEAST_SAMPLED)):
                    level[kind] = min(max(float(level.get(kind) or 0.0), least), 1 - least)
    return model


def _birth_month_from_date(model: Settings) -> None:
    """Where only the month is known it agrees as often as the date does, and when the day alone was mistaken."""
    dates = {level["label_for_charts"]: level["m_probability"] for level in _levels(model, "date_of_birth")}
    agree = dates[SAME_IN_ONE_HOUSEHOLD] + dates["same"] + dates[TWO_PARTS_SAME] / 3
    same, different = _levels(model, "birth_month")
    same["m_probability"] = min(agree, 1 - 1e-4)
    different["m_probability"] = 1 - same["m_probability"]


def _given_what_they_depend_on(model: Settings, persons: pl.DataFrame) -> None:
    """Count chance agreement exactly, and weigh surname and birth given that the postcode, or the household, agrees.

    A random sample holds too few pairs of one postcode to count them; here every pair of `persons` is counted.
    """
    persons = expand(persons)
    postcode, dates, surnames = (_levels(model, name) for name in ("postcode", "date_of_birth", "surname"))
    homes = persons.select("homes", "surname", "date_of_birth").explode("homes")
    # Of persons with two homes each any of four pairs of them may agree.
    several = (homes["homes"].count() / max(persons["homes"].count(), 1)) ** 2
    at_postcode = max(agreement_by_chance(homes, "homes") * several, _LEAST)
    household = max(agreement_by_chance(homes, "homes", "surname") * several, _LEAST**2)
    sector, outward = (agreement_by_chance(persons, f"postcode_{part}") for part in ("sector", "outward"))
    for level, chance in zip(postcode[:4], (at_postcode, None, sector - at_postcode, outward - sector), strict=True):
        if chance is not None:
            level["u_probability"] = max(chance, _LEAST)
    true_postcode, true_household = postcode[0]["m_probability"], surnames[0]["m_probability"]
    _split(surnames, true_postcode, household / at_postcode, None)
    born_in_household = agreement_by_chance(homes, "homes", "surname", "date_of_birth") * several / household
    _split(dates, true_household, born_in_household, agreement_by_chance(persons, "date_of_birth"))
    for name in ("birth_month", "sex"):
        same, different = _levels(model, name)
        same["u_probability"] = max(agreement_by_chance(persons, name), _LEAST)
        different["u_probability"] = max(1 - same["u_probability"], _LEAST)
        same["m_probability"] = min(same["m_probability"], _NEARLY_ALL)
        different["m_probability"] = max(different["m_probability"], 1 - _NEARLY_ALL)


def _split(levels: list[dict[str, Any]], true_share: float, chance_within: float, chance_outside: float | None) -> None:
    """Turn the first two grades into agreement given that the pair is within, or outside, what they depend on."""
    within, outside = levels[0], levels[1]
    within["m_probability"] = min(within["m_probability"] / max(true_share, _LEAST_TRUE), _NEARLY_ALL)
    within["u_probability"] = min(max(chance_within, _LEAST_WITHIN), _NEARLY_ALL)
    outside["m_probability"] = min(outside["m_probability"] / max(1 - true_share, _LEAST_TRUE), _NEARLY_ALL)
    if chance_outside is not None:
        outside["u_probability"] = max(chance_outside, _LEAST)
