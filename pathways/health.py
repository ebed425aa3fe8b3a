"""Whether the servers are alive: asked by `pathways up` while it waits, and by the containers' health checks.

`python -m pathways.health ADDRESS` asks whether anything answers there; `… ADDRESS scheduler triggerer` asks the
api-server of Airflow at that address after those parts.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence

AIRFLOW_PARTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
PATIENCE = 5  # seconds to wait for an answer
SERVER_ERROR = 500

# A proxy that the environment names must not be asked for an address on this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(address: str) -> bool:
    """Whether a web server answers there without failing."""
    try:
        with _direct.open(address, timeout=PATIENCE):
            return True
    except urllib.error.HTTPError as error:
        return error.code < SERVER_ERROR
    except OSError:
        return False


def unhealthy(api_server: str, parts: Sequence[str] = AIRFLOW_PARTS) -> list[str]:
    """The parts of Airflow that are not healthy, by the names of its health page; all, and it, when it is silent."""
    try:
        with _direct.open(f"{api_server}/api/v2/monitor/health", timeout=PATIENCE) as answer:
            health = json.load(answer)
    except OSError:
        return ["api_server", *parts]
    return [part for part in parts if (health.get(part) or {}).get("status") != "healthy"]


if __name__ == "__main__":
    address, *parts = sys.argv[1:]
    sys.exit(bool(unhealthy(address, parts)) if parts else not answers(address))
