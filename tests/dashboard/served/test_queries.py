"""What the queries give of a release of the publishers' own files."""

import pytest

from dashboard.queries import areas, equality, series

pytestmark = [pytest.mark.slow, pytest.mark.browser]

LEEDS = "E08000035"


def test_there_are_153_councils_and_each_is_like_ten_others(snapshot):
    assert len(snapshot.local_authorities) == 153
    for code in snapshot.local_authorities:
        others = areas.alike(snapshot, code)
        assert len(others) == 10
        assert code not in others


def test_a_council_keeps_its_series_when_only_its_code_changes(snapshot):
    indicator = snapshot.indicators["neet_or_not_known"]
    rows = series.headline(snapshot, indicator, "E08000039")  # Sheffield; the files say E08000019
    assert rows["period_id"].to_list() == ["2023", "2025"]
    assert set(rows["area_code"]) <= {"E08000019", "E08000039"}


def test_a_council_is_set_beside_its_region_england_and_those_like_it(snapshot):
    rows = areas.councils(snapshot, snapshot.indicators["ehc_plan_ended_in_paid_work"])
    found = areas.comparison(snapshot, rows, LEEDS)
    assert rows.period_label == "2024"
    assert found.own["area_code"] == LEEDS
    assert found.region["area_code"] == "E12000003"
    assert found.england["value"] == pytest.approx(100 * 4045 / 29209)
    assert found.alike_count > 5
    assert found.position in ("within", "above", "below", "far above", "far below")


def test_every_young_person_of_a_breakdown_is_in_one_of_its_groups_the_unknown_too(snapshot):
    indicator = snapshot.indicators["supported_internships"]
    for topic in equality.breakdowns(snapshot, indicator, "2024/25"):
        if topic.topic != "placement_type":  # its groups stand beside their own sums
            assert sum(group.row["value"] for group in topic.groups) == 2673
            assert any("unknown" in group.row["breakdown"] for group in topic.groups)
