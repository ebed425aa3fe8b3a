"""What the server answers: what is not there, with which headers, and what was not changed."""

import urllib.error
import urllib.request

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_an_address_that_is_not_there_answers_404(site):
    for path in (
        "/nowhere",
        "/download/nothing.csv",
        "/assets/nothing.js",
        "/figures?id=zzz",
        "/figures",
        "/indicators/zzz",
        "/indicators/zzz",  # once more, from what is kept
    ):
        with pytest.raises(urllib.error.HTTPError) as refused:
            site.text(path)
        assert refused.value.code == 404


def test_every_answer_carries_the_headers_that_keep_it_to_itself(site):
    for path in ("/", "/assets/plotly.js", "/_dash-layout", "/download/extracts.csv"):
        with urllib.request.urlopen(site.address + path, timeout=20) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "'unsafe-eval'" not in policy
            assert "script-src 'self' 'sha256-" in policy
            assert "frame-ancestors 'none'" in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_page_asked_for_again_is_not_sent_again(site):
    with urllib.request.urlopen(site.address, timeout=20) as response:
        tag = response.headers["ETag"]
    again = urllib.request.Request(site.address, headers={"If-None-Match": tag})
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again, timeout=20)
    assert unchanged.value.code == 304
