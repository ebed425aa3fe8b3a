from datetime import timedelta
from types import ModuleType

import polars as pl
import pytest

from pathways.published.official_statistics import STATUSES
from pathways.published.table import INSTANT
from publish.gates import GATES, MOST_REASONS, run_gates, sources_are_current
from publish.reconcile import KNOWN_VALUES


@pytest.fixture
def tables(made_up: ModuleType) -> dict[str, pl.DataFrame]:
    return made_up.tables_of()


def reasons(tables: dict[str, pl.DataFrame], name: str) -> list[str]:
    """What one gate says; the others may say what they like."""
    return next(gate for gate in GATES if gate.name == name).check(tables)


def with_figure(tables: dict[str, pl.DataFrame], **changed: object) -> dict[str, pl.DataFrame]:
    """The tables with Hartlepool's figure changed."""
    hartlepool = pl.col("area_code") == "E06000001"
    columns = [
        pl.when(hartlepool).then(pl.lit(value)).otherwise(pl.col(name)).cast(tables["official_statistic"][name].dtype)
        for name, value in changed.items()
    ]
    return {
        **tables,
        "official_statistic": tables["official_statistic"].with_columns(
            column.alias(name) for name, column in zip(changed, columns, strict=True)
        ),
    }


def test_a_sound_candidate_passes_every_gate(tables, made_up: ModuleType):
    results = run_gates(tables, tests_passed=63, as_known_on=made_up.RECEIVED)
    assert {result.gate for result in results} > {gate.name for gate in GATES}
    assert [result.reasons for result in results] == [()] * len(results)


def test_a_build_without_tests_proves_nothing(tables, made_up: ModuleType):
    assert not run_gates(tables, tests_passed=0, as_known_on=made_up.RECEIVED)[0].passed


def test_what_was_said_of_an_extract_in_use_is_a_warning(tables):
    noted = tables["extract"].with_columns(notes=pl.lit("[\"Unknown labels: 'Arab' of Ethnicity.\"]"))
    (reason,) = reasons({**tables, "extract": noted}, "extracts_are_read_whole")
    assert reason.endswith("(dfe__work_based_placements): Unknown labels: 'Arab' of Ethnicity.")
    unused = noted.with_columns(is_used=pl.lit(value=False))
    assert reasons({**tables, "extract": unused}, "extracts_are_read_whole") == []


def test_an_empty_warehouse_is_not_released(tables):
    assert reasons({**tables, "official_statistic": tables["official_statistic"].clear()}, "figures_are_present")


def test_a_figure_that_stands_twice_is_named(tables):
    twice = pl.concat([tables["official_statistic"], tables["official_statistic"].head(1)])
    (reason,) = reasons({**tables, "official_statistic": twice}, "keys_are_unique")
    assert "supported_internships|E06000001|2024/25|total|total" in reason


def test_a_figure_of_an_area_that_is_not_published_is_named(tables):
    (reason,) = reasons(with_figure(tables, area_code="E06000099"), "relationships_hold")
    assert "area_code" in reason
    assert "E06000099" in reason


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"value_status": "confidential"}, "carry a value although"),
        ({"value": None}, "have no value"),
        ({"value_status": "c"}, "not on the list"),
        ({"value_status": None}, "not on the list"),
        ({"value": -1.0}, "negative"),
        ({"numerator": -1.0}, "negative"),
        ({"value": float("nan")}, "not finite"),
        ({"value": float("inf")}, "not finite"),
    ],
)
def test_a_symbol_that_is_not_valid_is_named(tables, changed: dict[str, object], says: str):
    found = reasons(with_figure(tables, **changed), "symbols_are_valid")
    assert any(says in reason and "E06000001" in reason for reason in found)


@pytest.mark.parametrize("status", [status for status in STATUSES if status != "published"])
def test_a_figure_may_be_absent_for_any_reason_on_the_list(tables, status: str):
    assert not reasons(with_figure(tables, value=None, value_status=status), "symbols_are_valid")


def as_indicator(tables: dict[str, pl.DataFrame], **changed: object) -> dict[str, pl.DataFrame]:
    return {**tables, "indicator": tables["indicator"].with_columns(pl.lit(v).alias(k) for k, v in changed.items())}


def test_a_percentage_above_100_is_warned_of(tables):
    found = reasons(with_figure(as_indicator(tables, unit="percent"), value=100.5), "figures_are_plausible")
    assert any("above 100" in reason for reason in found)


def test_a_rate_of_nobody_is_warned_of(tables):
    found = reasons(
        with_figure(as_indicator(tables, unit="percent"), value=0.0, denominator=0.0), "figures_are_plausible"
    )
    assert any("denominator is zero" in reason for reason in found)


def test_a_gap_between_two_groups_may_be_negative(tables):
    gap = "apprenticeship_achievement_gap_lldd"
    tables = with_figure(as_indicator(tables, indicator_id=gap, unit="percent"), indicator_id=gap, value=-1.4)
    assert not any("negative" in reason for reason in reasons(tables, "symbols_are_valid"))


@pytest.mark.parametrize("column", ["definition_version", "definition", "owner_department", "unit"])
@pytest.mark.parametrize("blank", [None, " "])
def test_an_indicator_without_a_version_definition_owner_or_unit_is_named(tables, column: str, blank: str | None):
    indicator = tables["indicator"].with_columns(pl.lit(blank, dtype=pl.String).alias(column))
    (reason,) = reasons({**tables, "indicator": indicator}, "definitions_are_named")
    assert "supported_internships" in reason


def test_a_figure_that_leads_to_no_row_of_a_file_is_named(tables):
    (reason,) = reasons({**tables, "statistic_source": tables["statistic_source"].slice(1)}, "lineage_is_complete")
    assert reason.startswith("1 published figures name no row")


def test_an_absent_figure_needs_no_row(tables):
    sources = tables["statistic_source"].filter(~pl.col("statistic_id").str.contains("2023/24"))
    assert not reasons({**tables, "statistic_source": sources}, "lineage_is_complete")


def test_an_identifier_is_found_in_any_table_and_never_repeated(tables):
    quarantine = tables["quarantine"].with_columns(reason=pl.lit("943 476 5919 is no area"))
    (reason,) = reasons({**tables, "quarantine": quarantine}, "no_identifier_is_present")
    assert "quarantine.reason" in reason
    assert "NHS number" in reason
    assert "943" not in reason


def test_parts_that_make_twice_their_total_are_named(tables):
    tables = with_figure(tables, value=145.0, numerator=145.0)
    found = reasons(tables, "parts_make_the_total")
    assert [reason.split(": ")[1] for reason in found if "value" in reason] == [
        "North East is 60 but its 2 parts make 160."
    ]


def test_parts_a_little_off_their_total_are_only_warned_of(tables):
    tables = with_figure(tables, value=59.0, numerator=59.0)
    assert not reasons(tables, "parts_make_the_total")
    assert reasons(tables, "parts_make_the_total_closely")


def test_rounded_parts_need_not_make_their_rounded_total(tables):
    tables = with_figure(tables, value=50.0, numerator=50.0)
    assert not reasons(tables, "parts_make_the_total_closely")


def test_a_total_with_a_suppressed_part_is_not_compared(tables):
    tables = with_figure(tables, value=None, numerator=None, value_status="confidential")
    assert not reasons(tables, "parts_make_the_total_closely")


def test_a_recoded_authority_is_one_part_not_two(tables):
    """As Barnsley and Sheffield in 2025: both codes existed in the period, the file uses one."""
    old = (
        tables["area"]
        .filter(pl.col("area_code") == "E06000001")
        .with_columns(
            area_code=pl.lit("E06000901"), valid_to=pl.date(2025, 3, 31), current_area_code=pl.lit("E06000001")
        )
    )
    tables = with_figure({**tables, "area": pl.concat([tables["area"], old])}, value=245.0)
    assert reasons(tables, "parts_make_the_total")


def test_a_figure_that_is_not_what_its_publisher_printed_is_named(tables):
    """Known by the hash of the file: a later correction, or a made-up file, is another matter."""
    known = pl.read_csv(KNOWN_VALUES, infer_schema=False).row(0, named=True)
    assert (known["indicator_id"], known["part"], known["value"]) == ("supported_internships", "value", "2673")
    real = {
        **tables,
        "official_statistic": tables["official_statistic"].with_columns(is_synthetic=False),
        "extract": tables["extract"].with_columns(sha256=pl.lit(known["sha256"])),
    }
    assert any(
        "the value is 100; the publisher printed 2,673" in reason for reason in reasons(real, "known_values_match")
    )
    assert not reasons({**real, "extract": tables["extract"]}, "known_values_match")
    assert not reasons({**real, "official_statistic": tables["official_statistic"]}, "known_values_match")


def test_a_source_silent_for_twice_its_interval_is_warned_of(tables, made_up: ModuleType):
    twice_a_year = timedelta(days=2 * 365)
    assert sources_are_current(tables, made_up.RECEIVED + twice_a_year) == []
    (reason,) = sources_are_current(tables, made_up.RECEIVED + twice_a_year + timedelta(days=1))
    assert reason.startswith("dfe__work_based_placements was last received on 5 January 2026")


def test_a_source_that_never_came_is_not_late(tables, made_up: ModuleType):
    """Whoever runs the tracker may have only some of the feeds."""
    never = tables["source"].with_columns(last_received_at=pl.lit(None, dtype=INSTANT))
    assert sources_are_current({**tables, "source": never}, made_up.RECEIVED + timedelta(days=9_999)) == []


def test_of_very_many_reasons_the_first_are_named_and_the_rest_counted(tables, made_up: ModuleType):
    sources = pl.concat(
        tables["source"].with_columns(dataset=pl.lit(f"dfe__feed_{number:02}")) for number in range(MOST_REASONS + 5)
    )
    tables = {**tables, "source": sources}
    late = run_gates(tables, tests_passed=63, as_known_on=made_up.RECEIVED + timedelta(days=999))[-1]
    assert len(late.reasons) == MOST_REASONS + 1
    assert late.reasons[-1] == "And 5 more."
    assert not late.stops
