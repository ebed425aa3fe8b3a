"""One user of the dashboard: what Chromium asks for when a filter changes, recorded once, asked again elsewhere."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from playwright.sync_api import Request, sync_playwright

from benchmarks.page import ARGUMENTS


@dataclass(frozen=True)
class Asked:
    """One request of a filter change."""

    method: str
    path: str
    body: str | None
    is_page: bool


def record(address: str, path: str) -> list[Asked]:
    """What a browser that has the assets already asks of `http://address` to show `path` with its charts drawn."""
    asked: list[Asked] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})

        def note(request: Request) -> None:
            if request.resource_type in {"document", "fetch", "xhr"}:
                at = request.url.removeprefix(f"http://{address}")
                asked.append(Asked(request.method, at, request.post_data, request.resource_type == "document"))

        page.on("request", note)
        page.goto(f"http://{address}{path}")
        page.wait_for_selector("html[data-ready=true]", timeout=60_000)
        browser.close()
    return asked


def user_of(
    address: str, recorded: list[Asked], placeholder: str, choices: list[str]
) -> Callable[[int], Awaitable[Callable[[], Awaitable[None]]]]:
    """Opens sessions whose change repeats `recorded` with `placeholder` replaced by another of `choices`.

    The page comes first, then the rest at once, as in the browser.
    """

    async def open_session(user: int) -> Callable[[], Awaitable[None]]:
        client = httpx.AsyncClient(base_url=f"http://{address}", timeout=60)
        choose = random.Random(user)

        async def ask(asked: Asked, choice: str) -> None:
            body = asked.body.replace(placeholder, choice) if asked.body else None
            headers = {"Content-Type": "application/json"} if body else {}
            path = asked.path.replace(placeholder, choice)
            answer = await client.request(asked.method, path, content=body, headers=headers)
            if answer.is_error:
                raise RuntimeError(f"{answer.status_code} from {path}")

        async def change() -> None:
            choice = choose.choice(choices)
            for asked in recorded:
                if asked.is_page:
                    await ask(asked, choice)
            await asyncio.gather(*(ask(asked, choice) for asked in recorded if not asked.is_page))

        await change()
        return change

    return open_session
