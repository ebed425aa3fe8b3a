"""What of people would leave is attacked first: the gate lets keyed noise pass and nothing that can be undone."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from publish.disclosure.noise import NoiseTable
from publish.disclosure.people_table import PeopleTable, stacked
from publish.disclosure.policy import HideAndRound, KeyedNoise, Policy
from publish.disclosure.specification import KEY_SUFFIX, TREATED_SUFFIX
from publish.protection import Earlier, small_counts_stay_unknown, small_counts_stay_unknown_over_time, tables_of
from tests.publish.people import KEYED, known_to, marts, people, table
from warehouse.person_keys import KEYS, person_keys

EVERYONE = people()
NAME = "indicator_figure"


def as_earlier(of: PeopleTable, shown: pl.DataFrame | None = None) -> dict[str, list[Earlier]]:
    """What is kept of a release with this table, and what it showed: by default, what is published."""
    keys = [pl.col(name + KEY_SUFFIX) % KEYS for name in of.specification.counts]
    halves = of.is_treated.reshape(2, -1)
    treated = [
        pl.Series(name + TREATED_SUFFIX, cells) for name, cells in zip(of.specification.counts, halves, strict=True)
    ]
    true = of.true.select(*of.specification.dimensions, *of.specification.counts, *keys).with_columns(*treated)
    return {NAME: [Earlier("2026-01-01.1", true, of.published if shown is None else shown)]}


def test_cells_add_up_along_areas_years_and_breakdowns():
    of = table(EVERYONE)
    sums, whole = of.relations.sums(of.true_counts), of.true_counts[of.relations.whole]
    assert (sums == whole).all()
    of_first = of.coordinates(np.unique(of.relations.whole))
    for words in (
        "denominator without numerator / ",
        " / country / ",
        " / region / ",
        "three_years",
        "sex / female",
        "ethnicity_5 / asian",
        "female|asian",
    ):
        assert any(words in cell for cell in of_first), words


def test_keyed_noise_passes():
    of = table(EVERYONE).treated()
    assert of.report.sensitive > 500
    assert small_counts_stay_unknown([of]).passed


def link_rates(policy: Policy) -> PeopleTable:
    return tables_of(marts(EVERYONE.head(0), known_to()), policy)["link_rate"]


def test_the_groups_of_a_department_make_up_everyone_whom_it_knows():
    of = link_rates(KEYED)
    assert (of.relations.sums(of.true_counts) == of.true_counts[of.relations.whole]).all()
    wholes = of.coordinates(np.unique(of.relations.whole))
    assert any(cell.startswith("persons / DfE / DWP / everyone") for cell in wholes)
    assert any(cell.startswith("persons without linked / DHSC / DfE / everyone") for cell in wholes)
    again = of.coordinates(of.relations.part[of.relations.start[:-1][of.relations.size == 1]])
    assert "persons / DfE / DHSC / sex / F" in again
    assert sum(cell.startswith("linked / D") and cell.endswith("everyone / everyone") for cell in again) == 3
    assert not any(cell.startswith("linked / ") and cell.endswith("sex / F") for cell in again)


def test_people_who_are_counted_twice_are_attacked_as_one_and_shown_alike():
    """Seven people of DfE shown as none, beside seven councils of one that are each shown as 5."""
    changes = np.zeros((256, KEYS), dtype=np.int8)
    changes[1], changes[7] = 2, -5
    seven = pl.DataFrame(
        {
            "young_person_id": range(7),
            "sex": ["F"] * 7,
            "ethnicity_5": ["asian"] * 7,
            "local_authority_code": [f"E0600000{place}" for place in range(7)],
            "key": person_keys(range(7), b"a key of the tests"),
            "is_sure": [True] * 7,
        }
    )
    departments = {"DfE": seven, "DWP": seven.head(1), "DHSC": seven.head(6)}
    known = pl.concat(of.with_columns(department=pl.lit(name)) for name, of in departments.items())
    of = tables_of(marts(EVERYONE.head(0), known), KeyedNoise(NoiseTable(changes)))["link_rate"]
    assert not small_counts_stay_unknown([of]).passed
    treated = of.treated()
    assert small_counts_stay_unknown([treated]).passed
    assert treated.is_treated.any()
    cells = pl.concat(
        [treated.true.select("department", "other_department", "group_kind", "group_value"), treated.shown],
        how="horizontal",
    )
    by_department = cells.group_by("department", "group_kind", "group_value").agg(pl.col("persons").n_unique())
    assert (by_department["persons"] == 1).all()
    pair = pl.concat_list("department", "other_department").list.sort()
    by_pair = cells.filter(group_kind="everyone").group_by(pair).agg(pl.col("linked", "linked_strict").n_unique())
    assert (by_pair.select("linked", "linked_strict").to_numpy() == 1).all()


def test_link_rates_pass_with_keyed_noise_and_are_stopped_with_rules_that_only_hide():
    of = link_rates(KEYED).treated()
    assert of.report.sensitive > 100
    assert small_counts_stay_unknown([of]).passed
    for rule in (HideAndRound(4, 5), HideAndRound(4, 1)):
        assert not small_counts_stay_unknown([link_rates(rule)]).passed


def test_rates_of_links_are_worked_out_from_what_is_shown():
    rows = link_rates(KEYED).treated().published
    shown = rows.filter(pl.col("link_rate").is_not_null(), pl.col("group_kind") != "local_authority_code")
    assert shown.height > 10
    assert (shown["link_rate"] == (100 * shown["linked"] / shown["persons"]).round(1)).all()
    assert (shown["linked_strict"] <= shown["persons"]).all()
    of_councils = rows.filter(pl.col("link_rate").is_not_null(), group_kind="local_authority_code")
    assert (of_councils["link_rate"] % 1 == 0).all()


@pytest.mark.parametrize("rule", [HideAndRound(4, 5), HideAndRound(4, 1)], ids=["hide 1-4, round to 5", "suppression"])
def test_rules_that_only_hide_are_stopped_with_cells_and_never_with_counts(rule: HideAndRound):
    result = small_counts_stay_unknown([table(EVERYONE, rule)])
    assert result.stops
    assert not result.passed
    (reason,) = result.reasons
    assert reason.startswith("indicator_figure: ")
    assert "work / 1 / one_year / 20" in reason


def test_what_noise_itself_gave_away_is_shown_without_noise_and_then_is_not_given_away():
    """Seven people shown as none, beside seven groups of one that are each shown as 5."""
    changes = np.zeros((256, KEYS), dtype=np.int8)
    changes[1], changes[7] = 2, -5
    unlucky = KeyedNoise(NoiseTable(changes))
    seven = EVERYONE.head(7).with_columns(
        period=pl.lit("2020/21"), local_authority=pl.Series([f"E0600000{n}" for n in range(7)]), region=pl.lit("R")
    )
    of = table(seven, unlucky)
    assert not small_counts_stay_unknown([of]).passed
    treated = of.treated()
    assert small_counts_stay_unknown([treated]).passed
    assert treated.is_treated.any()
    low, high = treated.ranges.low, treated.ranges.high
    true = stacked(treated.true, ("denominator", "numerator"))
    assert ((low <= true) & (true <= high)).all()


def test_the_same_people_are_shown_the_same_in_every_release():
    now = table(EVERYONE)
    assert small_counts_stay_unknown_over_time([now], as_earlier(now)).passed
    other = KeyedNoise(NoiseTable.drawn(b"another seed of the same length!"))
    result = small_counts_stay_unknown_over_time([now], as_earlier(table(EVERYONE, other)))
    assert not result.passed
    assert "of the same people are shown otherwise than in release 2026-01-01.1" in result.reasons[0]


def test_someone_who_knows_of_a_few_who_came_or_went_learns_no_count():
    now = table(EVERYONE)
    before = table(EVERYONE.filter(pl.col("young_person_id") % 200 > 0))
    assert (before.true["denominator"].sum()) < now.true["denominator"].sum()
    assert small_counts_stay_unknown_over_time([now], as_earlier(before)).passed


def test_suppression_is_stopped_beside_an_earlier_release():
    rule = HideAndRound(4, 1)
    before = table(EVERYONE.filter(pl.col("young_person_id") % 200 > 0), rule)
    shown = pl.concat([before.true.select(before.specification.dimensions), before.shown], how="horizontal")
    result = small_counts_stay_unknown_over_time([table(EVERYONE, rule)], as_earlier(before, shown))
    assert any("beside earlier releases" in reason for reason in result.reasons)


def test_rows_of_zeros_are_not_listed_and_small_counts_are_never_shown_as_such():
    of = table(EVERYONE, KEYED).treated()
    rows = of.published
    counts = rows.select("numerator", "denominator")
    assert rows.height < of.true.height
    assert (counts.to_numpy() % 5 == 0).all()
    assert (counts.to_numpy() > 0).any(axis=1).all()
    assert not any(name.endswith(KEY_SUFFIX) for name in rows.columns)
