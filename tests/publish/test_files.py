import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from pathways.errors import ReleaseError
from pathways.published import PUBLISHED
from publish.files import content_hash, files_of, keep, read_manifest, read_table, verify, write_tables


@pytest.fixture
def copy(tmp_path: Path, made_up: ModuleType) -> Path:
    """A release's folder, copied to where no database is."""
    writing = tmp_path / "writing"
    writing.mkdir()
    written = write_tables(writing, made_up.tables_of())
    manifest = {
        "release_id": "2026-01-06.1",
        "content_sha256": content_hash(written),
        "files": [vars(file) for file in written],
    }
    keep(writing, manifest, tmp_path / "2026-01-06.1")
    shutil.copytree(tmp_path / "2026-01-06.1", tmp_path / "copy")
    for file in (tmp_path / "copy").iterdir():
        file.chmod(0o644)
    return tmp_path / "copy"


def problems(folder: Path) -> dict[str, str | None]:
    return {check.path: check.problem for check in verify(folder / "manifest.json") if not check.is_same}


def test_a_true_copy_is_proved(copy: Path):
    assert problems(copy) == {}
    assert len(verify(copy)) == len(PUBLISHED)


def test_a_changed_byte_is_found(copy: Path):
    file = copy / "official_statistic.csv"
    file.write_bytes(file.read_bytes().replace(b"45.0", b"54.0"))
    assert problems(copy) == {"official_statistic.csv": "has other bytes of the same size"}


def test_a_missing_a_longer_and_a_foreign_file_are_found(copy: Path):
    (copy / "area.csv").unlink()
    with (copy / "period.csv").open("a") as file:
        file.write("2025/26\n")
    (copy / "person.csv").write_text("name\n")
    found = problems(copy)
    assert found.keys() == {"area.csv", "period.csv", "person.csv"}
    assert found["area.csv"] == "missing"
    assert found["person.csv"] == "not part of the release"


def test_a_manifest_made_to_fit_a_changed_file_is_found(copy: Path):
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"][0]["sha256"] = "0" * 64
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ReleaseError, match="was changed"):
        verify(copy / "manifest.json")


@pytest.mark.parametrize("text", ["", "[]", '{"files": [{"path": "area.csv"}]}', "not json"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, text: str):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ReleaseError, match="is not a release's manifest"):
        read_manifest(tmp_path / "manifest.json")


def test_a_table_reads_back_as_it_was_written(copy: Path, made_up: ModuleType):
    written = made_up.tables_of()
    for file in files_of(read_manifest(copy)):
        assert read_table(copy, file).equals(written[file.table]), file.table


def test_an_empty_text_is_not_an_absent_one(tmp_path: Path, made_up: ModuleType):
    tables = made_up.tables_of()
    tables["source"] = tables["source"].with_columns(caveat=tables["source"]["caveat"].fill_null(""))
    written = write_tables(tmp_path, tables)
    (source,) = (file for file in written if file.table == "source")
    assert read_table(tmp_path, source)["caveat"].to_list() == [""]
