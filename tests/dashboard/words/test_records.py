import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.words import records
from ingest.datasets.returns import RETURNS
from ingest.records import check, tables

EVERYONE = {
    "department": "DfE",
    "other_department": "DWP",
    "persons": 19_918,
    "link_rate": 98.694,
    "expected_precision": 0.99999,
    "expected_share_found": 99.97,
    "run_id": "2026-11-26.2",
    "model_version": "04bdafbba19c",
    "model_used_since": datetime(2026, 10, 17, 1, 14, tzinfo=UTC),
    "finished_at": datetime(2026, 11, 26, 1, 54, tzinfo=UTC),
}


def group(name: str, persons: int, link_rate: float) -> dict[str, object]:
    return {"name": name, "persons": persons, "link_rate": link_rate}


def feed(**told: object) -> dict[str, object]:
    blank = {"title": "SEN2", "extracts": 1, "late_by_days": 0, "rows_received": 10, "rows_quarantined": 0}
    return {**blank, "next_due_on": date(2026, 1, 1), **told}


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("2024/25", "2024/25"),
        ("2025", "2025"),
        ("2025-06", "June 2025"),
        ("2025-06-30", "Up to 30 June 2025"),
        ("2025 Q2", "April to June 2025"),
        ("whole history", "All years so far"),
        ("not known", "Not known"),
        (None, ""),
    ],
)
def test_a_period_of_a_return_is_said_as_a_person_says_it(told, words):
    assert records.period(told) == words


def test_every_rule_that_a_record_can_break_has_words():
    broken = {
        name
        for sent in RETURNS.values()
        for table in sent.tables
        for name in table.schema._validation_rules(with_cast=False)
    }
    written = {rule for rule in broken if "|" not in rule}
    source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (check, tables))
    named = set(re.findall(r'tests\["(\w+)"', source)) | set(re.findall(r'rule=pl\.lit\("(\w+)"\)', source))
    assert {"unknown_code", "without_its_parent"} <= named
    assert written | named == set(records.RULES)
    assert {rule.partition("|")[2] for rule in broken if "|" in rule} <= set(records.LIMITS)


def test_a_limit_of_a_column_names_the_column_and_no_value():
    assert records.rule("start_date|max") == "Start date is above what is possible"
    assert records.rule("ukprn|regex") == "Ukprn has not the right form"


def test_a_return_that_is_late_is_named_and_one_that_never_came_is_not_late():
    late = feed(title="NCCIS", late_by_days=21, rows_quarantined=1)
    never = feed(title="CORE", extracts=0, rows_received=0, next_due_on=None)
    assert records.feeds_summary([feed(), late, never]) == (
        "2 of 3 returns have come, in 2 files with 20 rows. 1 row broke a rule and was set aside. Late: NCCIS."
    )
    assert records.timeliness(late) == "Next was due 1 January 2026, 21 days ago"
    assert records.timeliness(feed()) == "Next due 1 January 2026"
    assert records.timeliness(never) == "None has come yet"
    assert records.timeliness(feed(next_due_on=None)) == "No row could be accepted yet"


def test_a_link_rate_says_whose_people_and_how_far_to_trust_it_and_is_never_rounded_up_to_all():
    words = records.pair_says(EVERYONE)
    assert words.startswith("DfE to DWP: 98.7% of the 19,918 people in records of DfE are linked")
    assert "99.99% are expected to be right" in words
    assert "99.9% of the links there are to find" in words


def test_a_pair_without_a_link_says_nothing_of_links():
    nobody = {**EVERYONE, "link_rate": 0.0, "expected_precision": None, "expected_share_found": None}
    assert records.pair_says(nobody).endswith("linked to a person in records of DWP.")


def test_groups_are_set_beside_everyone_in_points_and_small_ones_are_not_compared():
    found = [group("Isles of Scilly", 12, 50.0), group("Asian", 1802, 97.8), group("White", 12_795, 99.0)]
    assert records.groups_say(EVERYONE, found) == (
        "Everyone: 98.7%. Lowest: Asian, 97.8%, 0.9 percentage points lower. "
        "Highest: White, 99.0%, 0.3 percentage points higher."
    )
    assert records.difference(found[1], EVERYONE) == "−0.9"
    assert records.difference(found[2], EVERYONE) == "+0.3"
    assert "Too few groups of 100 people" in records.groups_say(EVERYONE, found[:2])


def test_a_group_that_is_recorded_as_not_known_is_another_than_one_that_is_not_recorded():
    assert records.group_name("ethnicity_5", "unknown", {}) != records.group_name("ethnicity_5", "not known", {})
    assert records.group_name("local_authority_code", "E06000001", {"E06000001": "Hartlepool"}) == "Hartlepool"


def test_a_trend_says_how_far_the_rate_moved_between_the_first_run_and_the_last():
    assert records.trend_says("DfE to DWP", [("17 Oct 2026", 97.0), ("1 Nov 2026", 90.0), ("26 Nov 2026", 98.5)]) == (
        "DfE to DWP: 98.5% on 26 Nov 2026, 1.5 percentage points higher than on 17 Oct 2026."
    )
    same = records.trend_says("DfE to DWP", [("17 Oct 2026", 97.01), ("26 Nov 2026", 97.02)])
    assert "the same as on 17 Oct 2026" in same


def test_the_model_is_named_with_the_day_it_was_taught_and_the_run_it_was_last_used_in():
    words = records.model_says(EVERYONE, 1)
    assert "run 2026-11-26.2, which finished on 26 November 2026 at 01:54 UTC" in words
    assert "model 04bdafbba19c, taught and first used on 17 October 2026. It is the only run so far." in words
