from __future__ import annotations

from datetime import date

import pytest

from ingest.connectors.ees import EesDataSet
from pathways.errors import ConnectorError
from tests.ingest.connectors.server import as_json, version

ANY = EesDataSet("known", None, "placed")


def test_the_newest_version_is_downloaded_decompressed(client, publisher, part):
    publisher.versions.append(version("1.1", published="2025-09-01T08:30:00Z"))
    publisher.csv["1.1"] = b"corrected\r\n"
    fetched = ANY.fetch(client, {}, part)
    assert (fetched.name, fetched.published_on) == ("placed-v1.1.csv", date(2025, 9, 1))
    assert part.read_bytes() == b"corrected\r\n"
    assert publisher.asked[-1].query == {"dataSetVersion": "1.1"}


def test_a_version_already_had_is_not_downloaded(client, publisher, part):
    fetched = ANY.fetch(client, {}, part)
    assert ANY.fetch(client, fetched.seen, part) is None
    assert publisher.paths().count("/ees/data-sets/known/csv") == 1


@pytest.mark.parametrize(("wanted", "chosen"), [("1.0", "1.0"), ("1.*", "1.10"), ("*", "2.0"), ("2.0", "2.0")])
def test_a_version_is_chosen_from_every_page_of_the_list(client, publisher, part, wanted, chosen):
    publisher.versions = [version("3.0", "Withdrawn"), version("2.0"), version("1.10"), version("1.9"), version("1.0")]
    publisher.csv = dict.fromkeys(["1.0", "1.9", "1.10", "2.0"], b"a\r\n")
    fetched = EesDataSet("known", wanted, "placed").fetch(client, {}, part)
    assert fetched.name == f"placed-v{chosen}.csv"
    assert [asked.query["page"] for asked in publisher.asked[:-1]] == ["1", "2", "3"]


def test_a_version_that_was_withdrawn_is_said_to_be(client, publisher, part):
    publisher.versions = [version("1.0"), version("1.1", "Withdrawn")]
    with pytest.raises(ConnectorError, match=r"no version 1\.1 in use; it has 1\.0 \(Published\), 1\.1 \(Withdrawn\)"):
        EesDataSet("known", "1.1", "placed").fetch(client, {}, part)


@pytest.mark.usefixtures("publisher")
def test_a_data_set_that_is_gone_says_which_identifier(client, part):
    with pytest.raises(ConnectorError, match=r"data-sets/gone refused: it answered 404 Not Found") as refused:
        EesDataSet("gone", None, "placed").fetch(client, {}, part)
    assert "identifier" in refused.value.fix


@pytest.mark.parametrize("wanted", [None, "1.0"])
def test_an_answer_unlike_the_documentation_stops_in_words(client, publisher, part, wanted):
    publisher.faults.append(as_json(["unexpected"]))
    with pytest.raises(ConnectorError, match="EES answered about data set known without"):
        EesDataSet("known", wanted, "placed").fetch(client, {}, part)
