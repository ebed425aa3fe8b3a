"""Whether a server answers, and which parts of Airflow it says are alive."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pathways import health

HEALTH = {"metadatabase": {"status": "healthy"}, "scheduler": {"status": "unhealthy"}, "triggerer": {"status": None}}


class Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(HEALTH).encode()
        self.send_response({"/missing": 404, "/broken": 500}.get(self.path, 200))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address():
    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_parts_that_are_not_healthy_or_not_there_at_all_are_named(address):
    assert health.unhealthy(address) == ["scheduler", "triggerer", "dag_processor"]
    assert health.unhealthy(address, ["metadatabase"]) == []


def test_an_api_server_that_is_silent_is_named_with_all_that_it_would_have_told_of():
    assert health.unhealthy("http://127.0.0.1:9", ["scheduler"]) == ["api_server", "scheduler"]


def test_a_server_answers_even_when_it_has_nothing_to_show_but_not_when_it_fails(address):
    assert health.answers(address)
    assert health.answers(address + "/missing")
    assert not health.answers(address + "/broken")
    assert not health.answers("http://127.0.0.1:9")


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(address, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert health.answers(address)


def test_a_health_check_ends_with_an_exit_code(address):
    def check(*arguments: str) -> int:
        return subprocess.run([sys.executable, "-m", "pathways.health", *arguments], check=False).returncode

    assert check(address) == 0
    assert check(address, "metadatabase") == 0
    assert check(address, "scheduler") == 1
