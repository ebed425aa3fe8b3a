"""gunicorn, with the app loaded once and the release held in each worker."""

from __future__ import annotations

import socket
from typing import Any

from gunicorn.app.base import BaseApplication

from pathways.errors import SettingsError
from pathways.settings import settings

WORKERS = 2
THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    """gunicorn without a configuration file."""

    def __init__(self, port: int) -> None:
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        """Loopback unless PATHWAYS_HOST says otherwise; the app is loaded before the workers are forked."""
        chosen: dict[str, Any] = {
            "bind": f"{settings().host}:{self._port}",
            "workers": WORKERS,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "keepalive": 30,
            "timeout": 60,
            "graceful_timeout": 5,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "proc_name": "pathways-dashboard",
            "control_socket_disable": True,
            "post_worker_init": _hold_release,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The app's server."""
        from dashboard.app import create_app

        return create_app().server


def _hold_release(worker: Any) -> None:
    """Read the latest release into this worker, then watch for the next: Polars may not be used before the fork."""
    from dashboard.ready import keep_ready, make_ready
    from dashboard.views import RELEASES

    RELEASES.look()
    RELEASES.watch()
    make_ready(worker.wsgi)
    keep_ready(worker.wsgi)


def serve(port: int) -> None:
    """Serve the dashboard until stopped.

    Raises:
        SettingsError: something else listens on the port.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings().host, port))
        except OSError as error:
            raise SettingsError(
                f"The dashboard cannot listen on {settings().host}:{port}: {error.strerror}.",
                why="It was not started.",
                fix="Stop what listens there, or choose another port with --port or PATHWAYS_DASHBOARD_PORT.",
            ) from None
    Server(port).run()
