"""From a release's files to the review's: what is written, proved, refused, and the same again."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from pathways.equality.windows import Window
from pathways.errors import ReleaseError
from pathways.settings import settings
from publish import files
from publish.release import withdraw
from publish.review.extract import extract, readiness, standing, window_due
from tests.pathways.equality import made_up as people
from tests.publish.review.release import publish_review


@pytest.fixture
def release_id(home: Path) -> str:
    """A release with figures of made-up young people."""
    few = ("total", "sex", "sex_by_lldd")  # as many as it takes: each test writes every format
    return publish_review(few).release_id


def test_the_review_is_written_proved_and_the_same_again(release_id: str, tmp_path: Path):
    first = extract(people.WINDOW)
    assert (first.release_id, first.is_new, first.is_synthetic) == (release_id, True, True)
    assert first.folder.parent == settings().reviews
    assert all(check.is_same for check in files.verify(first.folder))
    again = extract(people.WINDOW)
    assert (again.is_new, again.folder) == (False, first.folder)
    elsewhere = extract(people.WINDOW, release_id, tmp_path / "elsewhere")
    for file in first.folder.iterdir():
        assert (elsewhere.folder / file.name).read_bytes() == file.read_bytes(), file.name


def test_a_copy_that_was_changed_is_not_proved(release_id: str, tmp_path: Path):
    folder = extract(people.WINDOW, out=tmp_path / "copy").folder
    wrong = folder / "unknown_rates.csv"
    wrong.chmod(0o644)
    wrong.write_text(wrong.read_text().replace("Sex", "sex", 1))
    assert [check.path for check in files.verify(folder) if not check.is_same] == ["unknown_rates.csv"]


def test_what_is_lacking_is_named_and_nothing_is_left_behind(release_id: str):
    later = Window(2027)
    lacking = readiness(later)
    assert [text.split()[3] for text in lacking] == ["2025/26", "2026/27", "2027/28", "2025/26"]
    with pytest.raises(ReleaseError, match="2025/26"):
        extract(later)
    assert readiness(people.WINDOW) == []
    assert not settings().reviews.exists()


def test_a_review_that_was_given_away_is_not_written_over(release_id: str, tmp_path: Path):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear Commission")
    with pytest.raises(ReleaseError, match="holds something else"):
        extract(people.WINDOW, out=folder)
    assert [file.name for file in folder.iterdir()] == ["letter.txt"]


def test_a_release_whose_files_were_changed_is_no_source(release_id: str):
    figures = settings().releases / release_id / "indicator_figure.csv"
    figures.chmod(0o644)
    figures.write_text(figures.read_text().replace("first", "last", 1) + "\n")
    with pytest.raises(ReleaseError, match=r"indicator_figure\.csv"):
        extract(people.WINDOW)


def test_without_a_release_that_is_out_there_is_no_review(release_id: str):
    withdraw(release_id)
    with pytest.raises(ReleaseError, match="No release is out"):
        extract(people.WINDOW)
    assert readiness(people.WINDOW)[0].startswith("No release is out")


def test_the_manifest_says_the_release_and_the_window(release_id: str):
    extracted = extract(people.WINDOW)
    manifest = json.loads((extracted.folder / files.MANIFEST).read_text())
    assert (manifest["kind"], manifest["window"]) == ("equality_review", people.WINDOW.label)
    assert manifest["release_id"] == release_id
    assert len(manifest["files"]) == extracted.files == len(list(extracted.folder.iterdir())) - 1
    assert asdict(files.files_of(manifest)[0])["sha256"]


def test_each_december_it_is_said_how_ready_the_next_review_is(release_id: str):
    assert standing(date(2025, 12, 1)).endswith("2024/25 is the last complete year. It can be made.")
    assert "that of 2025/26 to 2027/28" in standing(date(2026, 12, 1))
    assert "It still lacks: No figures of 2025/26 yet." in standing(date(2026, 12, 1))


def test_only_every_third_december_a_review_is_due():
    assert window_due(date(2025, 12, 1)) == people.WINDOW
    assert window_due(date(2026, 12, 1)) is None
    assert window_due(date(2025, 11, 30)) is None
