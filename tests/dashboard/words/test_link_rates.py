from datetime import UTC, datetime

from dashboard.words import link_rates

EVERYONE = {
    "department": "DfE",
    "other_department": "DWP",
    "group_kind": "everyone",
    "persons": 19_920,
    "link_rate": 98.7,
    "link_rate_status": "published",
    "expected_precision": 0.99999,
    "expected_share_found": 99.97,
    "strict_link_rate": 98.2,
    "strict_link_rate_status": "published",
    "imputed_link_rate": None,
    "imputed_link_rate_low": None,
    "imputed_link_rate_high": None,
    "named_threshold": 0.5,
    "nameless_threshold": 0.997813,
    "strict_threshold": 0.99,
    "run_id": "2026-11-26.2",
    "model_version": "04bdafbba19c",
    "model_used_since": datetime(2026, 10, 17, 1, 14, tzinfo=UTC),
    "finished_at": datetime(2026, 11, 26, 1, 54, tzinfo=UTC),
}
OF_REAL_PEOPLE = {**EVERYONE, "expected_precision": None, "expected_share_found": None}
UNSURE = {
    **EVERYONE,
    "strict_link_rate": 90.5,
    "imputed_link_rate": 92.14,
    "imputed_link_rate_low": 91.2,
    "imputed_link_rate_high": 93.04,
}


def group(name: str, persons: int, link_rate: float | None, kind: str = "ethnicity_5") -> dict[str, object]:
    status = "published" if link_rate is not None else "nearly_all"
    return {
        "name": name,
        "group_kind": kind,
        "persons": persons,
        "link_rate": link_rate,
        "link_rate_status": status,
    }


def test_a_link_rate_says_whose_people_and_how_far_to_trust_it_and_is_never_rounded_up_to_all():
    words = link_rates.pair_says(EVERYONE)
    assert words.startswith("DfE to DWP: 98.7% of the 19,920 people in records of DfE are linked")
    assert "99.99% are expected to be right" in words
    assert "99.9% of those that the weighed pairs show" in words
    assert "By the surest links alone it is 98.2%." in words


def test_of_real_people_only_what_is_protected_is_said():
    assert link_rates.pair_says(OF_REAL_PEOPLE).endswith("By the surest links alone it is 98.2%.")


def test_a_rate_that_is_not_shown_has_the_word_or_symbol_of_why_and_is_never_zero():
    few = {**OF_REAL_PEOPLE, "persons": 5, "link_rate": None, "link_rate_status": "confidential"}
    none = {**OF_REAL_PEOPLE, "strict_link_rate": None, "strict_link_rate_status": "hardly_any"}
    assert link_rates.pair_says(few).startswith("DfE to DWP: [c] of the 5 people")
    assert "By the surest links alone it is hardly any." in link_rates.pair_says(none)
    assert link_rates.difference(group("Asian", 1800, None), EVERYONE) == "not compared"


def test_a_rate_that_uncertain_links_move_says_between_what_it_lies():
    assert link_rates.likely(UNSURE) == "between 91.2% and 93.0%"
    assert link_rates.likely(EVERYONE) is None
    assert "By the surest links alone it is 90.5%; likely it is between 91.2% and 93.0%." in link_rates.pair_says(
        UNSURE
    )


def test_the_probabilities_that_part_the_links_are_named_and_never_rounded_up():
    words = link_rates.thresholds_say(EVERYONE)
    assert "a probability of 50% or more, or of 99.78% where a record has no name" in words
    assert "surest links are those of 99% or more" in words
    assert "a probability of 29% or more" in link_rates.thresholds_say({**EVERYONE, "named_threshold": 0.29})


def test_what_a_run_of_an_older_version_did_not_record_is_said_so_and_is_never_zero():
    assert link_rates.rate(None) == "not recorded"
    assert link_rates.rate(0.0) == "0.0%"


def test_groups_are_set_beside_everyone_in_points_and_small_ones_are_not_compared():
    found = [group("Isles of Scilly", 12, 50.0), group("Asian", 1802, 97.8), group("White", 12_795, 99.0)]
    assert link_rates.groups_say(EVERYONE, found) == (
        "Everyone: 98.7%. Lowest: Asian, 97.8%, 0.9 percentage points lower. "
        "Highest: White, 99.0%, 0.3 percentage points higher."
    )
    assert link_rates.difference(found[1], EVERYONE) == "−0.9"
    assert link_rates.difference(found[2], EVERYONE) == "+0.3"
    assert "Too few groups of 100 people" in link_rates.groups_say(EVERYONE, found[:2])
    assert "Too few groups of 100 people" in link_rates.groups_say(EVERYONE, [*found[:2], group("Mixed", 500, None)])


def test_groups_without_a_reliable_rate_are_not_compared_and_said_to_be_there():
    none = {**group("Mixed", 500, None), "link_rate_status": "hardly_any"}
    few = {**group("Other", 400, 2.2), "link_rate_status": "low_reliability"}
    found = [few, group("Asian", 1802, 97.8), group("White", 12_795, 99.0), group("Black", 300, None), none]
    words = link_rates.groups_say(EVERYONE, found)
    assert "Lowest: Asian" in words
    assert words.endswith(
        "Not compared: 1 where nearly all are linked; 1 where fewer than 10 are linked; 1 where hardly any are linked."
    )
    assert link_rates.difference(few, EVERYONE) == "not compared"
    assert "Not compared" not in link_rates.groups_say(EVERYONE, [*found[1:3], group("Chinese", 40, None)])


def test_a_word_for_a_rate_has_no_range():
    assert link_rates.likely(UNSURE) is not None
    assert link_rates.likely({**UNSURE, "link_rate": None, "link_rate_status": "nearly_all"}) is None


def test_rates_of_councils_have_no_decimals_and_neither_have_their_differences():
    leeds = group("Leeds", 1800, 97.0, "local_authority_code")
    assert link_rates.headline(leeds) == "97%"
    assert link_rates.difference(leeds, EVERYONE) == "−2"


def test_councils_that_are_counted_together_are_named():
    (words,) = link_rates.counted_together(["Cornwall and Isles of Scilly", "Leicestershire and Rutland"])
    assert "counted with a neighbour: Cornwall and Isles of Scilly; Leicestershire and Rutland." in words
    assert link_rates.counted_together([]) == []


def test_a_group_that_is_recorded_as_not_known_is_another_than_one_that_is_not_recorded():
    assert link_rates.group_name("ethnicity_5", "unknown", {}) != link_rates.group_name("ethnicity_5", "not known", {})
    assert link_rates.group_name("local_authority_code", "E06000001", {"E06000001": "Hartlepool"}) == "Hartlepool"


def test_a_council_that_cannot_be_placed_today_is_another_than_none():
    assert link_rates.group_name("local_authority_code", "unknown", {}) == "A council that was split since"
    assert link_rates.group_name("local_authority_code", "not known", {}) == "Not recorded"


def test_a_trend_says_how_far_the_rate_moved_between_the_first_run_and_the_last():
    assert link_rates.trend_says(
        "DfE to DWP", [("17 Oct 2026", 97.0), ("1 Nov 2026", 90.0), ("26 Nov 2026", 98.5)]
    ) == ("DfE to DWP: 98.5% on 26 Nov 2026, 1.5 percentage points higher than on 17 Oct 2026.")
    same = link_rates.trend_says("DfE to DWP", [("17 Oct 2026", 97.01), ("26 Nov 2026", 97.02)])
    assert "the same as on 17 Oct 2026" in same


def test_the_model_is_named_with_the_day_it_was_taught_and_the_run_it_was_last_used_in():
    words = link_rates.model_says(EVERYONE, 1)
    assert "run 2026-11-26.2, which finished on 26 November 2026 at 01:54 UTC" in words
    assert "model 04bdafbba19c, taught and first used on 17 October 2026. It is the only run so far." in words
    assert link_rates.model_says(EVERYONE, 0).endswith("first used on 17 October 2026.")
