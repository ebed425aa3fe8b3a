"""Progress that a person can watch: what is being done, and how many seconds each step took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.status import Status


class Step:
    """A step under way; `say` tells how far it has got, and `done` what it came to."""

    def __init__(self, title: str, status: Status) -> None:
        self._title = title
        self._status = status
        self._said = ""
        self.outcome = ""

    def say(self, progress: str) -> None:
        """Show how far the step has got: in place on a terminal, as a line where that cannot be, when it changes."""
        if progress == self._said:
            return
        self._said = progress
        self._status.update(f"{self._title}: {escape(progress)}")
        if not self._status.console.is_terminal:
            self._status.console.print(f"         {self._title}: {escape(progress)}", highlight=False, soft_wrap=True)


class Steps:
    """Prints each finished step with its seconds, and knows the seconds of all."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """One step, from the start of the block to its end."""
        began = time.monotonic()
        with self._console.status(title) as status:
            step = Step(title, status)
            yield step
        self.seconds[title] = time.monotonic() - began
        said = f": {escape(step.outcome)}" if step.outcome else ""
        self._console.print(f"{self.seconds[title]:6.1f} s {title}{said}", highlight=False, soft_wrap=True)

    def total(self) -> float:
        """Seconds since the first."""
        return time.monotonic() - self._began
