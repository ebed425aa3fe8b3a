from __future__ import annotations

import json
import time

import pytest

from ingest.connectors import feeds as declared
from ingest.connectors.client import Patience
from ingest.connectors.feed import Feed
from ingest.connectors.web_file import EesCatalogueFile
from ingest.first_extracts import supply
from ingest.pipeline import receive
from pathways.errors import SettingsError
from pathways.settings import settings
from tests.ingest.connectors.server import Reply, running

HASTY = Patience(attempts=1, connect=0.3, read=0.3, in_all=1.0)


@pytest.fixture
def inbox(home):
    return settings().inbox


@pytest.fixture
def publisher(home, monkeypatch):
    with running() as server:
        monkeypatch.setenv("PATHWAYS_EES_CATALOGUE_URL", f"{server.address}/catalogue")
        settings.cache_clear()
        feed = Feed("known", "Known", EesCatalogueFile("known", "known.csv"), "dfe__ceased_ehc_plans", "@weekly")
        monkeypatch.setattr(declared, "DECLARED", (feed,))
        yield server
    settings.cache_clear()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "dfe").mkdir()
    (tmp_path / "dfe" / "one.csv").write_text("a,b\n1,2\n")
    (tmp_path / "dfe" / "one.csv.manifest.json").write_text('{"published_on": "2025-06-26"}')
    (tmp_path / "two.csv").write_text("c,d\n3,4\n")
    (tmp_path / "half.csv.part").write_text("half")
    return tmp_path


def test_a_folder_of_extracts_is_dropped_whole_with_its_manifests(inbox, folder):
    supplied = supply(folder)
    assert (supplied.kind, supplied.words) == ("folder", f"2 files from {folder}")
    assert [file.relative_to(inbox).as_posix() for file in supplied.files] == ["dfe/one.csv", "two.csv"]
    assert (inbox / "dfe" / "one.csv.manifest.json").is_file()
    assert not list(inbox.rglob("*.part"))


def test_what_was_taken_in_before_is_not_dropped_again(inbox, folder):
    receive([folder / "two.csv"])
    supplied = supply(folder)
    assert [file.name for file in supplied.files] == ["one.csv"]
    assert supplied.words.endswith("; 1 others had been taken in before")


@pytest.mark.usefixtures("home")
def test_a_folder_that_is_not_there_or_holds_nothing_is_said_to_be_so(tmp_path):
    with pytest.raises(SettingsError, match="There is no folder"):
        supply(tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="holds no file"):
        supply(tmp_path)


def test_what_can_be_pulled_comes_before_samples(inbox, publisher):
    supplied = supply(None, HASTY)
    assert (supplied.kind, [file.name for file in supplied.files]) == ("pulled", ["known.csv"])


def test_without_a_publisher_there_are_samples_soon_and_they_say_so(inbox, publisher):
    publisher.faults += [Reply(200, {}, b"late", pause=1.0)] * 3
    start = time.monotonic()
    supplied = supply(None, HASTY)
    assert time.monotonic() - start < 10
    assert supplied.kind == "samples"
    assert all(file.name.startswith("made-up-") for file in supplied.files)
    assert json.loads((inbox / f"{supplied.files[0].name}.manifest.json").read_text())["synthetic"] is True


def test_a_tracker_that_has_extracts_is_given_no_samples(inbox, folder):
    receive([folder / "two.csv"])
    supplied = supply(None, HASTY)
    assert (supplied.kind, supplied.files) == ("kept", ())
    assert list(inbox.iterdir()) == []
