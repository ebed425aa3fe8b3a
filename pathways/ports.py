"""Which ports the servers listen on: those that were asked for, or free ones near by."""

from __future__ import annotations

import socket

from pathways.errors import SettingsError
from pathways.settings import settings

NEIGHBOURS = 20  # how many ports above the usual one are tried


def choose(name: str, title: str, taken: frozenset[int] = frozenset()) -> int:
    """The port for a server: the one that was set, or the usual one, or the next free one above it.

    Args:
        name: the field of the settings, such as `dashboard_port`.
        title: what the server is called in an error.
        taken: ports already chosen for others.

    Raises:
        SettingsError: the port that was set is taken, or no port near the usual one is free.
    """
    wanted: int = getattr(settings(), name)
    variable = f"PATHWAYS_{name.upper()}"
    explicit = name in settings().model_fields_set
    for port in [wanted] if explicit else range(wanted, wanted + NEIGHBOURS):
        if port not in taken and _is_free(port):
            return port
    raise SettingsError(
        f"Port {wanted} for {title} is taken{'' if explicit else f', and so are the {NEIGHBOURS - 1} above it'}.",
        why="Another program listens there, so nothing was started.",
        fix=f"Stop that program, or set {variable} to a free port.",
    )


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in settings().host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings().host, port))
        except OSError:
            return False
        return True
