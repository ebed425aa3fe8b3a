"""Ask the feeds, and put what is new into the inbox as whole files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from ingest.connectors import state
from ingest.connectors.client import Client
from ingest.connectors.feed import Feed, Fetched, PullResult
from ingest.connectors.feeds import named
from pathways.errors import ConnectorError, PathwaysError, SettingsError
from pathways.settings import settings


def pull_all(
    feeds: Iterable[Feed], inbox: Path, client: Client, *, again: bool = False, tell: Callable[[PullResult], None]
) -> list[PullResult]:
    """Pull each feed in turn; a failure is told and does not stop the others.

    Args:
        feeds: which feeds.
        inbox: the folder that new files are put into.
        client: how to ask.
        again: fetch even what has not changed.
        tell: called with each result as it comes.
    """
    results = []
    for feed in feeds:
        result = pull(feed, inbox, client, again=again)
        tell(result)
        results.append(result)
    return results


def pull_by_name(name: str) -> PullResult:
    """Pull one feed into the inbox, as a scheduler does.

    Raises:
        ConnectorError: it failed, so that the scheduler shows it and tries again.
        SettingsError: there is no such feed.
    """
    (feed,) = named([name])
    with Client() as client:
        result = pull(feed, settings().inbox, client)
    if result.outcome == "failed" and result.problem is not None:
        raise ConnectorError(result.problem["what"], why=result.problem["why"], fix=result.problem["fix"])
    return result


def pull(feed: Feed, inbox: Path, client: Client, *, again: bool = False) -> PullResult:
    """Pull one feed; the result says what happened, also when it failed.

    A new file appears in `inbox` under its final name, whole, with its manifest (hash, size, publication date) before
    it. What the source said is remembered only after that, so a crash in between costs a second download, not a file.
    """
    with state.held(feed.name) as memory:
        if memory is None:
            return _skipped(
                feed,
                ConnectorError(
                    "Another pull of it is running.",
                    why="Two at once would fetch the same file twice.",
                    fix="Wait until that one has finished.",
                ),
            )
        try:
            result, seen, sha256 = _pull(feed, inbox, client, memory, again=again)
        except SettingsError as error:
            result, seen, sha256 = _skipped(feed, error), None, None
        except PathwaysError as error:
            sentence = f"{feed.name}: failed. {error.what} {error.fix}"
            result, seen, sha256 = PullResult(feed.name, "failed", sentence, problem=error.as_dict()), None, None
        memory.write(result, seen, sha256)
    return result


def _pull(
    feed: Feed, inbox: Path, client: Client, memory: state.Memory, *, again: bool
) -> tuple[PullResult, dict[str, str] | None, str | None]:
    before = state.Remembered({}, None) if again else memory.read()
    inbox.mkdir(parents=True, exist_ok=True)
    part = inbox / f"{feed.name}.part"
    try:
        fetched = feed.connector.fetch(client, before.seen, part)
        if fetched is None:
            return PullResult(feed.name, "unchanged", f"{feed.name}: nothing new."), None, None
        with part.open("rb") as opened:
            sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        if sha256 == before.sha256:
            same = PullResult(feed.name, "unchanged", f"{feed.name}: the same file as before.")
            return same, dict(fetched.seen), None
        file = _place(part, inbox, fetched, sha256)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    sentence = f"{feed.name}: {file.name} ({_size(file.stat().st_size)}) is in the inbox."
    return PullResult(feed.name, "new", sentence, file=file), dict(fetched.seen), sha256


def _place(part: Path, inbox: Path, fetched: Fetched, sha256: str) -> Path:
    """Give the file its name. One of that name that still waits in the inbox is kept beside it."""
    file = inbox / fetched.name
    if file.exists():
        file = file.with_stem(f"{file.stem}-{sha256[:8]}")
    manifest: dict[str, str | int] = {"sha256": sha256, "size_bytes": part.stat().st_size}
    if fetched.published_on is not None:
        manifest["published_on"] = fetched.published_on.isoformat()
    beside = inbox / f"{file.name}.manifest.json"
    written = beside.with_name(beside.name + ".part")
    written.write_text(json.dumps(manifest), encoding="utf-8")
    written.replace(beside)
    part.replace(file)
    return file


def _skipped(feed: Feed, error: PathwaysError) -> PullResult:
    return PullResult(feed.name, "skipped", f"{feed.name}: skipped. {error.what} {error.fix}", problem=error.as_dict())


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"  # noqa: PLR2004
