"""A small but whole set of published tables, made up: two regions stand for England, two authorities for each.

Run as a script it publishes them, so that a test can kill the process: `made_up.py [EXTRA_INTERNS_IN_HARTLEPOOL]`.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime

import polars as pl

from pathways.published import PUBLISHED
from pathways.published.quality import LINK_RATE
from pathways.published.table import Tables
from publish import store
from publish.candidate import Build, Candidate
from publish.gates import run_gates
from publish.release import Published, release_candidate
from publish.shape import shaped

ENGLAND = "E92000001"
RECEIVED = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
EXTRACT = "dfe__work_based_placements-0123456789ab"
COHORT = {"cohort": "2021/22", "sen_group": "ehc_plan", "is_synthetic": True}
AREAS = {  # code: name, kind, region, supported internships
    ENGLAND: ("England", "country", None, 100),
    "E12000001": ("North East", "region", "E12000001", 60),
    "E12000002": ("North West", "region", "E12000002", 40),
    "E06000001": ("Hartlepool", "local_authority", "E12000001", 45),
    "E06000002": ("Middlesbrough", "local_authority", "E12000001", 15),
    "E06000008": ("Blackburn with Darwen", "local_authority", "E12000002", 40),
    "E06000009": ("Blackpool", "local_authority", "E12000002", 0),
}


def tables_of(extra_interns_in_hartlepool: int = 0) -> dict[str, pl.DataFrame]:
    """Every published table; the argument moves Hartlepool and what it is part of, as a correction would."""
    counts = {
        code: count + (extra_interns_in_hartlepool if code in (ENGLAND, "E12000001", "E06000001") else 0)
        for code, (_, _, _, count) in AREAS.items()
    }
    statistics = [_statistic(code, "2024/25", float(count)) for code, count in counts.items()]
    statistics.append(_statistic(ENGLAND, "2023/24", None, "confidential"))
    frames = {
        "official_statistic": statistics,
        "statistic_source": [
            {
                "statistic_id": statistic["statistic_id"],
                "role": "value",
                "dataset": "dfe__work_based_placements",
                "extract_id": EXTRACT,
                "source_row": row,
                "source_column": "open_supp_intern",
            }
            for row, statistic in enumerate(statistics, start=2)
        ],
        "indicator": [
            {
                "indicator_id": "supported_internships",
                "indicator_number": 6,
                "title": "Young people on supported internships",
                "short_title": "Supported internships",
                "definition": "Young people with an EHC plan on a supported internship on census day in January.",
                "numerator_definition": "Open supported internships",
                "denominator_definition": None,
                "definition_version": "1",
                "owner_department": "DfE",
                "unit": "people",
                "better_direction": "higher",
                "decimals": 0,
                "headline_breakdown_topic": "total",
                "headline_breakdown": "total",
                "comparator_breakdown": None,
                "caveat": "A stock on one day.",
                "has_data": True,
                "publication": "Education, health and care plans",
            }
        ],
        "indicator_break": [
            {"indicator_id": "supported_internships", "period_id": "2023/24", "reason": "Person-level return"}
        ],
        "area": [
            {
                "area_code": code,
                "area_name": name,
                "area_type": kind,
                "parent_area_code": {"country": None, "region": ENGLAND}.get(kind, region),
                "region_code": region,
                "dfe_number": None,
                "cassr_code": None,
                "valid_from": date(2009, 4, 1),
                "valid_to": None,
                "current_area_code": code,
            }
            for code, (name, kind, region, _) in AREAS.items()
        ],
        "area_neighbour": [
            {"area_code": "E06000001", "neighbour_area_code": "E06000009", "neighbour_rank": 1, "distance": 0.25}
        ],
        "area_boundary": [{"area_code": "E06000001", "ring": 1, "points": "[[-1.24,54.7],[-1.2,54.6],[-1.3,54.65]]"}],
        "period": [
            {
                "period_id": label,
                "period_kind": "academic_year",
                "label": label,
                "starts_on": date(start, 9, 1),
                "ends_on": date(start + 1, 8, 31),
                "is_part_year": False,
                "sort_key": start,
            }
            for label, start in (("2023/24", 2023), ("2024/25", 2024))
        ],
        "breakdown": [
            {"breakdown_topic": "total", "breakdown": "total", "topic_label": "Total", "label": "Total", "sort_key": 1}
        ],
        "extract": [
            {
                "extract_id": EXTRACT,
                "dataset": "dfe__work_based_placements",
                "file_name": "work_based_placements.csv",
                "sha256": "0123456789ab" + "c" * 52,
                "received_at": RECEIVED,
                "coverage_label": "2024/25",
                "rows_received": 9,
                "rows_accepted": 8,
                "rows_quarantined": 1,
                "rows_duplicate": 0,
                "is_synthetic": True,
                "supersedes": None,
                "notes": "[]",
                "is_used": True,
            }
        ],
        "source": [
            {
                "dataset": "dfe__work_based_placements",
                "publisher": "Department for Education",
                "department": "DfE",
                "title": "Education, health and care plans: work-based placements",
                "licence": "OGL v3",
                "publication": "Education, health and care plans",
                "expected_every_days": 365,
                "symbols": '{"x": "not_available"}',
                "caveat": None,
                "last_received_at": RECEIVED,
                "latest_period": "2024/25",
                "latest_period_ends_on": date(2025, 8, 31),
                "behind_by_days": 0,
                "is_late": False,
            }
        ],
        "pathway_activity": [
            {"pathway_activity": "school", "label": "At school", "short_label": "School", "sort_key": 1},
            {"pathway_activity": "employment", "label": "In paid work", "short_label": "Work", "sort_key": 2},
        ],
        "pathway_share": [
            {"academic_age": 16, "pathway_activity": activity, "young_people": people, **share(people, 40), **COHORT}
            for activity, people in (("school", 30), ("employment", 10), ("total", 40))
        ],
        "pathway_flow": [
            {
                "from_age": 16,
                "to_age": 17,
                "from_activity": "school",
                "to_activity": "employment",
                "young_people": 30,
                **COHORT,
            }
        ],
        "first_paid_work": [
            {"band": band, "label": label, "sort_key": place, "young_people": people, **share(people, 20), **COHORT}
            for band, label, place, people in (("not_yet", "Not yet", 6, 15), ("total", "Everyone", 0, 20))
        ],
        "source_coverage": [
            {
                "cohort": "2021/22",
                "source": "ilr",
                "says": "Aims",
                "young_people": 30,
                **share(30, 40),
                "is_synthetic": True,
            }
        ],
        "linkage_effect": [
            {
                "outcome_id": "first_paid_work",
                "definition_version": "1",
                "title": "Paid work within a year of leaving education",
                "shown_as": "share",
                "period_says": "the academic year in which education ended",
                "council_is": "at_ks4",
                "says": "In paid work within a year of the last day of education.",
                "period": "2023/24",
                "numerator": 20,
                "denominator": 40,
                "numerator_strict": 15,
                "denominator_strict": 40,
                "rate": 50.0,
                "rate_status": "published",
                "rate_strict": 37.5,
                "rate_strict_status": "published",
                "is_synthetic": True,
            }
        ],
        "outcome": [
            {
                "outcome_id": "first_paid_work",
                "definition_version": "1",
                "title": "Paid work within a year of leaving education",
                "shown_as": "share",
                "period_says": "the academic year in which education ended",
                "council_is": "at_ks4",
                "says": "In paid work within a year of the last day of education.",
                "source": "E",
                "owner": "DWP",
                "valid_from": None,
                "valid_to": None,
            }
        ],
        "characteristic": [
            {
                "characteristic": "total",
                "value": "total",
                "characteristic_label": "Everyone",
                "label": "Everyone",
                "sort_key": 1,
                "is_reference": False,
            }
        ],
        "equality_recommendation": [
            {
                "recommendation_id": "made-up-1",
                "review": "2021/22",
                "audience": "government_policy",
                "recommendation": "A made-up recommendation.",
                "evidence_table": "representation",
                "owner": "DfE",
                "response": "accepted",
                "response_on": date(2023, 1, 5),
                "due_on": date(2024, 7, 31),
                "done_on": None,
                "status": "overdue",
            }
        ],
        "indicator_breakdown": [
            {
                "breakdown_topic": "total",
                "dimension_1": None,
                "dimension_2": None,
                "dimension_3": None,
                "finest_published_level": "local_authority",
            }
        ],
        "small_area": [
            {
                "area_code": "E06000009",
                "merged_area_code": "E06000008",
                "merged_area_name": "Blackburn with Darwen and Blackpool",
            }
        ],
        "indicator_figure": [
            {
                "outcome_id": "first_paid_work",
                "definition_version": "1",
                "period_kind": "one_year",
                "period": "2023/24",
                "area_level": "country",
                "area_code": ENGLAND,
                "region_code": ENGLAND,
                "breakdown_topic": "total",
                "breakdown": "total",
                "numerator": 20,
                "denominator": 40,
                "rate": 50.0,
                "rate_status": "published",
                "is_synthetic": True,
            }
        ],
        "quarantine": [
            {
                "extract_id": EXTRACT,
                "dataset": "dfe__work_based_placements",
                "rule": "known_area",
                "reason": "“Atlantis” is no area that we know",
                "rows_quarantined": 1,
            }
        ],
        "record_feed": [_feed("dfe__ilr", "DfE"), _feed("dwp__leo", "DWP")],
        "record_quarantine": [
            {"feed": "dfe__ilr", "coverage_period": "2024/25", "rule": "unknown_code", "rows_quarantined": 2}
        ],
        "link_rate": [
            _link_rate("everyone", "everyone", 2000, 1900),
            _link_rate("sex", "F", 900, 845),
            _link_rate("sex", "M", 1100, 1055),
        ],
        "link_quality": [
            _link_quality("everyone", "everyone", 2000, 1900),
            _link_quality("sex", "F", 900, 846),
            _link_quality("sex", "M", 1100, 1054),
        ],
    }
    return {
        table.name: shaped(table, pl.DataFrame(frames[table.name], schema=dict(table.columns))) for table in PUBLISHED
    }


def share(people: int, everyone: int) -> dict[str, object]:
    """What a table of people has beside its count."""
    return {
        "everyone": everyone,
        "rate": 100 * people / everyone if people < everyone else None,
        "rate_status": "nearly_all" if people == everyone else "published",
    }


def _statistic(area_code: str, period_id: str, value: float | None, status: str = "published") -> dict[str, object]:
    return {
        "statistic_id": f"supported_internships|{area_code}|{period_id}|total|total",
        "indicator_id": "supported_internships",
        "area_code": area_code,
        "period_id": period_id,
        "breakdown_topic": "total",
        "breakdown": "total",
        "value": value,
        "value_status": status,
        "numerator": value,
        "denominator": None,
        "revision": None,
        "is_synthetic": True,
        "dataset": "dfe__work_based_placements",
        "extract_id": EXTRACT,
    }


def _feed(feed: str, department: str) -> dict[str, object]:
    return {
        "feed": feed,
        "department": department,
        "publisher": department,
        "title": f"Records of {department}",
        "expected_every_days": 60,
        "last_received_at": RECEIVED,
        "latest_period": "2024/25",
        "next_due_on": date(2026, 3, 6),
        "late_by_days": 0,
        "extracts": 3,
        "synthetic_extracts": 3,
        "rows_received": 2002,
        "rows_accepted": 2000,
        "rows_quarantined": 2,
        "rows_duplicate": 0,
        "is_synthetic": True,
    }


def _link_rate(group_kind: str, group_value: str, persons: int, linked: int) -> dict[str, object]:
    of_run = _link_quality(group_kind, group_value, persons, linked)
    shown = {
        "linked_strict": linked - 5,
        "link_rate": round(100 * linked / persons, 1),
        "link_rate_status": "published",
        "strict_link_rate": round(100 * (linked - 5) / persons, 1),
        "strict_link_rate_status": "published",
    }
    return {name: value for name, value in {**of_run, **shown}.items() if name in LINK_RATE.columns}


def _link_quality(group_kind: str, group_value: str, persons: int, linked: int) -> dict[str, object]:
    return {
        "run_id": "2026-01-05.run1",
        "finished_at": RECEIVED,
        "model_version": "0123456789ab",
        "model_used_since": RECEIVED,
        "holds": True,
        "department": "DfE",
        "other_department": "DWP",
        "group_kind": group_kind,
        "group_value": group_value,
        "persons": persons,
        "linked": linked,
        "link_rate": 100 * linked / persons,
        "tier_1": linked - 20,
        "tier_2": 15,
        "tier_3": 5,
        "expected_precision": 0.999,
        "expected_share_found": 99.0,
        "strict_link_rate": 100 * (linked - 5) / persons,
        "imputed_link_rate": None,
        "imputed_link_rate_low": None,
        "imputed_link_rate_high": None,
        "named_threshold": 0.5,
        "nameless_threshold": 0.997,
        "strict_threshold": 0.99,
        "is_synthetic": True,
    }


def candidate_of(tables: Tables, as_known_on: datetime = RECEIVED) -> Candidate:
    """A candidate of these tables, as a build that passed its tests would leave it."""
    build = Build("postgres", "18.0", "1.11.0", as_known_on, tests_passed=63)
    return Candidate(tables, build, tuple(run_gates(tables, tests_passed=63, as_known_on=as_known_on)))


def publish_tables(tables: Tables, as_known_on: datetime = RECEIVED) -> Published:
    """Publish these tables as the whole of what the warehouse holds."""
    with store.publisher() as connection:
        return release_candidate(connection, candidate_of(tables, as_known_on))


if __name__ == "__main__":
    print(publish_tables(tables_of(int(sys.argv[1]) if sys.argv[1:] else 0)))  # noqa: T201  # for the test that reads it
