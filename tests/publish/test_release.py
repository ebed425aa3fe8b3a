"""What a release is: on the page, in files and in the ledger, and when there is a new one."""

import json
from pathlib import Path
from types import ModuleType

import polars as pl
import psycopg2
import pytest

from pathways.errors import ReleaseError
from publish import files, release


def broken(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Hartlepool's figure both suppressed and shown."""
    status = pl.when(pl.col("area_code") == "E06000001").then(pl.lit("confidential")).otherwise("value_status")
    return {**tables, "official_statistic": tables["official_statistic"].with_columns(value_status=status)}


def test_the_first_release_is_on_the_page_in_files_and_in_the_ledger(
    home: Path, made_up: ModuleType, shown: ModuleType
):
    tables = made_up.tables_of()
    first = made_up.publish_tables(tables)
    assert (first.state, first.changed, first.reasons) == ("released", True, [])
    assert shown.on_the_page() == [first.release_id]
    for name, frame in tables.items():
        columns = ", ".join(f'"{column}"' for column in frame.columns)
        rows = shown.ask(f"select {columns} from published.{name} where release_id = '{first.release_id}'")
        assert len(rows) == frame.height
        assert set(rows) == set(frame.iter_rows()), name
    (kept,) = release.list_releases()
    assert kept.state == "released"
    assert json.loads((home / "releases" / first.release_id / "manifest.json").read_text()) == kept.manifest


def test_a_suppressed_figure_has_no_value_and_says_so_in_the_file(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    text = (home / "releases" / first.release_id / "official_statistic.csv").read_text()
    (line,) = [line for line in text.splitlines() if "2023/24" in line]
    assert ",total,total,,confidential," in line


def test_the_manifest_says_what_the_release_rests_on(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    manifest = release.find(release.list_releases(), first.release_id).manifest
    assert manifest["release_id"] == first.release_id
    assert manifest["is_synthetic"] is True
    assert manifest["extracts"][0]["file_name"] == "work_based_placements.csv"
    assert manifest["extracts"][0]["received_at"] == "2026-01-05T09:30:00.000000Z"
    assert manifest["definitions"] == {"supported_internships": "1"}
    assert manifest["build"]["tests_passed"] == 63
    assert manifest["code"]["version"]
    assert all(gate["passed"] for gate in manifest["gates"])
    assert {file["table"]: file["rows"] for file in manifest["files"]}["official_statistic"] == 8


def test_publishing_the_same_again_makes_no_second_release(home: Path, made_up: ModuleType, shown: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    again = made_up.publish_tables(made_up.tables_of())
    assert (again.release_id, again.state, again.changed) == (first.release_id, "released", False)
    assert shown.on_the_page() == [first.release_id]
    assert [path.name for path in (home / "releases").iterdir()] == [first.release_id]


def test_a_correction_makes_a_second_release_and_the_first_stays_readable(
    home: Path, made_up: ModuleType, shown: ModuleType
):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    assert shown.on_the_page() == [first.release_id, second.release_id]
    assert shown.interns_in_hartlepool(first.release_id) == 45
    assert shown.interns_in_hartlepool(second.release_id) == 50


def test_a_correction_taken_back_is_a_third_release(home: Path, made_up: ModuleType, shown: ModuleType):
    for extra in (0, 5, 0):
        last = made_up.publish_tables(made_up.tables_of(extra))
        assert last.changed
    assert len(shown.on_the_page()) == 3


def test_the_same_tables_give_the_same_bytes(home: Path, made_up: ModuleType):
    for extra in (0, 5, 0):
        made_up.publish_tables(made_up.tables_of(extra))
    first, _, third = sorted((home / "releases").iterdir())
    for file in sorted(first.glob("*.csv")):
        assert file.read_bytes() == (third / file.name).read_bytes()


def test_a_failed_gate_keeps_the_candidate_and_leaves_the_page_alone(
    home: Path, made_up: ModuleType, shown: ModuleType
):
    first = made_up.publish_tables(made_up.tables_of())
    second = made_up.publish_tables(broken(made_up.tables_of()))
    assert second.state == "candidate"
    assert "carry a value although their status says it is absent" in second.reasons[0]
    assert shown.on_the_page() == [first.release_id]
    assert release.find(release.list_releases(), second.release_id).reasons == second.reasons
    assert all(check.is_same for check in files.verify(home / "releases" / second.release_id))
    with pytest.raises(ReleaseError, match="did not pass its gates"):
        release.approve(second.release_id)


def test_the_same_candidate_is_kept_once(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(broken(made_up.tables_of()))
    again = made_up.publish_tables(broken(made_up.tables_of()))
    assert (again.release_id, again.changed, again.reasons) == (first.release_id, False, first.reasons)


def test_a_column_added_later_is_empty_in_earlier_releases(home: Path, made_up: ModuleType, shown: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    tables = made_up.tables_of()
    tables["area"] = tables["area"].with_columns(population_16_24=pl.lit(7_000, dtype=pl.Int64))
    second = made_up.publish_tables(tables)
    values = dict(shown.ask("select distinct release_id, population_16_24 from published.area"))
    assert values == {first.release_id: None, second.release_id: 7_000}
    back = made_up.publish_tables(made_up.tables_of(extra_interns_in_hartlepool=5))
    assert shown.interns_in_hartlepool(back.release_id) == 50


def test_a_column_whose_type_changed_is_not_released(home: Path, made_up: ModuleType, shown: ModuleType):
    tables = made_up.tables_of()
    tables["area"] = tables["area"].with_columns(population_16_24=pl.lit(7_000, dtype=pl.Int64))
    first = made_up.publish_tables(tables)
    tables["area"] = tables["area"].with_columns(population_16_24=pl.lit("seven thousand"))
    with pytest.raises(ReleaseError, match=r"area\.population_16_24 is text in this release and bigint in earlier"):
        made_up.publish_tables(tables)
    assert shown.on_the_page() == [first.release_id]


def test_released_files_cannot_be_written_over_by_accident(home: Path, made_up: ModuleType):
    first = made_up.publish_tables(made_up.tables_of())
    assert {oct(path.stat().st_mode & 0o777) for path in (home / "releases" / first.release_id).iterdir()} == {"0o444"}


def test_the_dashboard_cannot_write_what_it_reads(home: Path, made_up: ModuleType, shown: ModuleType):
    made_up.publish_tables(made_up.tables_of())
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        shown.ask("delete from published.official_statistic returning 1")
