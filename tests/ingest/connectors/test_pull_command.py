from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from ingest.connectors import feeds as declared
from ingest.connectors.feed import Feed
from ingest.connectors.feeds import feeds, named
from ingest.connectors.web_file import EesCatalogueFile
from pathways.cli import app
from pathways.errors import SettingsError
from pathways.settings import settings

CEASED = Feed("ceased", "Ceased plans", EesCatalogueFile("known", "ceased.csv"), "dfe__ceased_ehc_plans", "@weekly")


@pytest.fixture
def run(home, publisher, monkeypatch):
    """The command, with one declared feed beside Stat-Xplore's."""
    monkeypatch.setattr(declared, "DECLARED", (CEASED, feeds()["statxplore-uc-households"]))
    return lambda *arguments: CliRunner().invoke(app, ["pull", *arguments])


def test_every_feed_is_pulled_with_a_sentence_each(run):
    outcome = run()
    assert outcome.exit_code == 0
    assert "ceased: ceased.csv (" in outcome.stderr
    assert "uc-households-by-local-authority-202505.json" in outcome.stderr
    assert (settings().inbox / "ceased.csv").is_file()


def test_the_result_for_machines_names_the_file(run):
    (result,) = json.loads(run("ceased", "--json").stdout)
    assert (result["feed"], result["outcome"], result["problem"]) == ("ceased", "new", None)
    assert result["file"] == str(settings().inbox / "ceased.csv")


def test_without_a_key_the_feed_is_skipped_and_the_others_come(run, monkeypatch):
    monkeypatch.delenv("PATHWAYS_STATXPLORE_KEY")
    settings.cache_clear()
    outcome = run()
    assert outcome.exit_code == 0
    assert "statxplore-uc-households: skipped. There is no key for Stat-Xplore." in outcome.stderr
    assert (settings().inbox / "ceased.csv").is_file()


def test_a_feed_asked_for_by_name_must_not_be_skipped(run, monkeypatch):
    monkeypatch.delenv("PATHWAYS_STATXPLORE_KEY")
    settings.cache_clear()
    assert run("statxplore-uc-households").exit_code == 1


def test_a_failure_is_seen_in_the_exit_code(run, publisher):
    publisher.catalogue = b""
    outcome = run("ceased")
    assert outcome.exit_code == 1
    assert "ceased: failed." in outcome.stderr


def test_an_unknown_feed_says_which_there_are(publisher):
    with pytest.raises(SettingsError, match="no feed called nonsense") as refused:
        named(["nonsense"])
    assert "ees-ceased-plans" in refused.value.fix


def test_a_data_set_of_the_api_becomes_a_feed_by_its_identifier(publisher, monkeypatch):
    monkeypatch.setenv("PATHWAYS_EES_DATA_SETS", '{"dfe__ks4_destinations": "some-id@1.*", "dfe__x": "other-id"}')
    settings.cache_clear()
    made = feeds()
    assert made["ees-api-ks4-destinations"].connector.version == "1.*"
    assert made["ees-api-ks4-destinations"].dataset == "dfe__ks4_destinations"
    assert made["ees-api-x"].connector.version is None
