import polars as pl
import pytest

from dashboard.queries import outcomes
from dashboard.queries.outcomes import Outcome
from dashboard.snapshot import ENGLAND, Snapshot
from pathways.published import PUBLISHED

SHARE = Outcome("work", "1", "In work", "share", "the year", "recorded", "In work of any hours.", "DWP")
NUMBER = Outcome("starts", "1", "Starts", "number", "the year", "at_ks4", "Apprenticeships begun.", "DfE")


@pytest.fixture
def snapshot() -> Snapshot:
    schemas = {table.name: table.columns for table in PUBLISHED}

    def table(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema=schemas[name])

    def area(code: str, name: str, kind: str, now: str = "") -> dict[str, object]:
        return {"area_code": code, "area_name": name, "area_type": kind, "current_area_code": now or code}

    tables = {name: pl.DataFrame(schema=schema) for name, schema in schemas.items()}
    tables["area"] = table(
        "area",
        [
            area("E12000009", "South West", "region"),
            area("E06000052", "Cornwall", "local_authority"),
            area("E06000053", "Isles of Scilly", "local_authority"),
            area("E08000035", "Leeds", "local_authority"),
        ],
    )
    tables["small_area"] = table(
        "small_area",
        [
            {
                "area_code": "E06000053",
                "merged_area_code": "E06000052",
                "merged_area_name": "Cornwall and Isles of Scilly",
            }
        ],
    )
    tables["outcome"] = table(
        "outcome",
        [
            {"outcome_id": "work", "definition_version": "1", "title": "In work", "shown_as": "share", "says": "A."},
            {"outcome_id": "work", "definition_version": "2", "title": "In work now", "says": "Nobody is counted."},
            {"outcome_id": "old", "definition_version": "1", "title": None, "says": "Of before there were titles."},
        ],
    )
    tables["linkage_effect"] = table(
        "linkage_effect",
        [{"outcome_id": "work", "definition_version": "1"}, {"outcome_id": "old", "definition_version": "1"}],
    )
    tables["indicator_breakdown"] = table(
        "indicator_breakdown",
        [
            {"breakdown_topic": "total", "dimension_1": None, "finest_published_level": "local_authority"},
            {"breakdown_topic": "sen_now", "dimension_1": "sen_now", "finest_published_level": "region"},
            {
                "breakdown_topic": "sex_by_sen_now",
                "dimension_1": "sex",
                "dimension_2": "sen_now",
                "finest_published_level": "region",
            },
        ],
    )
    tables["characteristic"] = table(
        "characteristic",
        [
            {"characteristic": "total", "value": "total", "characteristic_label": "Everyone", "label": "Everyone"},
            {"characteristic": "sen_now", "value": "none", "characteristic_label": "SEN now", "label": "No SEN"},
        ],
    )
    return Snapshot("2026-01-01.1", tables, {})


def test_outcomes_are_those_with_a_title_and_figures(snapshot: Snapshot):
    assert list(outcomes.outcomes(snapshot)) == ["work.1"]


def test_a_release_without_outcomes_is_asked_for_nothing(snapshot: Snapshot):
    nothing = {"linkage_effect": snapshot.tables["linkage_effect"].clear()}
    bare = Snapshot(snapshot.release_id, {**snapshot.tables, **nothing}, {})
    assert outcomes.asked_of(bare, {"outcome": "work.1"}) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({}, ("work.1", ENGLAND, ENGLAND, "total")),
        ({"area": "E06000053", "by": "sen_now"}, ("work.1", "E06000053", "E06000052", "total")),
        ({"area": "E12000009", "by": "sen_now"}, ("work.1", "E12000009", "E12000009", "sen_now")),
        ({"outcome": "x'; drop", "area": "E99, E12000009", "by": "total"}, ("work.1", ENGLAND, ENGLAND, "total")),
    ],
)
def test_what_an_address_asks_for_that_there_is_not_gives_way_to_what_is_shown_first(snapshot, address, expected):
    asked = outcomes.asked_of(snapshot, address)
    assert asked is not None
    assert (asked.outcome.key, asked.area, asked.place.code, asked.topic) == expected


def test_each_kind_of_year_is_told_by_how_it_is_written():
    rows = outcomes.with_periods(pl.DataFrame({"period": ["2024", "2023/24", "2022-23"]}))
    assert rows.select("period_label", "period_kind", "period_sort").rows() == [
        ("2022-23", "financial_year", 2022),
        ("2023/24", "academic_year", 2023),
        ("2024", "calendar_year", 2024),
    ]


def test_a_council_too_small_to_be_counted_alone_leads_to_the_two_together(snapshot: Snapshot):
    places = outcomes.places(snapshot)
    together = ("E06000052", "Cornwall and Isles of Scilly")
    assert [(places[code].code, places[code].name) for code in ("E06000052", "E06000053")] == [together, together]
    assert [place.name for place in outcomes.councils(snapshot)] == ["Cornwall and Isles of Scilly", "Leeds"]
    assert list(places)[:2] == [ENGLAND, "E12000009"]


def test_a_council_is_offered_no_characteristic_that_leaves_for_regions_alone(snapshot: Snapshot):
    places = outcomes.places(snapshot)
    assert outcomes.characteristics(snapshot, places["E08000035"]) == {"total": "Everyone"}
    assert outcomes.characteristics(snapshot, places[ENGLAND]) == {"total": "Everyone", "sen_now": "SEN now"}


def test_a_chart_draws_nearly_all_as_all_and_leaves_a_gap_for_what_is_withheld():
    rows = pl.DataFrame(
        {
            "numerator": [500, 0, 5, 40],
            "rate": [None, None, None, 40.0],
            "rate_status": ["nearly_all", "hardly_any", "confidential", "published"],
        }
    )
    assert outcomes.drawn(rows, SHARE)["value"].to_list() == [100.0, 0.0, None, 40.0]
    assert outcomes.drawn(rows, NUMBER)["value"].to_list() == [500.0, 0.0, 5.0, 40.0]
