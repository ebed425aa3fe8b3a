"""What a browser sees of a page: when its largest content is painted, what moves, how much script it fetches."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Request, Response, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
OBSERVE = """
window.seen = {lcp: 0, cls: 0, violations: []};
const watch = (type, see) =>
  new PerformanceObserver(list => list.getEntries().forEach(see)).observe({type, buffered: true});
watch('largest-contentful-paint', entry => { window.seen.lcp = entry.startTime; });
watch('layout-shift', entry => { if (!entry.hadRecentInput) window.seen.cls += entry.value; });
document.addEventListener('securitypolicyviolation', event => {
  window.seen.violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


@dataclass(frozen=True)
class Seen:
    """One cold visit at 1280 pixels."""

    lcp_ms: float
    cls: float
    script_bytes: int
    other_hosts: tuple[str, ...]
    policy_violations: tuple[str, ...]


def visit(url: str, ready: str = "main h1", settle_ms: int = 3000) -> Seen:
    """Open `url` in a new Chromium profile, wait for the selector `ready` and `settle_ms` more.

    `script_bytes` counts what crossed the wire, compressed.
    """
    host = urlsplit(url).netloc
    hosts: set[str] = set()
    script_bytes = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(OBSERVE)

        def asked(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host:
                hosts.add(parts.netloc)

        def finished(request: Request) -> None:
            nonlocal script_bytes
            answer: Response | None = request.response()
            if request.resource_type == "script" and answer is not None:
                script_bytes += request.sizes()["responseBodySize"]

        page.on("request", asked)
        page.on("requestfinished", finished)
        page.goto(url)
        page.wait_for_selector(ready, timeout=60_000)
        page.wait_for_timeout(settle_ms)
        seen = page.evaluate("window.seen")
        browser.close()
    return Seen(seen["lcp"], seen["cls"], script_bytes, tuple(sorted(hosts)), tuple(seen["violations"]))
