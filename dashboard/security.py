"""Headers of every answer: nothing from another host, nothing inline but Dash's own, nothing framed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask, Response, request

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
UNCHANGING = ("/assets/", "/_dash-component-suites/")  # their addresses change when their bytes do
YEAR = 365 * 24 * 3600


def policy(hashes: Sequence[str]) -> str:
    """The content security policy, with the hashes of the scripts that Dash writes into the page."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def add_to(server: Flask, hashes: Callable[[], Sequence[str]]) -> None:
    """Write the headers after each request. Asked for earlier, the hashes would miss the scripts of Dash's pages."""
    written: dict[int, str] = {}

    def protect(response: Response) -> Response:
        current = hashes()
        if len(current) not in written:
            written[len(current)] = policy(current)
        response.headers["Content-Security-Policy"] = written[len(current)]
        for name, value in HEADERS.items():
            response.headers[name] = value
        fixed = request.path.startswith(UNCHANGING) and response.status_code in (200, 304)
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fixed else "no-cache"
        return response

    server.after_request(protect)
