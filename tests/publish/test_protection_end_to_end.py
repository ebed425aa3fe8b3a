"""Made-up people from their departments' files to two releases: protected, the same each time, and bound to secrets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from ingest import pipeline
from ingest.linkage.runs import link_known
from ingest.samples import write_samples
from ingest.synthetic.plan import Plan
from ingest.synthetic.run import synthesise
from pathways.database import Role, connect, dsn
from pathways.errors import SecretError
from publish import files, restricted
from publish.candidate import read_candidate
from publish.disclosure.specification import KEY_SUFFIX
from publish.folders import release_folder
from publish.protected import PROTECTED
from publish.release import Published, list_releases, publish
from warehouse.build import Built, build
from warehouse.marts import read_mart

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Releases:
    """Two releases: the second knows of the people whom social care knows, too."""

    first: Published
    second: Published
    built: Built


@pytest.fixture(scope="module")
def releases(module_home: Path) -> Releases:
    made = module_home / "made-up"
    synthesise(Plan(people=1_000, seed=5, first=2020, last=2025), made)
    pipeline.receive([*write_samples(module_home / "samples"), *(made / name for name in ("dfe", "dwp", "mhclg"))])
    assert link_known() is not None
    build("duckdb")
    first = publish("duckdb")
    pipeline.receive([made / "dhsc"])
    assert link_known() is not None
    built = build("duckdb")
    assert built.hashes  # worked out while the marts are those of this build
    return Releases(first, publish("duckdb"), built)


def manifest(release_id: str) -> dict:
    return files.read_manifest(release_folder(release_id))


def shown(release_id: str, name: str) -> pl.DataFrame:
    (file,) = (file for file in files.files_of(manifest(release_id)) if file.table == name)
    return files.read_table(release_folder(release_id), file)


def test_both_releases_are_out_after_being_attacked(releases: Releases):
    assert (releases.first.state, releases.first.reasons) == ("released", [])
    assert (releases.second.state, releases.second.reasons) == ("released", [])
    gates = {gate["gate"]: gate["passed"] for gate in manifest(releases.second.release_id)["gates"]}
    assert gates["small_counts_stay_unknown"]
    assert gates["small_counts_stay_unknown_over_time"]
    assert gates["all_releases_are_compared"]
    assert gates["figures_of_people_are_protected"]


def test_the_second_release_was_held_against_the_first(releases: Releases):
    known = [release for release in list_releases() if release.release_id == releases.first.release_id]
    earlier, gone = restricted.earlier(known, manifest(releases.second.release_id)["disclosure"])
    assert gone == []
    assert all(len(earlier[of.table]) == 1 for of in PROTECTED)
    assert earlier["indicator_figure"][0].true.height > earlier["indicator_figure"][0].shown.height > 0
    of_other_secrets, _ = restricted.earlier(known, {"person_key": "another", "noise_table": "another"})
    assert not any(of_other_secrets.values())


def test_a_release_whose_truth_is_gone_is_told(releases: Releases, module_home: Path):
    known = [release for release in list_releases() if release.release_id == releases.first.release_id]
    kept = module_home / "restricted" / releases.first.release_id / "pathway_flow.parquet"
    content = kept.read_bytes()
    kept.unlink()
    _, gone = restricted.earlier(known, known[0].manifest["disclosure"])
    kept.write_bytes(content)
    assert [reason for reason in gone if "pathway_flow.parquet" in reason] == gone != []


def test_files_hold_shown_counts_and_neither_keys_nor_small_counts(releases: Releases):
    for of in PROTECTED:
        rows = shown(releases.second.release_id, of.table)
        assert rows.height, of.table
        assert (rows.select(*of.counts).to_numpy() % 5 == 0).all(), of.table
    for file in release_folder(releases.second.release_id).iterdir():
        assert KEY_SUFFIX.encode() not in file.read_bytes(), file.name


def test_a_small_true_count_is_shown_as_none_or_as_another(releases: Releases):
    (of,) = (of for of in PROTECTED if of.table == "indicator_figure")
    mart = pl.DataFrame(read_mart("fct_indicator_figure", "duckdb"))
    small = mart.filter(pl.col("numerator").is_between(1, 4)).select(*of.dimensions, true="numerator")
    beside = small.join(shown(releases.second.release_id, of.table), on=list(of.dimensions), how="left")
    assert small.height > 1_000
    assert set(beside["numerator"].fill_null(0).unique()) <= {0, 5, 10}


def test_the_same_inputs_give_the_same_release(releases: Releases):
    build("duckdb", releases.built.as_known_on)
    again = publish("duckdb")
    assert (again.release_id, again.changed) == (releases.second.release_id, False)


def test_both_engines_add_keys_up_alike_and_the_page_s_role_reads_none(releases: Releases):
    assert build("postgres", releases.built.as_known_on).hashes == releases.built.hashes
    for table in ("raw.person_key", "marts.fct_indicator_figure", "staging.stg_linkage__person_key"):
        with connect(Role.BUILD) as builder, builder.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() != (0,)
        page = psycopg2.connect(dsn(Role.DASHBOARD))
        with page, page.cursor() as cursor, pytest.raises(InsufficientPrivilege):
            cursor.execute(f"select 1 from {table}")
        page.close()


def test_only_their_owner_reads_what_is_kept_of_the_truth(releases: Releases, module_home: Path):
    assert (module_home / "restricted").stat().st_mode & 0o077 == 0
    assert (module_home / "restricted" / releases.second.release_id).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["person_key", "noise_table"])
@pytest.mark.parametrize("becomes", ["gone", "another"])
def test_without_the_secrets_of_before_nothing_is_released(
    releases: Releases, module_home: Path, name: str, becomes: str
):
    before = [(release.release_id, release.state) for release in list_releases()]
    kept = module_home / "secrets" / name
    content = kept.read_bytes()
    kept.unlink()
    if becomes == "another":
        kept.write_bytes(bytes(len(content)))
    try:
        with pytest.raises(SecretError, match=f"The secret {name}"):
            read_candidate("duckdb")
        if name == "person_key":
            with pytest.raises(SecretError):
                build("duckdb", releases.built.as_known_on)
    finally:
        kept.write_bytes(content)
        kept.chmod(0o600)
    build("duckdb", releases.built.as_known_on)
    assert [(release.release_id, release.state) for release in list_releases()] == before
