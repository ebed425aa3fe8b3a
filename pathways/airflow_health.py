"""Whether the parts of Airflow are alive, as its api-server tells anyone who asks."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Sequence

PARTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")
PATIENCE = 5  # seconds to wait for an answer


def unhealthy(api_server: str, parts: Sequence[str] = PARTS) -> list[str]:
    """The parts that are not healthy, by the names of Airflow's health page; the api-server too when it is silent."""
    # A proxy that the environment names must not be asked for an address on this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{api_server}/api/v2/monitor/health", timeout=PATIENCE) as answer:
            health = json.load(answer)
    except OSError:
        return ["api_server", *parts]
    return [part for part in parts if (health.get(part) or {}).get("status") != "healthy"]


if __name__ == "__main__":  # a container's health check: `python -m pathways.airflow_health ADDRESS PART…`
    sys.exit(1 if unhealthy(sys.argv[1], sys.argv[2:] or PARTS) else 0)
