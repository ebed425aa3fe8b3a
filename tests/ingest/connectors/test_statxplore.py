from __future__ import annotations

import dataclasses
import json

import pytest

from ingest.connectors.feeds import feeds
from pathways.errors import ConnectorError, SettingsError
from pathways.settings import settings
from tests.ingest.connectors.server import KEY, Reply, as_json

HOUSEHOLDS = feeds()["statxplore-uc-households"].connector
TABLE = "/statxplore/table"


def test_the_table_is_kept_as_sent_with_its_query(client, publisher, part):
    fetched = HOUSEHOLDS.fetch(client, {}, part)
    assert fetched.name == "uc-households-by-local-authority-202505.json"
    table = json.loads(part.read_text())
    assert table["query"] == publisher.asked[-1].body
    assert list(table["cubes"]) == ["str:count:UC_Households:V_F_UC_HOUSEHOLDS"]


def test_the_query_asks_for_the_latest_months_by_local_authority(client, publisher, part):
    publisher.months = [f"2024{month:02}" for month in range(1, 13)]  # twelve pages of the list
    dataclasses.replace(HOUSEHOLDS, months=2).fetch(client, {}, part)
    query = publisher.asked[-1].body
    month = "str:field:UC_Households:F_UC_HH_DATE:DATE_NAME"
    assert [uri[0][-6:] for uri in query["recodes"][month]["map"]] == ["202411", "202412"]
    area = "str:valueset:UC_Households:V_F_UC_HOUSEHOLDS:COA_CODE:V_C_MASTERGEOG11_LA_TO_REGION"
    assert query["dimensions"] == [[area], [month]]


def test_no_query_is_spent_while_there_is_no_new_month(client, publisher, part):
    fetched = HOUSEHOLDS.fetch(client, {}, part)
    assert HOUSEHOLDS.fetch(client, fetched.seen, part) is None
    assert publisher.paths().count(TABLE) == 1
    publisher.months.append("202506")
    assert HOUSEHOLDS.fetch(client, fetched.seen, part).name.endswith("-202506.json")


def test_a_used_up_allowance_says_when_there_is_more(client, publisher, part):
    publisher.remaining = 0
    with pytest.raises(ConnectorError, match=r"allowance of 2000 requests an hour is used up until 00:00 UTC"):
        HOUSEHOLDS.fetch(client, {}, part)
    assert TABLE not in publisher.paths()


def test_a_missing_key_is_a_matter_of_settings(client, publisher, part, monkeypatch):
    monkeypatch.delenv("PATHWAYS_STATXPLORE_KEY")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="There is no key for Stat-Xplore"):
        HOUSEHOLDS.fetch(client, {}, part)
    assert publisher.asked == []


def test_the_key_may_lie_in_a_file(client, publisher, part, tmp_path, monkeypatch):
    monkeypatch.delenv("PATHWAYS_STATXPLORE_KEY")
    monkeypatch.setenv("PATHWAYS_STATXPLORE_KEY_FILE", str(tmp_path / "key"))
    (tmp_path / "key").write_text(f"{KEY}\n")
    settings.cache_clear()
    HOUSEHOLDS.fetch(client, {}, part)
    assert {asked.headers["apikey"] for asked in publisher.asked} == {KEY}


@pytest.mark.usefixtures("publisher")
def test_a_wrong_key_is_refused_in_words_that_do_not_hold_it(client, part, monkeypatch, capfd):
    monkeypatch.setenv("PATHWAYS_STATXPLORE_KEY", "wrong-key")
    settings.cache_clear()
    with pytest.raises(ConnectorError, match="401 Unauthorized") as refused:
        HOUSEHOLDS.fetch(client, {}, part)
    printed = str(refused.value) + repr(refused.value) + "".join(capfd.readouterr()) + repr(settings())
    assert "wrong-key" not in printed


def test_an_answer_that_is_no_table_is_not_kept(client, publisher, part):
    HOUSEHOLDS.fetch(client, {}, part)
    publisher.faults += [Reply(503)]  # passes
    publisher.months.append("202506")
    HOUSEHOLDS.fetch(client, {}, part)
    publisher.faults += [as_json({"children": []})]
    with pytest.raises(ConnectorError, match="a list of values"):
        HOUSEHOLDS.fetch(client, {}, part)
