from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from ingest.connectors import client as client_module
from ingest.connectors.client import Client, Patience, Request
from pathways.errors import ConnectorError
from tests.ingest.connectors.server import HTML, Publisher, Reply, as_json, problem


@pytest.fixture
def file(publisher: Publisher) -> Request:
    return Request(f"{publisher.address}/catalogue/data-set/known/csv")


def test_a_file_comes_whole_with_what_to_ask_next_time(client, publisher, file, part):
    assert client.download(file, part) == {"etag": '"first"'}
    assert part.read_bytes() == publisher.catalogue


def test_an_unchanged_file_is_not_sent_again(client, publisher, file, part):
    seen = client.download(file, part)
    assert client.download(file, part, seen) is None
    assert publisher.asked[-1].headers["if-none-match"] == '"first"'


def test_last_modified_is_sent_back_where_there_is_no_etag(client, publisher, file, part):
    publisher.catalogue_headers = {"Last-Modified": "Thu, 26 Jun 2025 08:30:00 GMT"}
    seen = client.download(file, part)
    client.download(file, part, seen)
    assert publisher.asked[-1].headers["if-modified-since"] == "Thu, 26 Jun 2025 08:30:00 GMT"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_passing_fault_is_tried_again(client, publisher, file, part, status):
    publisher.faults += [Reply(status), Reply(status)]
    client.download(file, part)
    assert part.read_bytes() == publisher.catalogue
    assert len(publisher.asked) == 3


def test_a_lasting_fault_is_given_up_in_words(client, publisher, file, part):
    publisher.faults += [Reply(503)] * 3
    with pytest.raises(ConnectorError, match=r"at the last of 3 attempts it answered 503 Service Unavailable"):
        client.download(file, part)


def test_the_wait_that_the_server_asks_for_is_kept(client, publisher, file, part):
    publisher.faults.append(Reply(429, {"Retry-After": "0"}))
    client.download(file, part)
    publisher.faults.append(Reply(429, {"X-RateLimit-Reset": str(int((time.time() + 0.25) * 1000))}))
    start = time.monotonic()
    client.download(file, part)
    assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize("header", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_wait_too_long_to_sit_out_is_reported(client, publisher, file, part, header):
    publisher.faults.append(Reply(429, {"Retry-After": header}))
    with pytest.raises(ConnectorError, match=r"too many requests and asked to wait .* minutes"):
        client.download(file, part)
    assert len(publisher.asked) == 1


def test_a_cut_download_goes_on_where_it_stopped(client, publisher, file, part):
    publisher.catalogue = bytes(range(256)) * 40
    headers = {"ETag": '"first"', "Accept-Ranges": "bytes"}
    publisher.faults.append(Reply(200, headers, publisher.catalogue, cut_after=3000))
    client.download(file, part)
    assert part.read_bytes() == publisher.catalogue
    assert publisher.asked[-1].headers["range"] == "bytes=3000-"


def test_a_cut_download_that_changed_meanwhile_starts_again(client, publisher, file, part):
    publisher.catalogue_headers["ETag"] = '"second"'
    publisher.faults.append(Reply(200, {"ETag": '"first"', "Accept-Ranges": "bytes"}, b"older" * 100, cut_after=60))
    assert client.download(file, part) == {"etag": '"second"'}
    assert part.read_bytes() == publisher.catalogue


def test_a_cut_download_without_an_etag_starts_again(client, publisher, file, part):
    publisher.faults.append(Reply(200, {}, publisher.catalogue, cut_after=5))
    client.download(file, part)
    assert part.read_bytes() == publisher.catalogue
    assert "range" not in publisher.asked[-1].headers


def test_a_cut_compressed_download_goes_on_inside_the_compression(client, publisher, file, part):
    text = b"".join(b"%d,%d\n" % (i, i * 7919 % 1000) for i in range(5000))
    publisher.catalogue = gzip.compress(text)
    publisher.catalogue_headers["Content-Encoding"] = "gzip"
    publisher.faults.append(Reply(200, dict(publisher.catalogue_headers), publisher.catalogue, cut_after=4000))
    client.download(file, part)
    assert part.read_bytes() == text


def test_a_compressed_file_that_is_itself_cut_is_never_taken_as_whole(client, publisher, file, part):
    publisher.catalogue = gzip.compress(b"1,2,3\n" * 1000)[:-12]
    publisher.catalogue_headers["Content-Encoding"] = "gzip"
    with pytest.raises(ConnectorError, match="compressed file ended early"):
        client.download(file, part)


def test_a_compressed_file_in_two_members_is_read_whole(client, publisher, file, part):
    publisher.catalogue = gzip.compress(b"first\n") + gzip.compress(b"second\n")
    publisher.catalogue_headers["Content-Encoding"] = "gzip"
    client.download(file, part)
    assert part.read_bytes() == b"first\nsecond\n"


def test_a_compressed_file_that_unfolds_without_end_is_stopped(client, publisher, file, part, monkeypatch):
    monkeypatch.setattr(client_module, "MAX_FILE_BYTES", 1_000_000)
    publisher.catalogue = gzip.compress(bytes(20_000_000))
    publisher.catalogue_headers["Content-Encoding"] = "gzip"
    with pytest.raises(ConnectorError, match="larger than"):
        client.download(file, part)
    assert part.stat().st_size <= 1_000_000


def test_a_web_page_in_place_of_the_file_is_refused(client, publisher, file, part):
    publisher.faults.append(Reply(200, {"Content-Type": "text/html"}, HTML))
    with pytest.raises(ConnectorError, match="a web page instead of the file"):
        client.download(file, part)


def test_an_empty_file_is_refused(client, publisher, file, part):
    publisher.faults.append(Reply(200))
    with pytest.raises(ConnectorError, match="an empty file instead of the file"):
        client.download(file, part)


def test_an_answer_that_comes_too_late_is_tried_again(client, publisher, file, part):
    publisher.faults.append(Reply(200, {}, b"late", pause=0.5))
    client.download(file, part)
    assert part.read_bytes() == publisher.catalogue


def test_a_server_that_never_answers_in_time_is_given_up(publisher, file, part):
    publisher.faults += [Reply(200, {}, b"late", pause=0.3)] * 2
    with (
        Client(Patience(attempts=2, first_wait=0.001, read=0.05)) as hasty,
        pytest.raises(ConnectorError, match="did not answer in time"),
    ):
        hasty.download(file, part)


def test_everything_together_can_be_given_a_limit(publisher, file, part):
    publisher.faults += [Reply(503)] * 50
    with (
        Client(Patience(attempts=50, first_wait=0.02, longest_wait=0.05, in_all=0.2)) as hasty,
        pytest.raises(ConnectorError, match=r"no time left|no answer within"),
    ):
        hasty.download(file, part)


@pytest.mark.parametrize(
    "refusal", [(400, "documentation"), (401, "the key"), (403, "the key"), (404, "the identifier")]
)
def test_a_refusal_is_not_tried_again_and_says_what_to_check(client, publisher, file, part, refusal):
    status, words = refusal
    publisher.faults.append(problem(status, "There was a problem."))
    with pytest.raises(ConnectorError, match='"There was a problem"') as refused:
        client.download(file, part)
    assert words in refused.value.fix
    assert len(publisher.asked) == 1


def test_what_is_not_json_is_said_to_be_so(client, publisher, file):
    for body, words in [(HTML, "a web page"), (b"oops", "something else")]:
        publisher.faults.append(Reply(200, {}, body))
        with pytest.raises(ConnectorError, match=f"{words} instead of JSON"):
            client.json(file)


def test_a_redirect_on_the_same_server_is_followed(client, publisher, part):
    publisher.faults.append(Reply(302, {"Location": "/catalogue/data-set/known/csv"}))
    client.download(Request(f"{publisher.address}/moved"), part)
    assert part.read_bytes() == publisher.catalogue


def test_a_circle_of_redirects_is_left(client, publisher, part):
    publisher.faults += [Reply(302, {"Location": "/round"})] * 10
    with pytest.raises(ConnectorError, match="redirects more than"):
        client.download(Request(f"{publisher.address}/round"), part)


def test_a_key_never_follows_a_redirect_to_another_server(client, publisher):
    elsewhere = publisher.address.replace("127.0.0.1", "localhost")
    publisher.faults += [Reply(302, {"Location": f"{elsewhere}/ees/data-sets/known"}), as_json({})]
    client.json(Request(f"{publisher.address}/statxplore/rate_limit", headers={"APIKey": "secret"}))
    assert publisher.asked[0].headers["apikey"] == "secret"
    assert "apikey" not in publisher.asked[1].headers


def test_a_query_is_not_sent_on_to_another_server(client, publisher):
    elsewhere = publisher.address.replace("127.0.0.1", "localhost")
    publisher.faults.append(Reply(307, {"Location": f"{elsewhere}/statxplore/table"}))
    with pytest.raises(ConnectorError, match="sent a query on"):
        client.json(Request(f"{publisher.address}/statxplore/table", body={"database": "x"}))


@pytest.mark.parametrize("address", ["http://example.org/file.csv", "ftp://example.org/file.csv"])
def test_only_https_leaves_this_machine(client, part, address):
    with pytest.raises(ConnectorError, match="is not an https address"):
        client.download(Request(address), part)


def test_a_redirect_to_an_insecure_address_is_not_followed(client, publisher, file, part):
    publisher.faults.append(Reply(302, {"Location": "http://example.org/file.csv"}))
    with pytest.raises(ConnectorError, match=r"http://example\.org is not an https address"):
        client.download(file, part)


def test_a_key_is_never_in_what_is_printed_of_a_request():
    assert "secret" not in repr(Request("https://example.org", headers={"APIKey": "secret"}))


def test_a_server_that_cannot_be_reached_is_given_up_in_words(client, part: Path):
    with pytest.raises(ConnectorError, match="at the last of 3 attempts the server could not be reached"):
        client.download(Request("http://127.0.0.1:9/none"), part)
