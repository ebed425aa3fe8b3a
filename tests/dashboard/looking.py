"""How the browser tests look at a page."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

WIDE, NARROW = (1280, 900), (375, 800)
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHOWS_FOCUS = """() => {
  const at = document.activeElement;
  const looks = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  };
  return at === document.body || looks(at) || [...at.children].some(looks);
}"""


@contextmanager
def opened(browser, address, size=WIDE, **options):
    """A page that has drawn itself, and everything it did that it should not: errors, requests to other hosts."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    page = context.new_page()
    faults: list[str] = []
    host = urlsplit(address).netloc
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: faults.append(f"other host: {sent.url}") if _is_foreign(sent.url, host) else None)
    page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    try:
        visit(page, address)
        yield page, faults
    finally:
        context.close()


def _is_foreign(url: str, host: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host


def visit(page, address) -> None:
    """Go there, and wait until Dash has taken over from what the server painted."""
    page.goto(address)
    wait(page)


def wait(page) -> None:
    page.wait_for_selector("html[data-ready=true]", state="attached", timeout=30_000)


def walk_to_the_footer(page, steps=400) -> str | None:
    """Press Tab until the footer has the focus; what went wrong: something without a visible focus, or no footer."""
    for _step in range(steps):
        page.keyboard.press("Tab")
        if not page.evaluate(SHOWS_FOCUS):
            return f"no focus is seen at {page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}"
        if page.evaluate("!!document.activeElement.closest('footer')"):
            return None
    return "the footer was not reached"


def violations(page) -> list[str]:
    """What axe-core finds; run from outside the page, so the page's own policy stays in force."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found["violations"] for node in fault["nodes"]]


def open_everything(page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((details) => { details.open = true; })")


def sideways(page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
