from __future__ import annotations

import hashlib
import json

import pytest

from ingest.connectors import state
from ingest.connectors.ees import EesDataSet
from ingest.connectors.feed import Feed
from ingest.connectors.pull import pull, pull_all, pull_by_name
from ingest.connectors.web_file import EesCatalogueFile
from pathways.database import Role, connect
from pathways.errors import ConnectorError
from pathways.settings import settings
from tests.ingest.connectors.server import HTML, Reply

pytestmark = pytest.mark.usefixtures("home", "publisher")

CEASED = Feed("ceased", "Ceased plans", EesCatalogueFile("known", "ceased.csv"), "dfe__ceased_ehc_plans", "@weekly")
PLACED = Feed("placed", "Placements", EesDataSet("known", None, "placed"), "dfe__work_based_placements", "@daily")


@pytest.fixture
def inbox(home):
    return settings().inbox


def names(inbox):
    return sorted(path.name for path in inbox.iterdir())


def remembered(feed):
    with connect(Role.INGEST) as database, database.cursor() as cursor:
        cursor.execute("select outcome, file_name, problem from ledger.feed_state where feed = %s", (feed.name,))
        return cursor.fetchone()


def test_a_new_file_lies_whole_in_the_inbox_with_its_manifest(client, publisher, inbox):
    result = pull(PLACED, inbox, client)
    assert (result.outcome, result.file) == ("new", inbox / "placed-v1.0.csv")
    assert result.file.read_bytes() == publisher.csv["1.0"]
    manifest = json.loads((inbox / "placed-v1.0.csv.manifest.json").read_text())
    assert manifest == {
        "sha256": hashlib.sha256(publisher.csv["1.0"]).hexdigest(),
        "size_bytes": len(publisher.csv["1.0"]),
        "published_on": "2025-06-26",
    }
    assert names(inbox) == ["placed-v1.0.csv", "placed-v1.0.csv.manifest.json"]
    assert remembered(PLACED) == ("new", "placed-v1.0.csv", None)


def test_a_second_pull_brings_nothing_when_nothing_changed(client, publisher, inbox):
    pull(CEASED, inbox, client)
    result = pull(CEASED, inbox, client)
    assert (result.outcome, result.file) == ("unchanged", None)
    assert publisher.asked[-1].headers["if-none-match"] == '"first"'
    assert remembered(CEASED) == ("unchanged", "ceased.csv", None)


def test_the_same_bytes_under_a_new_etag_are_not_new(client, publisher, inbox):
    pull(CEASED, inbox, client)
    publisher.catalogue_headers["ETag"] = '"second"'
    assert pull(CEASED, inbox, client).sentence == "ceased: the same file as before."
    assert pull(CEASED, inbox, client).sentence == "ceased: nothing new."


def test_a_file_can_be_fetched_again_on_request(client, inbox):
    pull(CEASED, inbox, client)
    assert pull(CEASED, inbox, client, again=True).outcome == "new"


def test_a_newer_file_does_not_displace_one_that_still_waits(client, publisher, inbox):
    first = pull(CEASED, inbox, client).file
    publisher.catalogue += b"2025,30000\r\n"
    publisher.catalogue_headers["ETag"] = '"second"'
    second = pull(CEASED, inbox, client).file
    assert first != second
    assert first.read_bytes() + b"2025,30000\r\n" == second.read_bytes()


def test_a_failure_is_told_and_does_not_stop_the_others(client, publisher, inbox):
    publisher.faults.append(Reply(200, {"Content-Type": "text/html"}, HTML))
    told = []
    results = pull_all([CEASED, PLACED], inbox, client, tell=told.append)
    assert [result.outcome for result in results] == ["failed", "new"]
    assert told == results
    assert "a web page instead of the file" in results[0].sentence
    assert names(inbox) == ["placed-v1.0.csv", "placed-v1.0.csv.manifest.json"]
    assert remembered(CEASED)[2]["what"] == results[0].problem["what"]


def test_a_failure_does_not_forget_what_was_seen(client, publisher, inbox):
    pull(CEASED, inbox, client)
    publisher.faults += [Reply(500)] * 3
    assert pull(CEASED, inbox, client).outcome == "failed"
    assert pull(CEASED, inbox, client).outcome == "unchanged"


def test_two_pulls_of_one_feed_do_not_meet(client, publisher, inbox):
    with state.held(CEASED.name):
        assert pull(CEASED, inbox, client).outcome == "skipped"
    assert publisher.asked == []
    assert pull(CEASED, inbox, client).outcome == "new"


def test_a_cut_that_lasts_leaves_no_half_file(client, publisher, inbox):
    publisher.faults += [Reply(200, {}, b"x" * 1000, cut_after=10)] * 3
    assert pull(CEASED, inbox, client).outcome == "failed"
    assert names(inbox) == []


def test_a_scheduled_pull_fails_aloud(publisher, inbox):
    publisher.catalogue_headers = {}
    with pytest.raises(ConnectorError, match="404 Not Found"):
        pull_by_name("ees-ceased-plans")  # the server holds no data set of its real identifier
