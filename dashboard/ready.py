"""Pages made before anyone asks for them: those of the menu at once, then every council's, at leisure."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from html import unescape
from typing import Final

from flask import Flask
from flask.testing import FlaskClient

from dashboard.components.shell import NAVIGATION
from dashboard.releases import SECONDS_BETWEEN_LOOKS
from dashboard.views import RELEASES

BROWSER: Final = {"Accept-Encoding": "gzip"}
COUNCIL_LINK: Final = re.compile(r'href="(/local-areas\?[^"#]*)"')
REST: Final = 2.0  # times as long as a page took, so that who asks for one meanwhile comes first


def make_ready(server: Flask) -> None:
    """Make the pages of the menu, which also brings in what the first page of a process has to load."""
    with server.test_client() as browser:
        for _name, path in NAVIGATION:
            browser.get(path, headers=BROWSER)


def keep_ready(server: Flask) -> None:
    """Make the pages again for each new release, in a thread of its own, until the process ends."""
    threading.Thread(target=_keep_ready, args=(server,), name="ready", daemon=True).start()


def _keep_ready(server: Flask) -> None:
    made_for: object = None
    with server.test_client() as browser:
        while True:
            if made_for != RELEASES.known:
                made_for = RELEASES.known
                for path in _addresses(browser):
                    if made_for != RELEASES.known:
                        break
                    began = time.perf_counter()
                    browser.get(path, headers=BROWSER)
                    time.sleep(REST * (time.perf_counter() - began))
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _addresses(browser: FlaskClient) -> Iterator[str]:
    yield from (path for _name, path in NAVIGATION)
    yield from councils_linked(browser.get("/local-areas").get_data(as_text=True))


def councils_linked(page: str) -> list[str]:
    """The addresses of councils that a page's HTML leads to: the same that its filter asks for."""
    return [unescape(address) for address in dict.fromkeys(COUNCIL_LINK.findall(page))]
