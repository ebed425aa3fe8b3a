import re
from datetime import date
from pathlib import Path

import pytest

from dashboard.words import records
from ingest.datasets.returns import RETURNS
from ingest.records import check, tables


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
