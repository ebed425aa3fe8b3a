import polars as pl
import pytest

from dashboard.queries import outcomes
from dashboard.queries.outcomes import Outcome
from dashboard.snapshot import ENGLAND, Snapshot
from pathways.published import PUBLISHED

SHARE = Outcome("work", "1", "In work", "share", "In work of any hours.", "DWP")
NUMBER = Outcome("starts", "1", "Starts", "number", "Apprenticeships begun.", "DfE")


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
            {"outcome_id": "old", "definition_version": "1", "title": None, "shown_as": None, "says": "As it was."},
        ],
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


def test_an_outcome_of_a_release_without_titles_goes_by_its_definition(snapshot: Snapshot):
    found = outcomes.outcomes(snapshot)
    assert [(key, each.title, each.is_number) for key, each in found.items()] == [
        ("old.1", "As it was.", False),
        ("work.1", "In work", False),
    ]


def test_a_council_too_small_to_be_counted_alone_leads_to_the_two_together(snapshot: Snapshot):
    places = outcomes.places(snapshot)
    together = ("E06000052", "Cornwall and Isles of Scilly")
    assert [(places[code].code, places[code].name) for code in ("E06000052", "E06000053")] == [together, together]
    assert places["E08000035"].name == "Leeds"
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
